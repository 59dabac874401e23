import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import { ConnectionLost } from "../../src/upstream/failures.ts";
import type { SessionLimits } from "../../src/upstream/session.ts";
import { NotStarted, Supervisor } from "../../src/upstream/supervisor.ts";
import { delay } from "../helpers/servers/memory_servers.ts";
import { until } from "../helpers/processes.ts";
import { ScriptedPeer } from "../helpers/scripted_peer.ts";
import { shell, spawnSmallServer } from "../helpers/servers/small_server.ts";

const LIMITS: SessionLimits = { startMs: 30_000, callMs: 30_000, answerBytes: 100_000 };

/** A supervisor that counts its starts; closed when it goes out of scope. */
class Counted extends Supervisor implements AsyncDisposable {
  starts: number;

  constructor(spawn: () => Deno.ChildProcess | Promise<Deno.ChildProcess> = spawnSmallServer) {
    super(() => (this.starts++, spawn()), LIMITS);
    this.starts = 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** `Date.now`, standing still until it is moved on, in milliseconds. */
class Clock implements Disposable {
  readonly #now = Date.now;
  ms = Date.now();

  constructor() {
    Date.now = () => this.ms;
  }

  [Symbol.dispose](): void {
    Date.now = this.#now;
  }
}

const text = (text: string) => ({ content: [{ type: "text", text }] });
const die = { code: 1, words: "" };

Deno.test("a supervisor starts one server, when it is asked for it, for all who ask", async () => {
  await using supervisor = new Counted();
  assertEquals(supervisor.starts, 0);
  const [one, two] = await Promise.all([supervisor.session(), supervisor.session()]);
  assert(one === two && one === await supervisor.session());
  assertEquals([supervisor.starts, await one.call("answer", text("1"))], [1, 1]);
});

Deno.test("a supervisor starts a server that worked again at once, and once for all who ask", async () => {
  using _clock = new Clock(); // in which no pause would end
  await using supervisor = new Counted();
  for (const starts of [1, 2, 3]) {
    const [one, two] = await Promise.all([supervisor.session(), supervisor.session()]);
    assert(one === two);
    assertEquals([supervisor.starts, one.alive], [starts, true]);
    await one.call("answer", text("1"));
    await assertRejects(() => one.call("die", die), ConnectionLost);
  }
});

Deno.test("a supervisor waits before it starts a server again that died unused", async () => {
  await using supervisor = new Counted();
  const session = await supervisor.session();
  await assertRejects(() => session.call("die", die), ConnectionLost);
  const asked = performance.now();
  const next = supervisor.session();
  await until(() => supervisor.starts === 2, 5_000, "it is started again");
  assertGreaterOrEqual(performance.now() - asked, 195);
  assert((await next).alive);
});

Deno.test("a supervisor tells why a server can't be started, and people the rest", async () => {
  await using supervisor = new Counted(shell("echo 'no disk' >&2; exit 3"));
  const error = await assertRejects(() => supervisor.session(), NotStarted);
  assertEquals(error.message, "it ended with exit code 3");
  assertEquals(error.detail, 'it ended with exit code 3; the last that it said was "no disk"');
  assertInstanceOf(error.cause, ConnectionLost);
});

Deno.test("a supervisor refuses at once while a failed start is recent, each time for longer", async () => {
  using clock = new Clock();
  await using supervisor = new Counted(shell("exit 3"));
  const ask = () => assertRejects(() => supervisor.session(), NotStarted);
  let last = await ask();
  for (const [index, pause] of [200, 400, 800, 1_600, 2_000, 2_000].entries()) {
    clock.ms += pause - 1;
    assert(await ask() === last);
    assertEquals(supervisor.starts, index + 1);
    clock.ms += 1;
    const next = await ask();
    assert(next !== last);
    assertEquals(supervisor.starts, index + 2);
    last = next;
  }
});

Deno.test("a supervisor starts a server that failed once, and forgets the failures when it works", async () => {
  using clock = new Clock();
  let broken = true;
  await using supervisor = new Counted(() => broken ? shell("exit 3")() : spawnSmallServer());
  const fail = () => assertRejects(() => supervisor.session(), NotStarted);
  for (const pause of [200, 400]) {
    await fail();
    clock.ms += pause;
  }
  broken = false;
  const session = await supervisor.session();
  await session.call("answer", text("1"));
  await assertRejects(() => session.call("die", die), ConnectionLost);
  broken = true;
  await fail();
  const { starts } = supervisor;
  clock.ms += 199;
  await fail();
  assertEquals(supervisor.starts, starts);
  clock.ms += 1;
  await fail();
  assertEquals(supervisor.starts, starts + 1);
});

/** A server that ends as soon as it is told that the handshake is over. */
function fleeting(): Deno.ChildProcess {
  const peer = new ScriptedPeer();
  peer.hears('"initialize"').then(() => {
    const serverInfo = { name: "fleeting", version: "1" };
    const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo };
    peer.say({ jsonrpc: "2.0", id: 0, result });
  });
  peer.hears("notifications/initialized").then(() => peer.exit(0));
  return peer.child as Deno.ChildProcess;
}

Deno.test("a supervisor gives up a server that ends twice as soon as it has started", async () => {
  await using supervisor = new Counted(fleeting);
  await assertRejects(
    () => supervisor.session(),
    NotStarted,
    "it ended as soon as it had started",
  );
  assertEquals(supervisor.starts, 2);
});

Deno.test("a supervisor that has retired keeps its server, and starts no other", async () => {
  await using supervisor = new Counted();
  const session = await supervisor.session();
  supervisor.retire();
  assert(await supervisor.session() === session);
  await session.call("answer", text("1"));
  await assertRejects(() => session.call("die", die), ConnectionLost);
  await assertRejects(
    () => supervisor.session(),
    NotStarted,
    "this server is shutting down",
  );
  assertEquals(supervisor.starts, 1);
});

/** A process that takes its time to be there. */
const late = async () => (await delay(50), spawnSmallServer());

for (const [how, spawn] of Object.entries({ small: spawnSmallServer, mute: shell("cat"), late })) {
  Deno.test(`a supervisor that is closed ends a ${how} server that is still starting`, async () => {
    let child: Deno.ChildProcess | undefined;
    const supervisor = new Counted(async () => child = await spawn());
    const refused = assertRejects(() => supervisor.session(), NotStarted);
    await delay(0);
    await supervisor.close();
    await refused;
    const ended = child!.status.then(() => true);
    assert(await Promise.race([ended, delay(0).then(() => false)]));
  });
}

Deno.test("a supervisor that is closed ends the server that runs", async () => {
  const supervisor = new Counted();
  const session = await supervisor.session();
  await supervisor.close();
  assertEquals(session.alive, false);
  await assertRejects(() => supervisor.session(), NotStarted, "shutting down");
});

Deno.test("a supervisor that is closed before it was asked starts nothing", async () => {
  const supervisor = new Counted();
  await supervisor.close();
  await assertRejects(() => supervisor.session(), NotStarted, "shutting down");
  assertEquals(supervisor.starts, 0);
});
