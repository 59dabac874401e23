import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { AnswerTooLong, ConnectionLost, Refusal } from "../../src/upstream/failures.ts";
import { McpSession, type SessionLimits } from "../../src/upstream/session.ts";
import { RequestTooLong } from "../../src/upstream/stdio.ts";
import { until } from "../helpers/processes.ts";
import { Scratch } from "../helpers/scratch.ts";
import { shell, spawnSmallServer } from "../helpers/servers/small_server.ts";

const LIMITS: SessionLimits = { startMs: 30_000, callMs: 30_000, answerBytes: 100_000 };

/** A session of the small server, closed when it goes out of scope. */
async function open(limits: Partial<SessionLimits> = {}) {
  const session = new McpSession(spawnSmallServer, { ...LIMITS, ...limits });
  await session.opened;
  return Object.assign(session, { [Symbol.asyncDispose]: () => session.close() });
}

const text = (text: string) => ({ content: [{ type: "text", text }] });

Deno.test("a session answers with the structured content, or with what the text says", async () => {
  await using session = await open();
  const answers: [result: Record<string, unknown>, value: unknown][] = [
    [{ ...text("1"), structuredContent: { a: 1 } }, { a: 1 }],
    [text('{"a":[1]}'), { a: [1] }],
    [text("It is done."), "It is done."],
    [{ content: [] }, ""],
    [{ content: [{ type: "image", data: "", mimeType: "image/png" }, ...text("2").content] }, 2],
    [{ content: [...text("1").content, ...text("2").content] }, 1],
  ];
  for (const [result, value] of answers) assertEquals(await session.call("answer", result), value);
});

Deno.test("a session passes a refusal on in the server's own words, and goes on", async () => {
  await using session = await open();
  const refusal = (args: Record<string, unknown>, tool = "answer") =>
    assertRejects(() => session.call(tool, args), Refusal);
  assertEquals((await refusal({ ...text("No such file"), isError: true })).message, "No such file");
  assertEquals((await refusal({ isError: true })).message, "The server gave no reason");
  assertStringIncludes((await refusal({ message: "Not today" }, "fail")).message, "Not today");
  assertEquals([session.alive, await session.call("answer", text("1"))], [true, 1]);
});

Deno.test("a session has answered once the server has answered a call, with a refusal too", async () => {
  for (const isError of [false, true]) {
    await using session = await open();
    await assertRejects(() => session.call("fail", {}));
    assertEquals(session.answered, false);
    await session.call("answer", { isError }).catch(() => {});
    assertEquals(session.answered, true);
  }
});

Deno.test("a session takes an answer as long as its limit, and refuses a longer one", async () => {
  const answer = text("x".repeat(50_000));
  let bytes: number;
  {
    await using session = await open({ answerBytes: 50_000 });
    const error = await assertRejects(() => session.call("answer", answer), AnswerTooLong);
    assertEquals(error.limit, 50_000);
    assertEquals(
      error.message,
      `The answer has ${error.bytes} bytes, which is more than 50000`,
    );
    assertEquals(await session.call("answer", text("1")), 1); // only that call fails
    bytes = error.bytes;
  }
  await using session = await open({ answerBytes: bytes });
  assertEquals(await session.call("answer", answer), "x".repeat(50_000));
});

/** Answers `initialize`, then counts the bytes of the next line and answers that. */
const COUNTS =
  `read -r a; echo '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18",` +
  `"capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}}'; read -r b; ` +
  `n=$(head -n 1 | wc -c); ` +
  `echo '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"'$n'"}]}}'; cat`;

Deno.test("a session sends a call of 10 MiB, and refuses a longer one", async () => {
  const session = new McpSession(shell(COUNTS), LIMITS);
  await session.opened;
  const params = { name: "x", arguments: { long: "" } };
  const rest = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }) + "\n";
  const long = "x".repeat(10 * 2 ** 20 - rest.length);
  assertEquals(await session.call("x", { long }), 10 * 2 ** 20);
  const error = await assertRejects(() => session.call("x", { long: long + "x" }), Refusal);
  assertInstanceOf(error.cause, RequestTooLong);
  assertEquals(
    error.message,
    "Cannot send a call of 10.0 MB: the server takes at most 10.0 MB: split it into several calls",
  );
  assertEquals(session.alive, true);
  await session.close();
});

Deno.test("a session ends a server that answers too late", async () => {
  await using session = await open({ callMs: 300 });
  const start = performance.now();
  const error = await assertRejects(() => session.call("hang", {}), ConnectionLost);
  assertGreaterOrEqual(performance.now() - start, 295);
  assertEquals(error.message, "it did not answer within 0.3 s");
  assertEquals(error.detail, error.message);
  assertEquals(session.alive, false);
  assert(isGone(session.pid!));
});

Deno.test("a session tells how its server ended, and people what it said last", async () => {
  await using session = await open();
  const dying = session.call("die", { code: 7, words: "broken\n  for good" });
  const error = await assertRejects(() => dying, ConnectionLost);
  assertEquals(error.message, "it ended with exit code 7");
  assertEquals(
    error.detail,
    'it ended with exit code 7; the last that it said was "broken for good"',
  );
  assertEquals(session.alive, false);
  await assertRejects(() => session.call("answer", text("1")), ConnectionLost);
});

Deno.test("a session of a server that said nothing has the same words for people", async () => {
  const session = new McpSession(shell("exit 3"), LIMITS);
  const error = await assertRejects(() => session.opened, ConnectionLost);
  assertEquals(error.message, "it ended with exit code 3");
  assertEquals(error.detail, error.message);
  assertEquals(session.alive, false);
  await session.gone;
});

Deno.test("a session names a program that can't be started to people only", async () => {
  const spawn = () => new Deno.Command("/nowhere/server", { stdin: "piped" }).spawn();
  const session = new McpSession(spawn, LIMITS);
  const error = await assertRejects(() => session.opened, ConnectionLost);
  assertEquals(error.message, "it cannot be started");
  assertStringIncludes(error.detail, "/nowhere/server");
  assertInstanceOf(error.cause, Deno.errors.NotFound);
  assertEquals([session.alive, session.pid], [false, undefined]);
  await session.close();
});

Deno.test("a session ends a server that doesn't start in time", async () => {
  const session = new McpSession(shell("exec sleep 20"), { ...LIMITS, startMs: 200 });
  const error = await assertRejects(() => session.opened, ConnectionLost);
  assertEquals(error.message, "it did not answer within 0.2 s");
  assert(isGone(session.pid!));
});

Deno.test("a session ends a server of another protocol, and says why", async () => {
  const answer = '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"1999-01-01",' +
    '"capabilities":{},"serverInfo":{"name":"x","version":"1"}}}';
  const session = new McpSession(shell(`read -r a; echo '${answer}'; exec sleep 20`), LIMITS);
  const error = await assertRejects(() => session.opened, ConnectionLost);
  assertStringIncludes(error.message, "1999-01-01");
  assertEquals(error.detail, error.message);
  assert(isGone(session.pid!));
});

Deno.test("a session that is closed is dead at once, and its server ends at the end of its stdin", async () => {
  using scratch = new Scratch();
  const session = await open();
  const closing = session.close();
  assertEquals(session.alive, false);
  await closing;
  assert(isGone(session.pid!));
  // One that has something to do then has the time for it.
  const other = new McpSession(shell(`cat > /dev/null; echo x > ${scratch.file}`), LIMITS);
  const opened = assertRejects(() => other.opened, ConnectionLost);
  await until(() => other.pid !== undefined, 5_000, "it is started");
  await other.close();
  await opened;
  assertEquals(scratch.read(), "x\n");
});

Deno.test("a session that is closed kills a server that doesn't end by itself", async () => {
  const session = new McpSession(shell("exec sleep 20"), LIMITS);
  const opened = assertRejects(() => session.opened, ConnectionLost);
  await until(() => session.pid !== undefined, 5_000, "it is started");
  const start = performance.now();
  await session.close();
  assertLess(performance.now() - start, 5_000);
  assertStringIncludes((await opened).message, "SIGKILL");
  assert(isGone(session.pid!));
});

function isGone(pid: number): boolean {
  return !new Deno.Command("kill", { args: ["-0", String(pid)], stderr: "null" }).outputSync()
    .success;
}
