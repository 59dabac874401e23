import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
// @ts-types="@modelcontextprotocol/sdk/types"
import type { ElicitRequest, ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { askBy, type SendRequest } from "../../src/mcp/ask.ts";

const NEVER = new AbortController().signal;
const CALL = { tools: ["gh.delete"], rules: ["@destructive"], args: { value: { id: 1 } } };

function client(answer: () => Promise<ElicitResult>) {
  const seen: ElicitRequest[] = [];
  const send: SendRequest = (request, _, { signal } = {}) => {
    seen.push(request);
    const { promise, reject } = Promise.withResolvers<never>();
    signal!.addEventListener("abort", () => reject(signal!.reason));
    return Promise.race([promise, answer()]);
  };
  return { send, seen };
}

const accept = (content: Record<string, string>) =>
  client(() => Promise.resolve({ action: "accept" as const, content }));

Deno.test("the form shows tool, arguments and rule, and takes one of four answers", async () => {
  const { send, seen } = accept({ answer: "program" });
  assertEquals(await askBy(send)(CALL, NEVER), "program");
  assertEquals(seen[0]!.params, {
    mode: "form",
    message:
      'A program wants to call gh.delete.\nArguments: {"id":1}\nAsked because of: @destructive',
    requestedSchema: {
      type: "object",
      properties: {
        answer: {
          type: "string",
          title: "Allow it?",
          enum: ["once", "program", "restart", "no"],
          enumNames: [
            "Yes, this call",
            "Yes, for this program",
            "Yes, until code-mode restarts",
            "No",
          ],
        },
      },
      required: ["answer"],
    },
  });
});

Deno.test("before a program runs there is no call to allow once, and many tools are counted", async () => {
  const { send, seen } = accept({ answer: "restart" });
  const tools = Array.from({ length: 30 }, (_, at) => `gh.t${at}`);
  assertEquals(await askBy(send)({ tools, rules: ["@destructive"] }, NEVER), "restart");
  const { message, requestedSchema } = seen[0]!.params as {
    message: string;
    requestedSchema: unknown;
  };
  assert(message.startsWith("A program that is about to run calls gh.t0, gh.t1,"));
  assert(message.includes("gh.t19 and 10 more."));
  assert(!JSON.stringify(requestedSchema).includes("once"));
});

Deno.test("a program's text is short and visible in the question", async () => {
  const { send, seen } = accept({ answer: "once" });
  const value = { text: "\x1b[2J\u202e" + "x".repeat(10_000) };
  await askBy(send)(
    { tools: ["a\nb".repeat(100)], rules: ["r".repeat(500)], args: { value } },
    NEVER,
  );
  const { message } = seen[0]!.params as { message: string };
  assertLessOrEqual(message.length, 1_200);
  assert(!/\p{Cf}/u.test(message) && !message.includes("\x1b") && message.includes("\\u202e"));
  assertEquals(message.split("\n").length, 3);
});

Deno.test("anything but a clear yes is a no", async () => {
  const answers: ElicitResult[] = [
    { action: "decline" },
    { action: "cancel" },
    { action: "accept" },
    { action: "accept", content: {} },
    { action: "accept", content: { answer: "yes" } },
    { action: "accept", content: { answer: 1 } },
    { action: "accept", content: { answer: "late" } },
  ];
  for (const answer of answers) {
    assertEquals(await askBy(client(() => Promise.resolve(answer)).send)(CALL, NEVER), "no");
  }
});

Deno.test("who answers late, and a client that cannot ask, are told apart", async () => {
  const silent = client(() => new Promise(() => {}));
  assertEquals(await askBy(silent.send, 20)(CALL, NEVER), "late");
  const broken = client(() => Promise.reject(new Error("Method not found")));
  assertEquals(await askBy(broken.send)(CALL, NEVER), "unable");
});
