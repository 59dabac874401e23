/** Children have what they load from us: a cache that is made once, and nothing that they could fetch. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { CHECKER } from "../../../src/executor/type_check/checker.ts";
import { childCache } from "../../../src/process/cache/child_cache.ts";
import { denoDir } from "../../../src/process/cache/deno_dir.ts";
import { fillCache } from "../../../src/process/cache/fill_cache.ts";
import { BINARY, codeMode } from "../../helpers/code_mode.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";

const TYPED = "const x: number = 1; return x";

/** A cache of Deno's with all packages and nothing else, as after the first `deno install`. */
async function freshCache(scratch: Scratch): Promise<string> {
  const cache = join(scratch.directory, "cache");
  Deno.mkdirSync(cache);
  const args = ["-c", 'cp -al "$0" "$1" || cp -a "$0" "$1"', join(denoDir()!, "npm"), cache];
  const { success } = await new Deno.Command("sh", { args, stderr: "null" }).output();
  assert(success);
  return cache;
}

async function run(cache: string, scratch: Scratch) {
  const child = codeMode(["run", "--memory-file", scratch.file, "-"], {
    env: { DENO_DIR: cache, NO_COLOR: "1", HTTPS_PROXY: "http://127.0.0.1:9" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`await memory.readGraph(); ${TYPED}`));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, said: said!.trim(), told: told!.trim() };
}

function ours(cache: string): string[] {
  return [...Deno.readDirSync(join(cache, "code-mode"))].map(({ name }) => name).sort();
}

Deno.test({
  name: "each child's cache is made once, told about once, and made anew after a change",
  ignore: BINARY !== undefined,
}, async () => {
  using scratch = new Scratch([entity("a")]);
  const cache = await freshCache(scratch);
  const first = await run(cache, scratch);
  assertEquals([first.code, first.said], [0, "1"], first.told);
  assertEquals(first.told.match(/this is done once/g)?.length, 1);
  const made = ours(cache);
  const roles = made.map((name) => name.replace(/-[0-9a-f]{24}$/, ""));
  assertEquals(roles, ["preparer", "sandbox", "server-memory"]);
  const second = await run(cache, scratch);
  assertEquals([second.said, second.told], ["1", ""]);
  assertEquals(ours(cache), made);

  // As after a start that was killed in the middle, and an upgrade: neither is taken for the one.
  for (const name of made) {
    const folder = join(cache, "code-mode", name);
    Deno.renameSync(folder, `${folder}-of-another-release`);
    Deno.mkdirSync(`${folder}.${crypto.randomUUID()}`);
  }
  const third = await run(cache, scratch);
  assertEquals(third.said, "1");
  assertStringIncludes(third.told, "this is done once");
  const now = ours(cache);
  assertEquals(made.filter((name) => !now.includes(name)), []);
});

Deno.test({
  name: "each child's cache holds the packages that it imports, and no others",
  ignore: BINARY !== undefined,
}, async () => {
  using scratch = new Scratch([entity("a")]);
  const cache = await freshCache(scratch);
  await run(cache, scratch);
  const packages = ours(cache).map((name) => {
    try {
      return [...Deno.readDirSync(join(cache, "code-mode", name, "npm"))].flatMap((registry) =>
        [...Deno.readDirSync(join(cache, "code-mode", name, "npm", registry.name))]
          .map(({ name }) => name)
      ).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
  assertEquals(packages.slice(0, 2), [["acorn", "amaro"], []]);
  assert(packages[2]!.includes("@modelcontextprotocol"));
});

Deno.test({
  name: "a package that is gone is told by its name, with what to do",
  ignore: BINARY !== undefined,
}, async () => {
  using scratch = new Scratch([entity("a")]);
  const cache = await freshCache(scratch);
  await run(cache, scratch);
  const made = ours(cache).find((name) => name.startsWith("preparer"));
  const [registry] = [...Deno.readDirSync(join(cache, "code-mode", made!, "npm"))];
  const amaro = join(cache, "code-mode", made!, "npm", registry!.name, "amaro");
  Deno.removeSync(amaro, { recursive: true });
  const { code, told } = await run(cache, scratch);
  assertEquals(code, 1);
  assertStringIncludes(told, "The package amaro, which TypeScript is read with, is not in");
  assertStringIncludes(told, "deno cache main.ts");
});

Deno.test({
  name: "the checker's cache has TypeScript compiled, under the path at which processes load it",
  ignore: BINARY !== undefined,
}, async () => {
  using scratch = new Scratch([entity("a")]);
  const cache = await freshCache(scratch);
  const own = denoDir()!;
  Deno.env.set("DENO_DIR", cache);
  const made = await childCache(CHECKER, (at) => fillCache(CHECKER, at), () => {});
  Deno.env.set("DENO_DIR", own);
  const [registry] = [...Deno.readDirSync(join(made!, "npm"))];
  const folder = join(made!, "npm", registry!.name, "typescript");
  const [version] = [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory);
  const file = join(folder, version!.name, "lib/typescript.js");
  for (const about of ["node_analysis_cache", "v8_code_cache"]) {
    const files = [...Deno.readDirSync(made!)].filter(({ name }) => name.startsWith(about));
    const kept = files.map(({ name }) => Deno.readFileSync(join(made!, name)));
    const text = kept.map((bytes) => new TextDecoder("latin1").decode(bytes)).join("\n");
    assert(text.includes(file), about);
  }
});
