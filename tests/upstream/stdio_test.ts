import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import { ProcessTransport } from "../../src/upstream/stdio.ts";
import { McpSession } from "../../src/upstream/session.ts";
import { Supervisor } from "../../src/upstream/supervisor.ts";
import { delay } from "../helpers/servers/memory_servers.ts";
import { until } from "../helpers/processes.ts";
import { Scratch } from "../helpers/scratch.ts";
import { shell } from "../helpers/servers/small_server.ts";

/** A message that no session has to have asked for. */
const asks = (id: number) => JSON.stringify({ jsonrpc: "2.0", id, method: "ping" });

/** Started, and what it has said. */
async function started(script: string): Promise<[ProcessTransport, string[]]> {
  const transport = new ProcessTransport(shell(script), 1_000, "shell");
  const heard: string[] = [];
  transport.onmessage = (message) => heard.push(JSON.stringify(message));
  await transport.start();
  return [transport, heard];
}

Deno.test("a process is gone when nobody holds its stdout, however long ago it was reaped", async () => {
  // As under bwrap: what does the work outlives what we have started and killed.
  const [transport, heard] = await started(
    `echo '${asks(1)}'; (sleep 0.3; echo '${asks(2)}') & exec sleep 20`,
  );
  await until(() => heard.length === 1, 5_000, "it is up");
  let closed = false;
  transport.onclose = () => closed = true;
  const gone = transport.kill();
  await until(() => transport.ending !== undefined, 5_000, "it is reaped");
  assertEquals(closed, false);
  await gone;
  assertEquals([heard, closed], [[asks(1), asks(2)], true]);
});

Deno.test("a process that leaves another one with its stdout is given up in time", async () => {
  const [transport, heard] = await started(
    `sleep 30 & echo "{\\"id\\":$!,\\"method\\":\\"ping\\"}"; exec sleep 20`,
  );
  await until(() => heard.length === 1, 5_000, "it is up");
  const { id: pid } = JSON.parse(heard[0]!);
  try {
    const killed = performance.now();
    await transport.kill();
    assertGreaterOrEqual(performance.now() - killed, 600);
    assertLess(performance.now() - killed, 1_200);
  } finally {
    Deno.kill(pid, "SIGKILL");
  }
});

Deno.test("a process that holds its stderr longer than its stdout keeps nobody waiting", async () => {
  const [transport, heard] = await started(
    `sleep 30 >&- & echo "{\\"id\\":$!,\\"method\\":\\"ping\\"}"; exec sleep 20`,
  );
  await until(() => heard.length === 1, 5_000, "it is up");
  const { id: pid } = JSON.parse(heard[0]!);
  try {
    const killed = performance.now();
    await transport.kill();
    assertLess(performance.now() - killed, 600);
  } finally {
    Deno.kill(pid, "SIGKILL");
  }
});

/** Answers `initialize`, and whatever comes then by its end, which something outlives that notes it. */
const LEAVES_A_WRITER = (log: string) =>
  `echo start >> "${log}"; read -r a; ` +
  `echo '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18",` +
  `"capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}}'; read -r b; ` +
  `(sleep 0.3; echo end >> "${log}") & read -r c; exit 7`;

Deno.test("the next server is started when the last one is gone, not when it is reaped", async () => {
  using scratch = new Scratch();
  const log = `${scratch.directory}/log`;
  const limits = { startMs: 5_000, callMs: 5_000, answerBytes: 1_000 };
  const supervisor = new Supervisor(shell(LEAVES_A_WRITER(log)), limits);
  const first = await supervisor.session();
  const lost = first.call("x", {}).catch((error: Error) => error.name);
  await until(() => !first.alive, 5_000, "its end is known");
  const second = await supervisor.session();
  assert(second !== first);
  assertEquals(Deno.readTextFileSync(log).trim().split("\n"), ["start", "end", "start"]);
  assertEquals(await lost, "ConnectionLost");
  await supervisor.close();
  await delay(350); // what it has left ends
});

Deno.test("a session's call fails when its server is gone", async () => {
  using scratch = new Scratch();
  const log = `${scratch.directory}/log`;
  const limits = { startMs: 5_000, callMs: 5_000, answerBytes: 1_000 };
  const session = new McpSession(shell(LEAVES_A_WRITER(log)), limits);
  await session.opened;
  await session.call("x", {}).catch(() => {});
  assertEquals(Deno.readTextFileSync(log).trim().split("\n"), ["start", "end"]);
});

Deno.test("requests wait while a process does not read; one that is cancelled meanwhile is never sent", async () => {
  const transport = new ProcessTransport(
    shell(`sleep 0.5; exec sed -u 's/,"params.*/}/'`),
    1_000,
    "shell",
  );
  const heard: number[] = [];
  transport.onmessage = (message) => heard.push((message as { id: number }).id);
  await transport.start();
  const params = { text: "x".repeat(700_000) };
  const sent = [1, 2, 3, 4].map((id) =>
    transport.send({ jsonrpc: "2.0", id, method: "ping", params })
  );
  const cancelled = { method: "notifications/cancelled", params: { requestId: 3 } };
  transport.send({ jsonrpc: "2.0", ...cancelled }).catch(() => {});
  await sent[2];
  assertEquals(heard, []); // it waits for no other
  await Promise.all(sent);
  await until(() => heard.length === 3, 5_000, "three are heard");
  assertEquals(heard, [1, 2, 4]);
  await transport.close();
});
