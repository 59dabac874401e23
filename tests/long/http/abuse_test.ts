import { assertEquals, assertLess } from "@std/assert";
import { descendants } from "../../helpers/processes.ts";
import { call, HEADERS } from "../../helpers/http/http_bench.ts";
import { HttpProcess } from "../../helpers/http/http_process.ts";

/** What others may wait more than when all is quiet, in milliseconds. */
const MORE_MS = 100;
/** What a second round of all attacks may leave more than the first: V8 and the allocator keep what they had. */
const LEFT_BYTES = 60e6;
const PROBES = 25;
const PING = { jsonrpc: "2.0", id: 1, method: "ping" };
const MIB = 2 ** 20;

const encoder = new TextEncoder();

/** Begins an attack. @returns what waits for it, or ends it */
type Attack = (server: HttpProcess) => Promise<() => unknown>;

const ATTACKS: Record<string, Attack> = {
  "1 000 idle connections": async (server) => {
    const all = await connections(server, 1_000, "");
    return () => all.forEach((one) => one.close());
  },
  "300 requests whose headers never end": (server) => drip(server, head("x-slow: ")),
  "300 requests whose bodies never end": (server) =>
    drip(server, head("content-length: 1000\r\n\r\n{")),
  "10 000 requests": (server) => flood(server, 10_000, PING, 200),
  "bodies of 4 MiB": (server) => flood(server, 60, "x".repeat(4 * MIB), 413),
  "JSON that breaks off": (server) => flood(server, 2_000, '{"a":[', 400),
  "JSON that is deep": (server) => flood(server, 40, '{"a":'.repeat(300_000), 400),
  "programs whose clients close one half, and then the other": async (server) => {
    const code = "await new Promise(() => {})";
    const body = JSON.stringify(call(1, "execute_code", { code, timeout_ms: 20_000 }));
    const all = await connections(
      server,
      20,
      head(`content-length: ${body.length}\r\n\r\n${body}`),
    );
    for (const one of all) await one.closeWrite();
    await pause(300);
    return () => all.forEach((one) => one.close());
  },
};

Deno.test("attacks over HTTP: others are answered, and nothing is left of them", {
  ignore: Deno.build.os !== "linux",
}, async (test) => {
  await using server = await HttpProcess.start(
    ["--no-type-check", "--requests-a-minute", "1000000"],
  );
  await server.run("return (await memory.readGraph()).entities.length");
  const quiet = await probe(server);
  const { files } = await restOf(server);
  const rests: number[] = [];
  for (const round of ["first", "second"]) {
    for (const [name, begin] of Object.entries(ATTACKS)) {
      await test.step(`${name}, ${round} time`, async () => {
        const end = await begin(server);
        const under = await probe(server);
        await end();
        assertLess(under, quiet + MORE_MS, `milliseconds of a ping, ${quiet} when all is quiet`);
      });
    }
    const { bytes, files: left } = await restOf(server);
    assertLess(left, files + 10, "open files");
    rests.push(bytes);
  }
  const [first, second] = rests;
  assertLess(second! - first!, LEFT_BYTES, `memory, ${first} and ${second}`);
  const start = performance.now();
  assertEquals((await server.run("return 1 + 1")).result, 2);
  assertLess(performance.now() - start, 2_000, "the places are free");
});

function head(more: string): string {
  const headers = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /mcp HTTP/1.1\r\nhost: localhost\r\n${headers.join("")}${more}`;
}

async function connections({ url }: HttpProcess, count: number, begin: string) {
  const port = Number(new URL(url).port);
  const connect = () => Deno.connect({ hostname: "127.0.0.1", port });
  const all = await Promise.all(Array.from({ length: count }, connect));
  for (const one of all) await one.write(encoder.encode(begin));
  return all;
}

/** Requests that go on by one byte at a time. */
async function drip(server: HttpProcess, begin: string) {
  const all = await connections(server, 300, begin);
  const timer = setInterval(() => {
    for (const one of all) one.write(encoder.encode(" ")).catch(() => {});
  }, 100);
  return () => {
    clearInterval(timer);
    all.forEach((one) => one.close());
  };
}

/** Requests, forty at a time. */
function flood(server: HttpProcess, count: number, message: unknown, status: number) {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 40 });
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const response = await server.post(message, { client } as RequestInit);
      await response.body?.cancel();
      assertEquals(response.status, status);
    }
  };
  const all = Promise.all(Array.from({ length: 40 }, one)).finally(() => client.close());
  return Promise.resolve(() => all);
}

/** How long a ping takes, in milliseconds: the median. */
async function probe(server: HttpProcess): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < PROBES; time++) {
    const start = performance.now();
    const response = await server.post(PING);
    assertEquals((await response.json()).result, {});
    times.push(performance.now() - start);
    await pause(20);
  }
  return times.sort((a, b) => a - b)[PROBES >> 1]!;
}

/** What the server uses, when it has come to rest. */
async function restOf({ child }: HttpProcess): Promise<{ bytes: number; files: number }> {
  await pause(2_000);
  const [listener] = descendants(child.pid);
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `grep VmRSS /proc/${listener!.pid}/status; ls /proc/${listener!.pid}/fd | wc -l`],
  }).output();
  const [kilobytes, files] = new TextDecoder().decode(stdout).match(/\d+/g)!.map(Number);
  return { bytes: kilobytes! * 1_024, files: files! };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
