import { assert, assertEquals, assertGreater } from "@std/assert";
import { fileURLToPath } from "node:url";
import { relative } from "node:path";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What makes a process one that answers lines about strangers' texts. */
const READER = ["process/lines/watch_worker.ts", "process/lines/answer_lines.ts"];

/** Which folders and files of `src/` each may import, besides itself. Data flows one way. */
const MAY_IMPORT: Record<string, string[]> = {
  "rpc": [],
  "sandbox": ["rpc"],
  "prepare": ["rpc", ...READER],
  "check": ["rpc", ...READER],
  "process": [],
  "api": [],
  "upstream": ["api", "process"],
  "servers": ["api", "upstream", "process"],
  "outcome": ["api", "rpc", "process/tell_people.ts", "config.ts"],
  "executor": ["api", "outcome", "rpc", "process", "config.ts"],
  "mcp": [
    "api",
    "executor",
    "host",
    "outcome",
    "process/lines/line_reader.ts",
    "process/tell_people.ts",
    "process/trace.ts",
    "process/version.ts",
    "tools/release/names.json",
    "config.ts",
  ],
  "auth": ["process/tell_people.ts"],
  "host": ["api", "executor", "outcome", "servers", "upstream", "process/clock.ts", "config.ts"],
  "http": ["auth"],
  "cli": [
    "api",
    "auth",
    "executor",
    "http",
    "mcp",
    "outcome",
    "process",
    "servers",
    "upstream",
    "host",
    "config.ts",
  ],
  // A role's program is loaded when the binary becomes it.
  "cli/roles.ts": [
    "process/role.ts",
    "sandbox/main.ts",
    "prepare/main.ts",
    "check/main.ts",
    "servers/memory/main.ts",
  ],
  "config.ts": [],
  "tools/bench": [], // it knows the rest as a client does
  "tools/bench/http": ["http", "mcp", "servers", "config.ts"], // on a host that does nothing
  // It makes mistakes in programs, runs them without the check and has them checked, in its own process.
  "tools/bench/check": [
    "api",
    "check",
    "executor",
    "prepare",
    "rpc",
    "servers",
    "tools/bench",
    "tools/fuzz/dice.ts",
    "config.ts",
  ],
  "tools/experiment": ["tools/bench"],
  "tools/experiment2": ["tools/bench", "tools/experiment"],
  "tools/fuzz": ["prepare", "rpc", "sandbox/compile.ts"], // it asks them in its own process
  "tools/lint": [],
  "tools/release": [
    "executor/import_map.ts",
    "prepare/syntax/walk.ts",
    "cli/settings/parse_flags.ts",
    "cli/terminal/rows.ts",
    "cli/terminal/wrap.ts",
    "cli/usage_error.ts",
  ],
  "tools/std": [],
};

/** Only these touch the MCP SDK. */
const MAY_IMPORT_SDK = ["tools/bench", "http", "mcp", "upstream"];

interface Import {
  from: string;
  to: string;
}

/**
 * Every import of every file under `src/`. One look at a program shows all that it imports; files that only
 * `new Worker` and the like name are looked at by themselves.
 */
async function imports(): Promise<Import[]> {
  const found: Import[] = [];
  const left = new Set([`${ROOT}main.ts`, ...sources(`${ROOT}src`)]);
  for (const file of left) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--no-lock", file],
      stderr: "null",
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
    assert(modules.some(({ local }) => local === file), `deno info knows ${file}`);
    for (const { local = "", dependencies = [] } of modules) {
      if (!left.delete(local)) continue;
      for (const { specifier, code, type } of dependencies) {
        const url = (code ?? type)?.specifier ?? specifier;
        const to = url.startsWith("file:") ? relative(ROOT, fileURLToPath(url)) : url;
        found.push({ from: relative(`${ROOT}src`, local), to: to.replace(/^src\//, "") });
      }
    }
  }
  return found.filter(({ from }) => !from.startsWith("."));
}

/** What `deno info` tells of a file. */
interface Module {
  local?: string;
  dependencies?: {
    specifier: string;
    code?: { specifier?: string };
    type?: { specifier?: string };
  }[];
}

function sources(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? sources(path) : path.endsWith(".ts") ? [path] : [];
  }).sort();
}

const ALL = await imports();

/**
 * The tools have nothing to do with each other: each is a unit of its own, and so are the roles. Two benches
 * know more than the others, which are clients.
 */
const unit = (path: string) =>
  path === "cli/roles.ts"
    ? path
    : /^tools\/bench\/(?:check|http)\//.test(path)
    ? path.split("/").slice(0, 3).join("/")
    : path.split("/").slice(0, path.startsWith("tools/") ? 2 : 1).join("/");

Deno.test("imports go one way, and every file of src has a place", () => {
  const wrong = ALL.filter(({ from, to }) => {
    const allowed = MAY_IMPORT[unit(from)];
    if (!allowed) return true;
    // A package, deno.json, or what stands in for a package.
    if (!to.endsWith(".ts") || to.startsWith("tools/std/")) return false;
    return unit(to) !== unit(from) && !allowed.includes(unit(to)) && !allowed.includes(to);
  });
  assertEquals(wrong, []);
});

/** Folders that know less than the unit that they are in. */
const MAY_IMPORT_INSIDE: Record<string, string[]> = {
  "api/rules": [],
  "servers/config": ["api/rules"],
};

Deno.test("rules and the config know no server", () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT_INSIDE)) {
    const inside = ALL.filter(({ from, to }) =>
      from.startsWith(`${folder}/`) && to.endsWith(".ts")
    );
    assert(inside.length > 0, folder);
    const wrong = inside.filter(({ to }) =>
      ![folder, ...allowed].some((one) => to.startsWith(`${one}/`))
    );
    assertEquals(wrong, []);
  }
});

Deno.test("imports of packages: none behind the wall, and the SDK in two places only", () => {
  const packages = ALL.filter(({ to }) => /^(npm|jsr):/.test(to));
  assertGreater(packages.length, 5, "deno info shows the packages");
  const behind = packages.filter(({ from }) => ["rpc", "sandbox"].includes(unit(from)));
  assertEquals(behind, []);
  const sdk = packages.filter(({ to }) => to.includes("@modelcontextprotocol/sdk"));
  assertEquals(sdk.filter(({ from }) => !MAY_IMPORT_SDK.includes(unit(from))), []);
});
