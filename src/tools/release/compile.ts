/** `deno task compile`: makes the binary. The licences of what is in it lie beside it. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allowedIn, noNodeModules } from "../../executor/import_map.ts";
import config from "../../../deno.json" with { type: "json" };
import { command, Failure, sizeOf } from "./command.ts";
import { notices, type Package, packages } from "./packages.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DIST = `${ROOT}dist`;

/** What no `import` names: the programs of workers, and a file that is read. */
const INCLUDE = [
  "src/sandbox/worker.ts",
  "src/sandbox/watchdog.ts",
  "src/prepare/worker.ts",
  "src/check/worker.ts",
  "data/code-mode-memory.jsonl",
];

/**
 * TypeScript's files that the checker loads and reads. The others are 14 MB: a command line, a server for
 * editors, messages in other languages, and browsers.
 */
const OF_TYPESCRIPT =
  /^(?:package\.json|LICENSE\.txt|lib\/(?:typescript\.js|lib\.(?:es|decorators).*\.d\.ts))$/;

/** What none of our imports leads to, by package: every file that is compiled in costs time at each start. */
const UNUSED: Record<string, string[]> = {
  "amaro": ["lib"], // is in dist once more
  "ajv": ["lib"], // sources
  "jsonc-parser": ["lib/esm"], // for another module system
  "zod": ["src"],
  "@modelcontextprotocol/sdk": ["dist/cjs"], // for another module system
  "hono": ["."], // for servers on HTTP, of which the SDK has another
};

/** What tests and experiments load, e.g. 26 MB of tokens. */
const NOT_OF_THE_PROGRAM = [
  "gpt-tokenizer",
  "@modelcontextprotocol/server-everything",
  "@modelcontextprotocol/server-filesystem",
  "@modelcontextprotocol/server-sequential-thinking",
];

const FLAGS = [
  "--no-prompt",
  // The cache would be a file of a known name in the temporary folder that all users share: a user who
  // writes it first runs code as us. It saves 30 ms.
  "--no-code-cache",
  "--no-check", // `deno task ok` has done that
  // Each by its kind: what was given by -A can't be taken back when the binary becomes a sandbox.
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
  "--allow-net", // for `serve --http` alone: every other command gives it up first
  "--unstable-worker-options",
  "--v8-flags=--disallow-code-generation-from-strings",
];

const COMMAND = {
  task: "compile",
  about:
    "Make the binary: one file that needs neither Deno nor Node. Deno fetches the base of it from " +
    "dl.deno.land, once for each target; the variable DENORT_BIN names one that is there already.",
  flags: [
    [
      "--target TRIPLE",
      "the machine that it is for, e.g. x86_64-pc-windows-msvc; this one when left out",
    ],
    ["--output FILE", "dist/code-mode when left out, with the target behind it"],
  ],
  run: (flag: (name: string) => string | undefined) => compile(flag("target"), flag("output")),
} as const;

if (import.meta.main) Deno.exit(await command(COMMAND, Deno.args));

async function compile(target: string | undefined, output: string | undefined): Promise<string> {
  const suffix = target ? `-${target}` : "";
  const settings = `${DIST}/compile${suffix}`;
  const file = output ?? `${DIST}/code-mode${suffix}`;
  await Deno.mkdir(settings, { recursive: true });
  const held = await packages();
  try {
    await Deno.writeTextFile(`${settings}/deno.json`, JSON.stringify(sealed()));
    // A copy, because Deno would note the changed imports in it.
    await Deno.copyFile(`${ROOT}deno.lock`, `${settings}/deno.lock`);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "compile",
        "--quiet",
        `--config=${settings}/deno.json`,
        ...FLAGS,
        ...INCLUDE.flatMap((path) => ["--include", ROOT + path]),
        ...unused(held).flatMap((path) => ["--exclude", path]),
        ...target ? ["--target", target] : [],
        ...["--output", file],
        `${ROOT}main.ts`,
      ],
      env: { NO_COLOR: "1" },
      stdout: "inherit",
    }).output();
    if (!success) throw new Failure(whyNot(new TextDecoder().decode(stderr)));
  } finally {
    await Deno.remove(settings, { recursive: true });
  }
  // Their licences want to be passed on with them, and what is in a binary can't be read.
  const licences = `${DIST}/code-mode-notices.txt`;
  await Deno.writeTextFile(licences, notices(held));
  // For Windows Deno puts .exe behind it.
  const made = target?.includes("windows") && !file.endsWith(".exe") ? `${file}.exe` : file;
  return `${made}: ${await sizeOf(made)}; the licences of what is in it: ${licences}`;
}

/**
 * Says in words why nothing was compiled.
 *
 * @param said what Deno has written: its error, the causes of that, and a trace of its own
 */
export function whyNot(said: string): string {
  const causes = said.replace(/\n+Stack backtrace:[^]*$/, "").trim();
  if (!causes.includes("dl.deno.land")) return `Cannot compile: ${causes.replace(/^error: /, "")}`;
  const last = causes.split("\n").at(-1)!.replace(/^\s*\d+: /, "");
  return "Cannot compile: the base of compiled programs could not be fetched from dl.deno.land: " +
    `${last}. Try again with a network, or name one that is there: DENORT_BIN=/path/to/denort`;
}

/**
 * The configuration, with every import of a file refused but for those of the program itself. A compiled
 * program imports any file of the machine, JSON included, whatever permissions it has; only the import
 * map, which is compiled in, holds in a sandbox too. There no module of Node's can be loaded, neither from
 * our files nor from a text (`data:`), but for the one that compiles the submission.
 */
function sealed(): unknown {
  const imports = Object.fromEntries(
    Object.entries(config.imports).filter(([name]) => !NOT_OF_THE_PROGRAM.includes(name)),
  );
  const none = noNodeModules();
  const sandbox = Object.entries(allowedIn("../../src/sandbox/"));
  return {
    imports: { ...imports, "file:///": null, "../../": "../../" },
    scopes: {
      ...Object.fromEntries(sandbox.map(([scope, names]) => [scope, { ...none, ...names }])),
      "data:text/": none,
      "data:application/": none,
    },
    links: config.links?.map((path) => `../.${path}`),
    unstable: config.unstable,
    nodeModulesDir: config.nodeModulesDir,
  };
}

/** Where what is unused lies in Deno's cache. */
function unused(packages: readonly Package[]): string[] {
  return packages.flatMap(({ name, folder }) => {
    const paths = name === "typescript" ? notOfTypeScript(folder) : UNUSED[name] ?? [];
    return paths.map((path) => join(folder, path));
  });
}

function notOfTypeScript(folder: string): string[] {
  const entries = ["", "lib/"].flatMap((below) =>
    [...Deno.readDirSync(join(folder, below))].map(({ name }) => below + name)
  );
  return entries.filter((path) => path !== "lib" && !OF_TYPESCRIPT.test(path));
}
