import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ConfiguredPolicy } from "../../../src/servers/configured/policy.ts";
import {
  AnswerTooLong,
  CallTimedOut,
  ConnectionLost,
  Refusal,
  UnusableAnswer,
} from "../../../src/upstream/failures.ts";
import { NotStarted } from "../../../src/upstream/supervisor.ts";
import { Trouble } from "../../../src/upstream/trouble.ts";

const told: string[] = [];
const policy = new ConfiguredPolicy(
  "docs",
  (text) => text.replaceAll("s3cret", "***"),
  (text) => told.push(text),
);
const failure = (error: unknown, mutates: boolean) =>
  policy.failure({ tool: "save", mutates }, error);

Deno.test("what a failure says of the data depends on whether the call was forwarded and may write", () => {
  const lost = new ConnectionLost("it ended with exit code 1", { detail: "it said s3cret" });
  const errors: [error: Error, read: string, write: string][] = [
    [new Refusal("no"), "failed", "failed"],
    [new NotStarted("why"), "unavailable", "unavailable"],
    [lost, "unavailable", "unknown"],
    [new CallTimedOut(500), "unavailable", "unknown"],
    [new UnusableAnswer("it is odd"), "unavailable", "unknown"],
    [new AnswerTooLong(9e6, 8e6), "failed", "unknown"],
  ];
  for (const [error, read, write] of errors) {
    assertEquals([failure(error, false).outcome, failure(error, true).outcome], [read, write]);
  }
  assertEquals(failure(new Refusal("no"), true).message, "no");
  assertMatch(
    failure(lost, true).message,
    /^Cannot tell whether docs\.save was carried out: it said \*\*\*/,
  );
  assertMatch(
    failure(new UnusableAnswer("it is odd"), false).message,
    /its answer could not be used: it is odd$/,
  );
});

Deno.test("why a server is not there names what it misses, and neither secrets nor paths of ours", () => {
  const lost = new ConnectionLost("it ended", { detail: "it ended; it said s3cret missing" });
  const started = new NotStarted("it ended", { cause: lost });
  assertEquals(policy.whyLost(started), "it ended; it said *** missing");
  const spawned = new ConnectionLost("x is not there", {
    detail: "/home/x is not there",
    cause: new Trouble("x is not there"),
  });
  assertEquals(
    policy.whyLost(new NotStarted(spawned.message, { cause: spawned })),
    "x is not there",
  );
  assertEquals(policy.whyLost(new ConnectionLost("w".repeat(900))).length, 500);
  const { message, remedy } = failure(started, false);
  assertEquals(message, "docs did not start: it ended; it said *** missing");
  assertStringIncludes(remedy!, `"docs" did not start`);
});

Deno.test("people are told of a lost server once a failure, without secrets", () => {
  told.length = 0;
  failure(new ConnectionLost("it ended", { detail: "it said s3cret" }), false);
  assertEquals(told, ['The server "docs" was lost: it said ***']);
});

Deno.test("a list that could not be read names the server, and so does a start that takes long", () => {
  assertEquals(
    policy.notUsable(new Refusal("no list")).message,
    "docs did not list its tools: no list",
  );
  assertMatch(policy.notUsable(new NotStarted("why")).message, /^docs did not start: why$/);
  assertMatch(policy.stillStarting(2_500).message, /^docs has not started within 2\.5 s/);
});
