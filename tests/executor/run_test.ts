import { assert, assertEquals } from "@std/assert";
import { apiOf, type Method, Planned } from "../../src/api/method.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/config.ts";
import { CallBudget } from "../../src/executor/call_budget.ts";
import { run } from "../../src/executor/run.ts";
import { Sandbox } from "../../src/executor/sandbox_process.ts";
import type { Run } from "../../src/outcome/run.ts";
import { OVER_MEMORY } from "../../src/rpc/protocol.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";
import { ScriptedPeer } from "../helpers/scripted_peer.ts";
import { WatchedSignal } from "../helpers/fakes/watched_signal.ts";

const FLOOD_CHARS = 64 * 2 ** 20;
const TIMEOUT_MS = 1_000;

/** A run in a scripted sandbox, on a clock of its own. */
class Bench implements AsyncDisposable {
  readonly time = new FakeTime();
  readonly peer = new ScriptedPeer();
  readonly client = new WatchedSignal();
  /** How many calls had been made after each message of the sandbox. */
  readonly progress: number[] = [];
  /** The answers that the calls of the API wait for. */
  readonly answers: ((value?: unknown) => void)[] = [];
  running!: Promise<Run>;
  /** Set when the run has come to its end. */
  ended: Run | undefined;
  #sandbox!: Sandbox;

  static async start(limits: Partial<Limits> = {}, aborted?: unknown): Promise<Bench> {
    const bench = new Bench();
    if (aborted) bench.client.controller.abort(aborted);
    await bench.#start({ ...DEFAULT_LIMITS, ...limits });
    return bench;
  }

  async #start(limits: Limits): Promise<void> {
    const { argumentChars } = limits;
    const setup = {
      ...{ inFlight: 64, openChars: 1e6, argumentChars, resultChars: 1e4, memoryBytes: 1e9 },
      logs: { head: 1, tail: 1, line: 1 },
    };
    await this.time.pass(7); // a clock that doesn't begin with the run
    this.peer.say({ type: "ready" });
    const { signal } = new AbortController();
    this.#sandbox = await Sandbox.start(setup, 2 ** 20, signal, () => this.peer.child);
    const method = (name: string, mutates: boolean): Method => ({
      namespace: "data",
      name,
      mutates,
      parse: () => undefined,
      forward: () =>
        new Promise((resolve) => this.answers.push((value = "answer") => resolve(value))),
    });
    const api = apiOf([method("read", false), method("write", true)]);
    const get = (name: string) => {
      if (name === "data.fault") throw new RangeError("A fault of ours");
      return api.get(name);
    };
    this.running = run({
      sandbox: this.#sandbox,
      module: "MODULE",
      api: { names: api.names, get },
      limits,
      account: new CallBudget(1e6, 1).open(),
      timeoutMs: TIMEOUT_MS,
      signal: this.client.signal,
      onProgress: (calls) => this.progress.push(calls.tally.total),
    });
    this.running.then((ended) => this.ended = ended);
    await this.time.settle();
  }

  /** Has the sandbox send messages, which are taken. */
  async say(...messages: unknown[]): Promise<void> {
    this.peer.say(...messages);
    await this.time.settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox[Symbol.asyncDispose]();
    this.time[Symbol.dispose]();
  }
}

const call = (id: number, method: string) => ({ type: "call", id, method, args: [] });
const log = (text: string) => ({ type: "log", level: "log", text });
const done = { type: "done", result: "1" };
const thrown = { type: "throw", error: { name: "", message: "x" } };

Deno.test("run hands over the module with the names that it calls", async () => {
  await using bench = await Bench.start();
  const names = { data: ["read", "write"] };
  assertEquals(bench.peer.heard.map((line) => JSON.parse(line)), [
    { type: "run", code: "MODULE", names },
  ]);
});

Deno.test("run ends with what the code returned, and leaves the sandbox to its caller", async () => {
  await using bench = await Bench.start();
  await bench.say({ ...done, size: 7 });
  assertEquals(bench.ended!.ending, { type: "done", result: "1", size: 7 });
  assertEquals(bench.peer.killed, false);
});

Deno.test("run ends with what the code threw, and kills the sandbox", async () => {
  await using bench = await Bench.start();
  await bench.say(thrown);
  assertEquals(bench.ended!.ending, thrown as Run["ending"]);
  assert(bench.peer.killed);
});

Deno.test("run leaves no time-out and no listener behind", async () => {
  for (const end of [done, thrown]) {
    await using bench = await Bench.start();
    assertEquals([bench.time.pending, bench.client.listeners], [1, 1]);
    await bench.say(end);
    assert(bench.ended);
    assertEquals([bench.time.pending, bench.client.listeners], [0, 0]);
  }
});

Deno.test("run keeps the logs and counts what the sandbox left out", async () => {
  await using bench = await Bench.start();
  await bench.say(log("one"), { type: "skipped", entries: 2, chars: 10 }, log("two"), done);
  const { entries, cutFrom } = bench.ended!.logs.take(1_000);
  assertEquals(entries.map(({ text }) => text), ["one", "… 2 more log entries left out", "two"]);
  assertEquals(cutFrom, 16);
});

Deno.test("run answers calls, and tells of the progress after every message", async () => {
  await using bench = await Bench.start();
  await bench.say(call(1, "data.write"), log("x"));
  await bench.say(call(2, "data.read"));
  for (const answer of bench.answers) answer();
  await bench.time.settle();
  await bench.say(done);
  assertEquals(bench.peer.heard.slice(1).map((line) => JSON.parse(line)), [
    { type: "reply", id: 1, value: "answer" },
    { type: "reply", id: 2, value: "answer" },
  ]);
  assertEquals(bench.progress, [1, 1, 2, 2]);
  assertEquals(bench.ended!.calls.counts(true).written, 1);
});

Deno.test("run ends where the code uses the answer of a planned call, and kills the sandbox", async () => {
  await using bench = await Bench.start();
  await bench.say(call(1, "data.write"), call(2, "data.write"));
  bench.answers[0]!(new Planned());
  await bench.time.settle();
  const stopped = { type: "stopped", call: 1, stack: "Error\n    at submission:2:3" } as const;
  await bench.say(stopped, log("late"), call(3, "data.write"));
  await bench.time.pass(500);
  await bench.time.settle();
  const { ending, calls, logs } = bench.ended!;
  assertEquals([ending, logs.total, bench.peer.killed], [stopped, 0, true]);
  assertEquals(calls.counts(false), {
    total: 2,
    unknown: 1,
    unknownBy: { "data.write": 1 },
    planned: 1,
  });
});

Deno.test("run takes nothing after the end", async () => {
  await using bench = await Bench.start();
  await bench.say(done, { type: "done", result: "2" }, call(1, "data.write"), log("late"));
  const { ending, calls, logs } = bench.ended!;
  assertEquals(ending, done as Run["ending"]);
  assertEquals([calls.total, logs.total, bench.progress], [0, 0, [0]]);
});

Deno.test("run ends at the deadline, not before", async () => {
  await using bench = await Bench.start();
  await bench.time.pass(TIMEOUT_MS - 1);
  assertEquals([bench.ended, bench.peer.killed], [undefined, false]);
  await bench.time.pass(1);
  await bench.time.settle();
  assertEquals(bench.ended!.ending, { type: "timeout" });
  assert(bench.peer.killed);
});

Deno.test("run ends when the client cancels, also before it began", async () => {
  for (const before of [false, true]) {
    await using bench = await Bench.start({}, before ? "enough" : undefined);
    bench.client.controller.abort("enough");
    await bench.time.settle();
    assertEquals(bench.ended!.ending, { type: "cancelled" });
    assert(bench.peer.killed);
  }
});

/** What ends a run as a crash, with what is said of it. */
const CRASHES: Record<string, [message: unknown, said: string]> = {
  "is ready again": [{ type: "ready" }, 'A second "ready"'],
  "calls what is not there": [call(1, "data.erase"), 'A call names no method: "data.erase"'],
  "uses the answer of no planned call": [
    { type: "stopped", call: 1, stack: "" },
    "The code used the answer of a call that was not planned",
  ],
  "runs into a fault of the server": [call(1, "data.fault"), "A fault of ours"],
};

for (const [what, [message, said]] of Object.entries(CRASHES)) {
  Deno.test(`run ends as a crash when the sandbox ${what}`, async () => {
    await using bench = await Bench.start();
    await bench.say(message, done);
    assertEquals(bench.ended!.ending, { type: "crash", message: said });
    assert(bench.peer.killed);
  });
}

Deno.test("run ends as the process ends", async () => {
  for (
    const [words, ending] of [
      ["x\n", { type: "crash", message: "exit code 1" }],
      [`${OVER_MEMORY}\n`, { type: "memory" }],
    ] as const
  ) {
    await using bench = await Bench.start();
    bench.peer.complain(words);
    bench.peer.exit(1);
    await bench.time.settle();
    assertEquals(bench.ended!.ending, ending);
  }
});

Deno.test("run ends at the call that is one too many, with the limit", async () => {
  await using bench = await Bench.start({ calls: 1 });
  await bench.say(call(1, "data.read"));
  assertEquals(bench.peer.killed, false);
  await bench.say(call(2, "data.read"));
  await bench.time.pass(500);
  await bench.time.settle();
  assertEquals(bench.ended!.ending, {
    type: "limit",
    message: "The code made more than 1 calls",
  });
});

/** What fills the log to its limit of 64 Mi characters, each entry with 64 of its own, and then one more. */
const FLOODS: Record<string, readonly unknown[]> = {
  "entries": [
    { type: "skipped", entries: 1, chars: FLOOD_CHARS - 64 - 64 - 10 },
    log("x".repeat(10)),
    log(""),
  ],
  "what the sandbox left out": [
    { type: "skipped", entries: 1, chars: FLOOD_CHARS - 64 - 64 - 1 },
    { type: "skipped", entries: 1, chars: 1 },
    { type: "skipped", entries: 1, chars: 0 },
  ],
};

for (const [what, [first, fits, over]] of Object.entries(FLOODS)) {
  Deno.test(`run ends at a flood of ${what}, to the character`, async () => {
    await using bench = await Bench.start();
    await bench.say(first, fits);
    assertEquals(bench.peer.killed, false);
    await bench.say(over);
    const message = `The code logged more than ${FLOOD_CHARS} characters`;
    assertEquals(bench.ended!.ending, { type: "limit", message });
  });
}

Deno.test("run measures the code, and how long calls were open in it", async () => {
  await using bench = await Bench.start();
  await bench.time.pass(20);
  await bench.say(call(1, "data.read"));
  await bench.time.pass(30);
  bench.answers[0]!();
  await bench.time.pass(50);
  await bench.say(call(2, "data.read"));
  await bench.time.pass(5);
  await bench.say(done);
  await bench.time.pass(500);
  await bench.time.settle();
  assertEquals([bench.ended!.elapsedMs, bench.ended!.upstreamMs], [105, 35]);
});

Deno.test("run gives calls half a second to be answered when the code has ended", async () => {
  await using bench = await Bench.start();
  await bench.say(call(1, "data.write"), call(2, "data.write"));
  await bench.say(thrown);
  assert(bench.peer.killed);
  bench.answers[0]!();
  await bench.time.pass(499);
  assertEquals(bench.ended, undefined);
  await bench.time.pass(1);
  await bench.time.settle();
  assertEquals(bench.ended!.calls.counts(true), {
    total: 2,
    written: 1,
    writtenBy: { "data.write": 1 },
    unknown: 1,
    unknownBy: { "data.write": 1 },
    byMethod: { "data.write": 2 },
  });
});
