import { assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { HttpProcess } from "../../helpers/http/http_process.ts";
import { descendants, until } from "../../helpers/processes.ts";
import { messagesOf } from "../../helpers/http/http_bench.ts";
import { codeMode } from "../../helpers/code_mode.ts";

const linux = { ignore: Deno.build.os !== "linux" };

async function said(...args: string[]): Promise<[code: number, stderr: string]> {
  const { code, stderr } = await codeMode(["serve", ...args], { env: { NO_COLOR: "1" } }).output();
  return [code, new TextDecoder().decode(stderr)];
}

Deno.test("serve --http says why it cannot listen, and ends", async () => {
  await using server = await HttpProcess.start();
  const taken = new URL(server.url).host;
  const [code, stderr] = await said("--http", taken);
  assertEquals(code, 2);
  assertMatch(stderr, /^code-mode: Cannot listen on 127\.0\.0\.1:\d+: Address already in use/);
  assertEquals(stderr.includes("    at "), false);

  const file = fileURLToPath(import.meta.url); // no certificate
  const [wrong, why] = await said("--http", "127.0.0.1:0", "--tls-cert", file, "--tls-key", file);
  assertEquals(wrong, 2);
  assertMatch(why, /^code-mode: Cannot listen on 127\.0\.0\.1:0: .*certificate/i);
});

Deno.test("on SIGTERM programs that run are answered, and nothing new is accepted", async () => {
  await using server = await HttpProcess.start(["--no-type-check"]);
  await server.run("return 1");
  const running = server.send("await new Promise((r) => setTimeout(r, 2_000)); return 'whole'");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const start = performance.now();
  const ended = server.end();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await assertRejects(() => fetch(new URL("/healthz", server.url)), TypeError);
  const messages = await messagesOf(await running);
  assertEquals(messages.at(-1).result.structuredContent.result, "whole");
  assertEquals(await ended, 0);
  assertLess(performance.now() - start, 10_000);
});

Deno.test("a server whose parent was killed ends, and all that it has started", linux, async () => {
  await using server = await HttpProcess.start(["--no-type-check"]);
  await server.run("return (await memory.readGraph()).entities.length");
  const all = descendants(server.child.pid).map(({ pid }) => pid);
  assertEquals(all.length >= 2, true, "a server, and its processes");
  server.child.kill("SIGKILL");
  const alive = () => all.some((pid) => isAlive(pid));
  await until(() => !alive(), 10_000, "the server ends");
});

function isAlive(pid: number): boolean {
  const { success } = new Deno.Command("kill", { args: ["-0", String(pid)], stderr: "null" })
    .outputSync();
  return success;
}
