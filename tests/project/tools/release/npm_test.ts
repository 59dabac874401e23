import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "acorn";
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";
import config from "../../../../deno.json" with { type: "json" };
import { erase, references, renamed } from "../../../../src/tools/release/npm/erase.ts";
import { DENO, denoJson } from "../../../../src/tools/release/npm/manifests.ts";
import { packageFiles } from "../../../../src/tools/release/npm/package.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const lock = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.lock`));
const files = packageFiles(ROOT, lock, { owner: "", repository: "" });
const text = (path: string) => {
  const content = files.get(path)!;
  return typeof content === "string" ? content : new TextDecoder().decode(content);
};
const modules = [...files.keys()].filter((path) => path.endsWith(".js"));

Deno.test("The package holds what runs, and of that all", () => {
  const tops = new Set([...files.keys()].map((path) => path.split("/").slice(0, 2).join("/")));
  assertEquals([...tops].filter((top) => !top.startsWith("src/")).sort(), [
    ...["LICENSE", "README.md", "bin/code-mode.cjs", "data/code-mode-memory.jsonl"],
    ...["deno.json", "main.js", "package.json"],
  ]);
  const tools = modules.filter((path) => path.startsWith("src/tools/"));
  assertEquals(tools.filter((path) => !path.startsWith("src/tools/std/cli/")), []);
  // Those that no import names: each is a thread or a process of its own.
  for (const part of ["sandbox/main", "sandbox/worker", "sandbox/watchdog", "prepare/worker"]) {
    assert(modules.includes(`src/${part}.js`), part);
  }
});

Deno.test("Every module of the package is JavaScript, and finds what it imports", () => {
  const packages = Object.keys(JSON.parse(text("package.json")).dependencies);
  for (const path of modules) {
    parse(text(path), { ecmaVersion: "latest", sourceType: "module" });
    for (const { name } of references(text(path))) {
      if (/^\..*\.\w+$/.test(name)) {
        assert(files.has(join(dirname(path), name)), `${path}: ${name}`);
      } else if (!/^(node:|\.)/.test(name)) {
        assert(packages.some((one) => name === one || name.startsWith(`${one}/`)), name);
      }
    }
  }
});

Deno.test("What is in the package stands in the line in which it stands in the source", () => {
  const kept = modules.filter((path) => {
    const source = Deno.readTextFileSync(ROOT + path.replace(/js$/, "ts"));
    return source.split("\n").length === text(path).split("\n").length;
  });
  // But for classes with parameter properties.
  assertGreater(kept.length, modules.length * 0.85, `${kept.length} of ${modules.length}`);
});

Deno.test("erase and renamed change what is syntax, and no text that looks like it", () => {
  const source = `import { a, type B } from "./a.ts"; const b: B = 'import "./a.ts"'; // "./a.ts"
export * from "./a.ts"; new Worker(new URL("./a.ts", import.meta.url)); await import("./a.ts");`;
  const erased = erase(source);
  assertEquals(erased.length, source.length);
  const result = renamed(erased, references(erased), (name) => name.replace(".ts", ".js"));
  assertEquals(result.match(/"\.\/a\.js"/g)?.length, 4);
  assertEquals(result.match(/"\.\/a\.ts"/g)?.length, 2);
});

Deno.test("erase writes out parameter properties, which are no mere types", () => {
  assertMatch(erase("class C { constructor(readonly d: string) {} }"), /this\.d = d/);
});

Deno.test("The package's tasks have the flags of ours, and fetch nothing", () => {
  const { tasks } = denoJson({});
  assertEquals(Object.keys(tasks), [
    "serve",
    "run",
    "doctor",
    "servers",
    "types",
    "log",
    "token",
    "init",
    "help",
    "version",
  ]);
  for (const [name, line] of Object.entries(tasks)) {
    const words = line.split(" ");
    for (const flag of ["--no-config", "--no-lock", "--cached-only", "--no-prompt"]) {
      assert(words.includes(flag), `${name} ${flag}`);
    }
    const permissions = (text: string) => text.match(/--allow-\S+/g);
    assertEquals(permissions(line), permissions(config.tasks[name as "run"]));
    assert(line.endsWith(` main.js ${name}`));
  }
});

Deno.test("The package can't be published without an owner, and pins what it needs", () => {
  const json = JSON.parse(text("package.json"));
  assertEquals([json.name, json.private, json.repository], ["code-mode", true, undefined]);
  for (const version of Object.values(json.dependencies)) {
    assertMatch(String(version), /^\d[\w.]*$/);
  }
  assertEquals(Object.values(json.optionalDependencies), Array(6).fill(DENO));
  const owned = packageFiles(ROOT, lock, { owner: "ada", repository: "https://github.com/ada/it" });
  const { name, private: isPrivate, repository } = JSON.parse(String(owned.get("package.json")));
  assertEquals([name, isPrivate, repository.url], [
    ...["@ada/code-mode", undefined, "git+https://github.com/ada/it.git"],
  ]);
});

Deno.test("One file has the version of Deno; what can't read it says the same", () => {
  const read = (path: string) => Deno.readTextFileSync(ROOT + path);
  assertEquals(read(".dvmrc"), `${DENO}\n`);
  for (const path of [".ci/run", ".github/workflows/ci.yml", ".github/workflows/release.yml"]) {
    assertStringIncludes(read(path), ".dvmrc");
    assertEquals(read(path).includes(DENO), false, path);
  }
  const said = [...read("README.md").matchAll(/deno@(\d[\d.]*)/g)].map(([, version]) => version);
  assertGreater(said.length, 2);
  assertEquals([...new Set(said)], [DENO]);
});
