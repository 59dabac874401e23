import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { HostRunOptions } from "../../../../../src/host/host.ts";
import { codeModeLine, NO_CONFIG } from "../../../../helpers/code_mode.ts";
import { withoutPrivileges } from "../../../../helpers/rights.ts";
import { entity, relation, Scratch } from "../../../../helpers/scratch.ts";
import { dry, hostOn } from "../../../../helpers/servers/host_on.ts";

const LINES = [entity("a", "1"), entity("b"), relation("a", "b")];

const WRITE = `await memory.addObservations([{ entityName: "a", contents: ["2"] }]);
  await memory.createEntities([{ name: "c", entityType: "C", observations: [] }]);`;

interface Ending {
  readonly code: string;
  readonly options?: () => HostRunOptions;
  /** The kind of the error; none where it ends well. */
  readonly kind?: string;
}

/** Programs that write, and how each ends. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  writes: { code: WRITE },
  "deletes all": {
    code: `const { entities } = await memory.readGraph();
      await memory.deleteEntities(entities.map(({ name }) => name));`,
  },
  throws: { code: `${WRITE} null.x;`, kind: "runtime" },
  "never ends": {
    code: `${WRITE} for (;;);`,
    options: () => ({ timeoutMs: 700 }),
    kind: "timeout",
  },
  "is cut while it writes": {
    code: `for (let i = 0;; i++) {
      await memory.addObservations([{ entityName: "a", contents: ["late " + i] }]);
    }`,
    options: () => ({ timeoutMs: 300 }),
    kind: "timeout",
  },
  "is taken back": {
    code: `${WRITE} await new Promise(() => {});`,
    options: () => ({ signal: AbortSignal.timeout(700) }),
    kind: "cancelled",
  },
};

/** All that there is to see of a file. */
function look(path: string) {
  const { mode, mtime, ino, uid, gid, size } = Deno.statSync(path);
  return { mode, mtime, ino, uid, gid, size, text: Deno.readTextFileSync(path) };
}

/** What lies in a folder, but for its copies, which the host still uses. */
function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => !name.startsWith("memory.jsonl.copy-")).sort();
}

async function runAll(file: string): Promise<void> {
  await using host = hostOn(file);
  for (const [what, { code, options, kind }] of Object.entries(ENDINGS)) {
    const { dryRun, error, committed } = await dry(host, code, options?.());
    assertEquals({ what, dryRun, kind: error?.kind }, { what, dryRun: true, kind });
    assertEquals(committed, undefined);
  }
}

for (const mode of [0o600, 0o640]) {
  Deno.test(`A dry run changes no byte, no time and no mode of a file of mode ${mode.toString(8)}, however it ends`, async () => {
    using scratch = new Scratch(LINES);
    Deno.chmodSync(scratch.file, mode);
    const before = look(scratch.file);
    await runAll(scratch.file);
    assertEquals(look(scratch.file), before);
    assertEquals([...Deno.readDirSync(scratch.directory)].map(({ name }) => name), [
      "memory.jsonl",
    ]);
  });
}

Deno.test("A dry run leaves a link to the memory and the file that it leads to as they are", async () => {
  using scratch = new Scratch(LINES);
  const folder = `${scratch.directory}/links`;
  const link = `${folder}/memory.jsonl`;
  Deno.mkdirSync(folder);
  Deno.symlinkSync("../memory.jsonl", link);
  const [before, mtime] = [look(scratch.file), Deno.lstatSync(link).mtime];
  await runAll(link);
  assertEquals(look(scratch.file), before);
  assertEquals([Deno.readLinkSync(link), Deno.lstatSync(link).mtime], ["../memory.jsonl", mtime]);
  assertEquals([names(folder), names(scratch.directory)], [["memory.jsonl"], [
    "links",
    "memory.jsonl",
  ]]);
});

Deno.test("A dry run makes no memory file where there is none", async () => {
  using scratch = new Scratch();
  {
    await using host = hostOn(scratch.file);
    const create =
      `return memory.createEntities([{ name: "c", entityType: "C", observations: [] }])`;
    const { changes, plan } = await dry(host, create);
    assertEquals(changes, { entities: { created: 1 }, lines: ["+ c (C), 0 observations"] });
    assertMatch(plan!, /^[2-9a-z]{8}$/);
    // The next one does not see what the one before has done.
    assertEquals((await dry(host, "return memory.readGraph()")).result, {
      entities: [],
      relations: [],
    });
    assertEquals(names(scratch.directory), []);
  }
  assertEquals([...Deno.readDirSync(scratch.directory)], []);
});

/** `code-mode run --dry-run` by a user whom the modes of files hold back. */
async function heldBack(file: string, code: string) {
  const line = await withoutPrivileges(
    codeModeLine(["run", "--json", "--dry-run", "--memory-file", file, "-"]),
  );
  if (!line) return;
  const command = new Deno.Command(line[0]!, {
    args: line.slice(1),
    env: { ...NO_CONFIG, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { stdout, stderr } = await child.output();
  const text = new TextDecoder();
  const [out, errors] = [text.decode(stdout), text.decode(stderr)];
  try {
    return { outcome: JSON.parse(out), errors };
  } catch {
    throw new Error(`No outcome: ${out}\n${errors}`);
  }
}

for (const mode of [0o444, 0o400]) {
  Deno.test(`A dry run works on a file of mode ${mode.toString(8)}, which its user may only read`, async () => {
    using scratch = new Scratch(LINES);
    Deno.chmodSync(scratch.file, mode);
    const before = look(scratch.file);
    const run = await heldBack(
      scratch.file,
      `${WRITE} return (await memory.readGraph()).entities.length;`,
    );
    if (!run) return;
    assertEquals([run.outcome.status, run.outcome.result], ["ok", 3], JSON.stringify(run));
    assertEquals(look(scratch.file), before);
    assertEquals(names(scratch.directory), ["memory.jsonl"]);
  });
}

Deno.test("A dry run beside a memory whose folder takes no copy says so and changes nothing", async () => {
  using scratch = new Scratch(LINES);
  const before = look(scratch.file);
  Deno.chmodSync(scratch.directory, 0o555);
  try {
    const run = await heldBack(scratch.file, WRITE);
    if (!run) return;
    assertEquals(run.outcome.status, "error", JSON.stringify(run));
    assertStringIncludes(run.outcome.error.message, "no copy can be made beside it");
    assertEquals(run.outcome.error.message.includes(scratch.directory), false);
    assertEquals(look(scratch.file), before);
  } finally {
    Deno.chmodSync(scratch.directory, 0o700);
  }
});
