import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { codeMode } from "../../helpers/code_mode.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

interface Entry {
  at: string;
  peer: string;
  direction: string;
  bytes: number;
  text: string;
}

function entriesOf(path: string): Entry[] {
  return Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Runs a program, with `flags` and a variable that must stay here. */
async function run(scratch: Scratch, code: string, flags: string[], env = {}) {
  const file = `${scratch.directory}/program.js`;
  Deno.writeTextFileSync(file, code);
  const args = ["run", file, "--memory-file", scratch.file, "--prepare-ms", "60000", ...flags];
  const { code: exit, stdout, stderr } = await codeMode(args, {
    env: { NO_COLOR: "1", API_KEY: "a-secret-key", ...env },
  }).output();
  const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { exit, said: said!.trim(), told: told! };
}

Deno.test("run --trace shows all that its processes say to each other, and no environment", async () => {
  using scratch = new Scratch([entity("a")]);
  const path = `${scratch.directory}/trace`;
  const code = `console.log("logged"); return (await memory.readGraph()).entities.length`;
  const { exit, said, told } = await run(scratch, code, ["--trace", path]);
  assertEquals([exit, said], [0, "1"], told);
  const entries = entriesOf(path);
  const between = (peer: string, direction: string) =>
    entries.filter((entry) => entry.peer === peer && entry.direction === direction)
      .map(({ text }) => text);
  const types = (texts: string[]) => texts.map((text) => JSON.parse(text).type);
  assertEquals(types(between("sandbox 1", "to")), ["run", "reply"]);
  assertEquals(types(between("sandbox 1", "from")), ["ready", "log", "call", "done"]);
  assertEquals(JSON.parse(between("preparer 1", "to")[0]!).source, code);
  const [started, ready, ...replies] = between("preparer 1", "from");
  assertEquals([started, ready], ["started", "ready"]);
  assertEquals(types(replies), ["prepared"]);
  const methods = between("memory 1", "to").map((text) => JSON.parse(text).method);
  assertEquals(methods, ["initialize", "notifications/initialized", "tools/call"]);
  assertEquals(between("memory 1", "from").length, 2);
  for (const peer of ["sandbox 1", "preparer 1", "memory 1"]) {
    assertEquals(between(peer, "end").length, 1, peer);
  }
  for (const { bytes, text } of entries) assertEquals(bytes, new TextEncoder().encode(text).length);
  const all = Deno.readTextFileSync(path);
  assertEquals([all.includes("a-secret-key"), all.includes("MEMORY_FILE_PATH")], [false, false]);
  if (Deno.build.os !== "windows") assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
});

Deno.test("a trace cuts a flood at its limits, and the program runs as without one", async () => {
  using scratch = new Scratch();
  const path = `${scratch.directory}/trace`;
  const code = `for (let i = 0; i < 300; i++) {
      console.log("x".repeat(20_000));
      await new Promise((resolve) => setTimeout(resolve));
    }
    return "all"`;
  const limits = ["--trace-chars", "500", "--trace-mb", "1"];
  const { said } = await run(scratch, code, limits, { CODE_MODE_TRACE: path });
  assertEquals(said, "all");
  const logs = entriesOf(path).filter(({ text }) => text?.startsWith(`{"type":"log"`));
  assert(logs.length > 0);
  for (const { text, bytes } of logs) assertEquals([text.length, bytes > 20_000], [500, true]);
  assertLess(Deno.statSync(path).size, 2 ** 20);
});

Deno.test("serve writes its client's messages to a trace, too", async () => {
  using scratch = new Scratch([entity("a")]);
  const path = `${scratch.directory}/trace`;
  {
    await using server = await ServerProcess.start(["--memory-file", scratch.file], {
      CODE_MODE_TRACE: path,
    });
    await server.execute("return 1");
    await server.close();
  }
  const client = entriesOf(path).filter(({ peer }) => peer === "client");
  const methods = client.filter(({ direction }) => direction === "from")
    .map(({ text }) => JSON.parse(text).method);
  assertEquals([methods[0], methods.at(-1)], ["initialize", "tools/call"]);
  assertMatch(client.findLast(({ direction }) => direction === "to")!.text, /"status":"ok"/);
  assertEquals(entriesOf(path).some(({ peer }) => peer === "sandbox 1"), true);
});

Deno.test("a trace that can't be written is told at the start, and nothing runs", async () => {
  using scratch = new Scratch();
  for (const path of [scratch.directory, `${scratch.directory}/nowhere/trace`]) {
    const { exit, said, told } = await run(scratch, "return 1", ["--trace", path]);
    assertEquals([exit, said], [2, ""]);
    assertStringIncludes(told, `Cannot write a trace to "${path}": `);
  }
  const { exit, told } = await run(scratch, "return 1", ["--trace="]);
  assertEquals(exit, 2);
  assertStringIncludes(told, `"--trace" needs a value`);
});
