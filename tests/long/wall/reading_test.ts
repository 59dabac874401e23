/**
 * Texts that never end to be read, or that use up memory when they are. The server goes on beside them:
 * it answers, others run, and afterwards it is what it was.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { ServerProcess } from "../../helpers/servers/server_process.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";

/** As many of what `part` makes as fit. */
function fill(part: (i: number) => string, chars: number): string {
  let text = "";
  for (let i = 0; text.length + part(i).length <= chars; i++) text += part(i);
  return text;
}

const group = (name: string) => "(?:".repeat(9) + `(?<${name}>a)` + ")".repeat(9) + "|";

const TEXTS: Record<string, string> = {
  "comments behind a brace": "}" + "/**/".repeat(34) + "x",
  "line comments behind a brace": "}" + "//".repeat(30) + "\nx",
  "a fence and spaces": "```" + " ".repeat(6_000) + "(",
  "a fence and tabs": "```" + "\t".repeat(6_000) + "(",
  "a language and spaces": "```js" + " ".repeat(3_000) + "`",
  "a language and spaces up to the limit": "```js " + " ".repeat(240_000),
  "spaces up to the limit": "```" + " ".repeat(250_000) + "(",
  "names in blocks": "{".repeat(1_500) + fill((i) => `var v${i};`, 200_000) + "}".repeat(1_500),
  "names of one statement in blocks": "{".repeat(2_380) + "var " +
    fill((i) => `v${i},`, 240_000) + "z;" + "}".repeat(2_380),
  "calls below a chain": `[${fill(() => "await memory.readGraph(),", 120_000)}1]` +
    ".a".repeat(60_000),
  "calls in a function below a chain": "function f() { return " +
    `[${fill(() => "memory.readGraph(),", 120_000)}1]` + ".a".repeat(60_000) + " }",
  "groups with names": `/${fill((i) => group(`a${i}`), 250_000)}a/`,
  "groups without depth": `/${fill((i) => `(?<a${i}>a)|`, 250_000)}a/`,
  "fences": "```\n".repeat(60_000),
  "names that are in use": fill((i) => "$default" + "$".repeat(i) + ";", 245_000) +
    "\nexport default 1",
  "scopes of a namespace": "{let memory}".repeat(10_000) + "memory.a;".repeat(14_000),
  "types that are entangled": "let a: any = " + "<T>(".repeat(60) + "1" + ")".repeat(60),
  "an enum that doubles": `enum E { A0 = "${"x".repeat(1_000)}"${
    Array.from({ length: 22 }, (_, i) => `, A${i + 1} = A${i} + A${i}`).join("")
  } }`,
  "imports of types": "import { type a" + " type a".repeat(5_000) + " from 'x'; return 1",
  "patterns": fill(() => "/a/;", 250_000),
  "words to spell": fill(() => "'import';", 250_000),
  "templates to rebuild": fill(() => "f`import`;", 250_000),
  "brackets": "[".repeat(250_000),
  "patterns within patterns": "let " + "[".repeat(60_000) + "a" + "]".repeat(60_000) + " = 1",
  "defaults within defaults": "let " + "[".repeat(3_000) + "a" + "=1]".repeat(3_000) + " = 1",
  "arrows": "a=>".repeat(80_000) + "1",
  "templates": "`${".repeat(60_000) + "1" + "}`".repeat(60_000),
  "optional chains": "a" + "?.b".repeat(80_000),
  "a line of braces at the end": "({a:".repeat(3_000) + "1" + "})".repeat(3_000) +
    "\n{ a: 1, b: 2 }",
  "lines of braces": fill(() => "{\n", 250_000),
  "objects at the end": fill(() => "\n{ a: 1, b: 2", 250_000) + "}",
};

const PING_MS = 150;
const DELAY_MS = 2_500;
const ATTEMPTS = 3;
const INNOCENT = "return (await memory.readGraph()).entities.length";

Deno.test("A text that is hard to read delays nobody by more than its share", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await ServerProcess.start(["--memory-file", scratch.file]);
  const innocent = async () => {
    const from = performance.now();
    assertEquals((await server.execute(INNOCENT)).structuredContent.result, 1);
    return performance.now() - from;
  };
  await innocent();
  const alone = Math.max(await innocent(), await innocent());
  const before = memoryOf(server.child.pid);
  /** What a text does to others: the longest ping beside it, and what an innocent program waited. */
  const beside = async (what: string, code: string) => {
    let ended = false;
    let longestPing = 0;
    const hostile = server.execute(code, { timeout_ms: 1_000 }).finally(() => ended = true);
    const delayed = innocent();
    while (!ended) {
      const from = performance.now();
      await server.request("ping");
      longestPing = Math.max(longestPing, performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { structuredContent: { error } } = await hostile;
    if (error) assert(error.kind !== "crash" && error.message !== "", `${what}: ${error.message}`);
    const waited = await delayed - alone;
    if (Deno.env.has("CODE_MODE_BENCH")) {
      console.log(what, Math.round(longestPing), Math.round(waited), error?.message ?? "ran");
    }
    return { longestPing, waited };
  };
  for (const [what, code] of Object.entries(TEXTS)) {
    // A machine that does something else as well is late by itself, but not each time.
    for (let attempt = 1;; attempt++) {
      const { longestPing, waited } = await beside(what, code);
      if (longestPing < PING_MS && waited < DELAY_MS) break;
      if (attempt < ATTEMPTS) continue;
      assertLess(longestPing, PING_MS, `${what}: the longest ping, in milliseconds`);
      assertLess(waited, DELAY_MS, `${what}: what the innocent one waited, in milliseconds`);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  assertLess(memoryOf(server.child.pid) - before, 60, "MB more than before");
  assertEquals(server.stderr.replaceAll(/^code-mode: .*\n(?: {2}.*\n)*/gm, ""), "");
});

/** MB of the server's own process. Read by a shell: Deno itself wants all permissions for /proc. */
function memoryOf(pid: number): number {
  const { stdout } = new Deno.Command("sh", { args: ["-c", `cat /proc/${pid}/statm`] })
    .outputSync();
  return Number(new TextDecoder().decode(stdout).split(" ")[1]) * 4096 / 1e6;
}
