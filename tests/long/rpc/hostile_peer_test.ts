import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertLessOrEqual,
  assertMatch,
} from "@std/assert";
import { type Api, apiOf, type Method } from "../../../src/api/method.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../src/config.ts";
import { Executor } from "../../../src/executor/executor.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { OVER_MEMORY } from "../../../src/rpc/protocol.ts";
import { ScriptedPeer } from "../../helpers/scripted_peer.ts";

const { stringify } = JSON;
const MAX = Number.MAX_SAFE_INTEGER;

/** What reached the methods of the API. */
interface Forwarded {
  reads: number;
  writes: number;
}

/** Two methods; one reads and one writes, each in a turn of the event loop. */
function api(forwarded: Forwarded, answer: unknown): Api {
  const method = (name: string, mutates: boolean): Method => ({
    namespace: "data",
    name,
    mutates,
    parse([text]) {
      if (typeof text === "string") return text;
      throw new TypeError(`Cannot call data.${name}: text must be a string`);
    },
    async forward(_, signal) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      signal.throwIfAborted();
      forwarded[mutates ? "writes" : "reads"]++;
      return answer;
    },
  });
  return apiOf([method("read", false), method("write", true)]);
}

/** What a run left to see. */
interface Seen {
  outcome: Outcome;
  forwarded: Forwarded;
  peer: ScriptedPeer;
}

interface Setting {
  limits?: Partial<Limits>;
  answer?: unknown;
  /** The peer never reads. */
  deaf?: boolean;
}

/** Runs a submission whose sandbox does what `script` says, once the server has sent it the code. */
async function against(
  script: (peer: ScriptedPeer) => unknown,
  { limits = {}, answer = "answer", deaf = false }: Setting = {},
): Promise<Seen> {
  const peers: ScriptedPeer[] = [];
  const forwarded = { reads: 0, writes: 0 };
  const all = { ...DEFAULT_LIMITS, timeoutMs: 1_000, ...limits };
  await using executor = new Executor(all, {
    spawn: () => {
      const peer = new ScriptedPeer(deaf);
      peers.push(peer);
      peer.say({ type: "ready" });
      return peer.child;
    },
  });
  const running = executor.execute("return 1", api(forwarded, answer));
  while (peers.length === 0) await new Promise((resolve) => setTimeout(resolve));
  const [peer] = peers;
  if (!deaf) await peer!.hears('"run"');
  else await new Promise((resolve) => setTimeout(resolve, 50));
  await script(peer!);
  const { outcome } = await running;
  return { outcome, forwarded, peer: peer! };
}

const call = (id: unknown, method: unknown = "data.read", args: unknown = ["x"]) => ({
  type: "call",
  id,
  method,
  args,
});
const write = (id: number) => call(id, "data.write");
const done = (value: unknown) => ({ type: "done", result: stringify(value) });

/** Lines of which each ends the run, with what is said of it. */
const VIOLATIONS: Record<string, [lines: unknown[], message: RegExp]> = {
  "no JSON": [["nonsense"], /not JSON/],
  "an empty line": [[""], /not JSON/],
  "half a message": [['{"type":"call","id":1,"me'], /not JSON/],
  "two messages in a line": [[stringify(done(1)) + stringify(done(2))], /not JSON/],
  "a list": [["[]"], /not an object/],
  "nothing": [["null"], /not an object/],
  "a type that is not there": [[{ type: "exit" }], /wrong shape/],
  "a type of the server's": [[{ type: "run", code: "1" }], /wrong shape/],
  "a reply": [[{ type: "reply", id: 1, value: 1 }], /wrong shape/],
  "a type that is no text": [[{ type: { toString: 1 } }], /wrong shape/],
  "a very long type": [[{ type: "x".repeat(100_000) }], /wrong shape/],
  "a second ready": [[{ type: "ready" }], /second "ready"/],
  "a method that is not there": [[call(1, "data.erase")], /names no method: "data.erase"/],
  "a method without a namespace": [[call(1, "read")], /names no method/],
  "a method of Object": [[call(1, "constructor")], /names no method/],
  "a method of every object": [[call(1, "data.toString")], /names no method/],
  "a prototype for a method": [[call(1, "__proto__")], /names no method/],
  "a very long method": [[call(1, "m".repeat(100_000))], /names no method/],
  "a method that is no text": [[call(1, ["data.read"])], /wrong shape/],
  "id 0": [[call(0)], /out of order/],
  "an id from the future": [[call(2)], /out of order/],
  "the same id twice": [[call(1), call(1)], /out of order/],
  "ids that go back": [[call(1), call(2), call(1)], /out of order/],
  "a negative id": [[call(-1)], /wrong shape/],
  "an id that is a text": [[call("1")], /wrong shape/],
  "an id beyond all numbers": [
    ['{"type":"call","id":1e400,"method":"data.read","args":[]}'],
    /shape/,
  ],
  "arguments that are no list": [[call(1, "data.read", { length: 1, 0: "x" })], /wrong shape/],
  "arguments over the limit": [[call(1, "data.write", ["x".repeat(2 ** 20 + 2_000)])], /over the/],
  "arguments that nest without end": [
    [`{"type":"call","id":1,"method":"data.write","args":[${"[".repeat(1e5)}${"]".repeat(1e5)}]}`],
    /levels deep/,
  ],
  "a level that is not there": [[{ type: "log", level: "fatal", text: "x" }], /wrong shape/],
  "a log without a text": [[{ type: "log", level: "log" }], /wrong shape/],
  "a thrown thing that is none": [[{ type: "throw", error: "x" }], /wrong shape/],
  "a message that is too long": [
    [{ type: "throw", error: { name: "x", message: "x".repeat(2 ** 20) } }],
    /wrong shape/,
  ],
  "a stack that is too long": [
    [{ type: "throw", error: { name: "", message: "", stack: "submission:1:1 ".repeat(1e5) } }],
    /wrong shape/,
  ],
  "a result that is no text": [[{ type: "done", result: { a: 1 } }], /wrong shape/],
  "a result that is no JSON": [[{ type: "done", result: "{" }], /not JSON/],
  "a result over the limit": [[done("x".repeat(60_000))], /over the limit/],
  "a result that nests without end": [
    [{ type: "done", result: "[".repeat(10_000) + "]".repeat(10_000) }],
    /nested too deep/,
  ],
};

for (const [what, [lines, message]] of Object.entries(VIOLATIONS)) {
  Deno.test(`A peer that sends ${what} ends its run and nothing else`, async () => {
    const { outcome, forwarded, peer } = await against((peer) => peer.say(...lines, write(99)));
    assertEquals(outcome.error?.kind, "crash");
    assertMatch(outcome.error!.message, message);
    assertLess(stringify(outcome).length, 1_000);
    assertEquals(forwarded.writes, 0);
    assert(peer.killed);
  });
}

Deno.test("Messages are the same however the pipe cuts them", async () => {
  const { outcome } = await against(async (peer) => {
    const text = [{ type: "log", level: "log", text: "ä€😀" }, call(1), done("ä€😀")]
      .map((one) => stringify(one) + "\n").join("");
    for (const byte of new TextEncoder().encode(text)) {
      peer.bytes(new Uint8Array([byte]));
      await Promise.resolve();
    }
  });
  assertEquals(outcome.result, "ä€😀");
  assertEquals(outcome.logs?.[0]?.text, "ä€😀");
  assertEquals(outcome.calls.total, 1);
});

Deno.test("A peer whose line never ends is stopped before it fills the memory", async () => {
  let sent = 0;
  const { outcome } = await against(async (peer) => {
    const chunk = new Uint8Array(64 * 1024).fill(0x78);
    for (; !peer.killed && sent < 100 * 2 ** 20; sent += chunk.length) {
      peer.bytes(chunk);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, { limits: { timeoutMs: 30_000 } });
  assertMatch(outcome.error!.message, /A line is longer than/);
  assertLess(sent, 8 * 2 ** 20);
});

Deno.test("A peer that sends no text at all ends its run", async () => {
  const { outcome } = await against((peer) =>
    peer.bytes(crypto.getRandomValues(new Uint8Array(5_000)).fill(10, -1))
  );
  assertEquals(outcome.error?.kind, "crash");
});

Deno.test("The 65th call in flight ends the run, and the mutations that wait are dropped", async () => {
  const calls = Array.from({ length: 65 }, (_, i) => write(i + 1));
  const { outcome, forwarded } = await against((peer) => peer.say(...calls));
  assertMatch(outcome.error!.message, /Too many calls are open/);
  assertEquals(forwarded.writes, 0);
  assertEquals(outcome.calls.total, 64);
});

Deno.test("64 calls in flight are served", async () => {
  const calls = Array.from({ length: 64 }, (_, i) => write(i + 1));
  const { outcome, forwarded } = await against(async (peer) => {
    peer.say(...calls);
    await peer.hears('"reply"', 64);
    peer.say(done("all"));
  });
  assertEquals([outcome.result, forwarded.writes], ["all", 64]);
});

Deno.test("A call too many ends the run, however wrong the calls are", async () => {
  const { outcome } = await against(async (peer) => {
    for (let id = 1; id <= 11 && !peer.killed; id++) {
      peer.say(call(id, "data.read", [id]));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, { limits: { calls: 10 } });
  assertEquals(outcome.error?.kind, "limit");
  assertEquals(outcome.calls.failed, 10);
});

Deno.test("Nothing counts after the end", async () => {
  for (const end of [done("first"), { type: "throw", error: { name: "", message: "first" } }]) {
    const { outcome, forwarded } = await against((peer) =>
      peer.say(end, done("second"), write(1), { type: "log", level: "log", text: "late" }, "junk")
    );
    assertMatch(stringify(outcome), /first/);
    assertEquals(outcome.logs, undefined);
    assertEquals([outcome.calls.total, forwarded.writes], [0, 0]);
  }
});

Deno.test("A peer that says it is done has its waiting calls dropped", async () => {
  const { outcome, forwarded } = await against((peer) => peer.say(write(1), write(2), done(1)));
  assertEquals(outcome.result, 1);
  assertEquals(outcome.calls, { total: 2, dropped: 2 });
  assertEquals(forwarded.writes, 0);
});

/** What can be sent without end; each must end the run long before its deadline. */
const FLOODS: Record<string, [message: unknown, kind: string]> = {
  "logs": [{ type: "log", level: "log", text: "x".repeat(10_000) }, "limit"],
  "empty logs": [{ type: "log", level: "log", text: "" }, "limit"],
  "notes of what it left out": [{ type: "skipped", entries: 1, chars: 0 }, "limit"],
  "ready": [{ type: "ready" }, "crash"],
  "empty lines": ["", "crash"],
};

for (const [what, [message, kind]] of Object.entries(FLOODS)) {
  Deno.test(`A flood of ${what} ends, and the server has its turns`, async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const { outcome } = await against(async (peer) => {
      const line = typeof message === "string" ? message : stringify(message);
      const chunk = new TextEncoder().encode(
        (line + "\n").repeat(Math.ceil(65_536 / (line.length + 1))),
      );
      while (!peer.killed) {
        peer.bytes(chunk);
        await new Promise((resolve) => setTimeout(resolve));
      }
    }, { limits: { timeoutMs: 60_000 } });
    clearInterval(timer);
    assertEquals(outcome.error?.kind, kind);
    assertLess(stringify(outcome).length, 48_000);
    if (kind === "limit") assertGreater(turns, 10, `${turns} turns`);
  });
}

Deno.test("A flood on stderr ends the run", async () => {
  const { outcome } = await against(async (peer) => {
    while (!peer.killed) {
      peer.complain("x".repeat(65_536));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, { limits: { timeoutMs: 60_000 } });
  assertEquals(outcome.error?.kind, "crash");
  assertMatch(outcome.error!.message, /flood on stderr/);
});

Deno.test("A peer that asks and never reads gets no more answers than fit in flight", async () => {
  const { outcome, forwarded } = await against(async (peer) => {
    for (let id = 1; !peer.killed && id <= 500; id++) {
      peer.say(call(id));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }, { deaf: true, limits: { timeoutMs: 30_000 } });
  assertMatch(outcome.error!.message, /Too many calls are open/);
  assertLessOrEqual(forwarded.reads, 64);
});

Deno.test("Forged numbers make no answer that a client refuses", async () => {
  const { outcome } = await against((peer) =>
    peer.say(
      { type: "log", level: "log", text: "x".repeat(50_000) },
      { type: "skipped", entries: MAX, chars: MAX },
    )
  );
  assertEquals(outcome.error?.kind, "limit");
  assert(Number.isSafeInteger(outcome.truncated!.logs), `${outcome.truncated!.logs}`);
  const { outcome: cut } = await against((peer) => peer.say({ ...done(1), size: MAX }));
  assertEquals(cut.truncated, { result: MAX });
});

Deno.test("Forged messages fit the answer, whatever their characters cost in JSON", async () => {
  const text = (length: number) => "\u0001".repeat(length);
  const { outcome } = await against((peer) =>
    peer.say({
      type: "throw",
      error: { name: text(100), message: text(4_000), stack: text(8_000), call: 7 },
    })
  );
  assertEquals(outcome.error?.kind, "runtime");
  assertLess(stringify(outcome).length, 48_000);
});

Deno.test("An answer that is over the limit is refused, and a written one told as written", async () => {
  const setting = { answer: "x".repeat(2_000), limits: { replyChars: 1_000 } };
  const { outcome } = await against(async (peer) => {
    peer.say(call(1), write(2));
    await peer.hears('"id":1');
    await peer.hears('"id":2');
    peer.say(done(peer.heard.filter((line) => line.includes("the limit is 1000")).length));
  }, setting);
  assertEquals(outcome.result, 1);
  assertEquals(outcome.calls, { total: 2, failed: 1 });
});

/** How a process can end by itself, and what is told. */
const DEATHS: Record<string, [said: string, code: number, kind: string, message: RegExp]> = {
  "without a word": ["", 0, "crash", /exit code 0/],
  "with a word": ["error: Uncaught x\n", 1, "crash", /: exit code 1$/],
  "by an abort": ["", 134, "crash", /SIGABRT/],
  "at the end of V8's memory": ["#\n# Fatal JavaScript out of memory: x\n", 133, "memory", /MiB/],
  "at V8's limit": ["Reached heap limit Allocation failed\n", 134, "memory", /MiB/],
  "as the watchdog says": [`${OVER_MEMORY}\n`, 134, "memory", /MiB/],
};

for (const [how, [said, code, kind, message]] of Object.entries(DEATHS)) {
  Deno.test(`A process that dies ${how} is told as ${kind}`, async () => {
    const { outcome } = await against((peer) => {
      if (said) peer.complain(said);
      peer.exit(code);
    });
    assertEquals(outcome.error?.kind, kind);
    assertMatch(outcome.error!.message, message);
  });
}

Deno.test("A peer that says nothing runs into the deadline", async () => {
  const { outcome, peer } = await against(() => {}, { limits: { timeoutMs: 100 } });
  assertEquals(outcome.error?.kind, "timeout");
  assert(peer.killed);
});
