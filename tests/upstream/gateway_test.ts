import { assert, assertEquals, assertRejects } from "@std/assert";
import { UpstreamError } from "../../src/api/upstream_error.ts";
import type { Call } from "../../src/upstream/call_queue.ts";
import { Gateway, type GatewayOptions, type Policy } from "../../src/upstream/gateway.ts";
import { Supervisor } from "../../src/upstream/supervisor.ts";
import { delay } from "../helpers/servers/memory_servers.ts";
import { until } from "../helpers/processes.ts";
import { ScriptedPeer } from "../helpers/scripted_peer.ts";

/** A gateway to servers of which the test says when they answer. */
class Bench implements AsyncDisposable {
  readonly peers: ScriptedPeer[] = [];
  readonly gateway: Gateway;
  readonly settled: string[] = [];

  constructor(options: Partial<GatewayOptions> = {}, more: Partial<Policy> = {}) {
    const supervisor = new Supervisor(
      () => this.#spawn(),
      { startMs: 5_000, callMs: 5_000, answerBytes: 100_000 },
    );
    const policy: Policy = {
      call: (session, { tool, args }) => session.callTool(tool, args),
      explain: (call, error) =>
        Promise.resolve(
          new UpstreamError("failed", (error as Error).message, { server: "x", tool: call.tool }),
        ),
      closed: (tool) => new UpstreamError("unavailable", "closed", { server: "x", tool }),
      ...more,
    };
    this.gateway = new Gateway(supervisor, policy, { closeMs: 100, ...options });
  }

  call(tool: string, more: Partial<Call> = {}): Promise<unknown> {
    const { signal } = new AbortController();
    const call = { tool, args: {}, mutates: false, alone: false, signal, ...more };
    const answer = this.gateway.call(call);
    answer.then(() => this.settled.push(tool), () => this.settled.push(`${tool} failed`));
    return answer;
  }

  get peer(): ScriptedPeer {
    return this.peers.at(-1)!;
  }

  /** The calls that the server has heard of. */
  get heard(): string[] {
    return this.#calls(this.peer).map(({ params }) => params.name);
  }

  /** Resolves when the servers have heard nothing but these calls. */
  async hears(...tools: string[]): Promise<void> {
    await until(
      () => this.peers.length > 0 && this.heard.length >= tools.length,
      5_000,
      `${tools}`,
    );
    await delay(5);
    assertEquals(this.heard, tools);
  }

  answer(tool: string): void {
    const { id } = this.#calls(this.peer).findLast(({ params }) => params.name === tool)!;
    this.peer.say({ jsonrpc: "2.0", id, result: { content: [], from: tool } });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.gateway.close();
  }

  #calls({ heard }: ScriptedPeer): { id: number; params: { name: string } }[] {
    return heard.filter((line) => line.includes("tools/call")).map((line) => JSON.parse(line));
  }

  #spawn(): Deno.ChildProcess {
    const peer = new ScriptedPeer();
    this.peers.push(peer);
    peer.hears('"initialize"').then(() => {
      const serverInfo = { name: "scripted", version: "1" };
      const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo };
      peer.say({ jsonrpc: "2.0", id: 0, result });
    });
    return peer.child as Deno.ChildProcess;
  }
}

const ALONE = { alone: true, mutates: true };

Deno.test("a call that goes alone waits for all before it, and all after it wait for it", async () => {
  await using bench = new Bench();
  for (const tool of ["a", "b"]) bench.call(tool);
  bench.call("alone", ALONE);
  for (const tool of ["c", "d"]) bench.call(tool);
  await bench.hears("a", "b");
  bench.answer("a");
  await bench.hears("a", "b");
  bench.answer("b");
  await bench.hears("a", "b", "alone");
  bench.answer("alone");
  await bench.hears("a", "b", "alone", "c", "d");
  bench.answer("d");
  bench.answer("c");
  await until(() => bench.settled.length === 5, 5_000, "all are answered");
  assertEquals(bench.settled, ["a", "b", "alone", "d", "c"]);
});

Deno.test("a call that writes and does not go alone goes beside others", async () => {
  await using bench = new Bench();
  bench.call("a", { mutates: true });
  bench.call("b", { mutates: true });
  await bench.hears("a", "b");
  for (const tool of ["a", "b"]) bench.answer(tool);
  await until(() => bench.settled.length === 2, 5_000, "both are answered");
});

Deno.test("at most so many calls go together, and the next when one is answered", async () => {
  await using bench = new Bench({ together: 2 });
  for (const tool of ["a", "b", "c", "d"]) bench.call(tool);
  await bench.hears("a", "b");
  bench.answer("b");
  await bench.hears("a", "b", "c");
  for (const tool of ["a", "c"]) bench.answer(tool);
  await bench.hears("a", "b", "c", "d");
  bench.answer("d");
  await until(() => bench.settled.length === 4, 5_000, "all are answered");
});

Deno.test("a read is repeated once after a crash, and a write never", async () => {
  await using bench = new Bench();
  const read = bench.call("read");
  const write = bench.call("write", { mutates: true });
  const lost = assertRejects(() => write, UpstreamError, "exit code 7");
  await bench.hears("read", "write");
  bench.peer.exit(7);
  await lost;
  await until(() => bench.peers.length === 2, 5_000, "it is started again");
  await bench.hears("read");
  bench.peer.exit(8);
  await assertRejects(() => read, UpstreamError, "exit code 8");
});

Deno.test("a server that stands idle is ended, and the next call starts another", async () => {
  await using bench = new Bench({ idleMs: 50 });
  const first = bench.call("a");
  await bench.hears("a");
  await delay(100); // it is not idle
  assertEquals(bench.peer.killed, false);
  bench.answer("a");
  await first;
  await until(() => bench.peer.killed, 5_000, "it is ended");
  const second = bench.call("b");
  await until(() => bench.peers.length === 2, 5_000, "another is started");
  await bench.hears("b");
  bench.answer("b");
  await second;
});

Deno.test("calls that wait for one another go as one, and get their own parts of its answer", async () => {
  await using bench = new Bench({}, {
    batch: {
      gathers: (tool) => tool === "open",
      together: (waiting) => waiting.filter(({ tool }) => tool === "open").length || 1,
      merge: (calls) => ({ names: calls.map(({ args }) => args.name) }),
      split: (calls) => calls.map(({ args }) => args.name),
    },
  });
  const all = ["a", "b", "c"].map((name) => bench.call("open", { args: { name } }));
  await bench.hears("open");
  assert(bench.peer.heard.at(-1)!.includes('["a","b","c"]'));
  bench.answer("open");
  assertEquals(await Promise.all(all), ["a", "b", "c"]);
});

Deno.test("a call that is dropped before it is forwarded is never sent", async () => {
  await using bench = new Bench();
  bench.call("alone", ALONE);
  await bench.hears("alone");
  const controller = new AbortController();
  const dropped = bench.call("dropped", { signal: controller.signal });
  controller.abort(new Error("no longer"));
  await assertRejects(() => dropped, Error, "no longer");
  const next = bench.call("next");
  bench.answer("alone");
  await bench.hears("alone", "next");
  bench.answer("next");
  await next;
});

Deno.test("a gateway that is closed refuses what waits and what comes", async () => {
  const bench = new Bench();
  const alone = bench.call("alone", ALONE).catch(({ message }) => message);
  const waits = bench.call("waits");
  await bench.hears("alone");
  const closing = bench.gateway.close();
  await assertRejects(() => waits, UpstreamError, "closed");
  await assertRejects(() => bench.call("late"), UpstreamError, "closed");
  bench.answer("alone");
  await closing;
  await alone;
  assertEquals(bench.settled, ["waits failed", "late failed", "alone"]);
});
