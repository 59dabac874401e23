import { assertEquals } from "@std/assert";
import { surelyReads } from "../../../src/api/rules/surely_reads.ts";
import type { Annotations } from "../../../src/api/rules/tool.ts";

const reads = (name: string, annotations?: Annotations) =>
  surelyReads({ server: "any", name, ...(annotations ? { annotations } : {}) });

/** Names as servers have them, all marked `readOnlyHint: true`. */
const READERS = [
  ...["get_merge_request", "get_commit", "list_pipeline_trigger_jobs", "get_pipeline_test_report"],
  ...["getMonitorRunResults", "getWorkspaceUpdates", "getSdkDownloadUrl", "getCollectionForks"],
  ...[
    "read_graph",
    "search_nodes",
    "open_nodes",
    "list_directory_with_sizes",
    "get-annotated-message",
  ],
  ...[
    "API-retrieve-a-comment",
    "API-get-block-children",
    "browser_take_screenshot",
    "db-cluster-get-ca",
  ],
  ...[
    "firecrawl_search",
    "resolve-library-id",
    "query-docs",
    "whoami",
    "kubectl_describe",
    "aggregate",
  ],
  ...[
    "find_releases",
    "browser_network_requests",
    "droplet-action",
    "get_settings",
    "address_lookup",
  ],
];

const WRITERS = [
  ...[
    "communication_email_send",
    "communication_sms_send",
    "addPercySnapshotCommands",
    "runPercyScan",
  ],
  ...[
    "delete",
    "DELETE_FILE",
    "deleteFile",
    "delete-file",
    "delete.file",
    "file/delete",
    "s3Put",
    "Put2s3",
  ],
  ...[
    "merge_pull_request",
    "commit",
    "github_merge_pr",
    "run",
    "run_query",
    "commentOnIssue",
    "dropDB",
  ],
  ...[
    "get_or_create_user",
    "find_and_replace",
    "check_and_merge",
    "search_then_run",
    "status_update",
  ],
  ...[
    "select_page",
    "download_job_artifacts",
    "export",
    "list_add",
    "set_status",
    "getAndRun",
    "APIDeleteKey",
  ],
  "d\u0435lete_file", // a Cyrillic letter
];

Deno.test("surelyReads believes a hint that the name bears out", () => {
  for (const name of READERS) assertEquals(reads(name, { readOnlyHint: true }), true, name);
  for (const name of WRITERS) assertEquals(reads(name, { readOnlyHint: true }), false, name);
});

Deno.test("surelyReads believes nothing but an explicit hint without contradiction", () => {
  const cases: [Annotations | undefined, boolean][] = [
    [{ readOnlyHint: true }, true],
    [{ readOnlyHint: true, destructiveHint: false }, true],
    [{ readOnlyHint: true, destructiveHint: true }, false],
    [{ readOnlyHint: false }, false],
    [{ destructiveHint: false, idempotentHint: true }, false],
    [{}, false],
    [undefined, false],
    [{ readOnlyHint: "true" as unknown as boolean }, false],
  ];
  for (const [annotations, expected] of cases) {
    assertEquals(reads("get_issue", annotations), expected, JSON.stringify(annotations));
  }
});

Deno.test("surelyReads takes no time for a long name", () => {
  const start = performance.now();
  reads("A".repeat(300_000), { readOnlyHint: true });
  reads("aB_".repeat(100_000), { readOnlyHint: true });
  assertEquals(performance.now() - start < 2_000, true);
});
