import type { Names } from "../names.ts";
import { denoJson, isDeno, packageJson, versions } from "./manifests.ts";
import { program } from "./program.ts";
import { assertSame, type DenoLock, layout, onTop, type Shrinkwrap } from "./shrinkwrap.ts";

/** What runs in the package, and what a reader of it wants. */
const TEXTS = ["README.md", "LICENSE"];

/**
 * The npm package's files by their paths, but for its lock file: npm must add Deno to that.
 *
 * @param root the project's folder, with a slash at its end
 */
export function packageFiles(
  root: string,
  lock: DenoLock,
  names: Names,
): Map<string, string | Uint8Array> {
  const read = (path: string) => Deno.readFileSync(root + path);
  const { files, packages } = program("main.ts", read);
  const imports = versions(packages);
  files.set("package.json", json(packageJson(names, onTop(layout(lock, imports)))));
  files.set("deno.json", json(denoJson(imports)));
  files.set("bin/code-mode.cjs", read("src/tools/release/npm/shim.cjs"));
  for (const path of TEXTS) files.set(path, read(path));
  return files;
}

/**
 * Writes `npm-shrinkwrap.json` into a folder that has a `package.json`: every package beneath us, at the
 * version and with the checksum that `deno.lock` has.
 */
export async function shrinkwrap(folder: string, lock: DenoLock): Promise<void> {
  const path = `${folder}/npm-shrinkwrap.json`;
  const root = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
  const { name, version, dependencies } = root;
  const packages = { "": root, ...layout(lock, dependencies) };
  const draft = { name, version, lockfileVersion: 3, requires: true, packages };
  await Deno.writeTextFile(path, json(draft));
  await npm(folder, [
    ...["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"],
    // The user who installs it may have another registry.
    ...["--omit-lockfile-registry-resolved", "--silent"],
  ]);
  assertSame(JSON.parse(await Deno.readTextFile(path)) as Shrinkwrap, lock, isDeno);
}

/** @returns what npm printed */
export async function npm(cwd: string, args: string[]): Promise<string> {
  const program = Deno.build.os === "windows" ? ["cmd", "/c", "npm"] : ["npm"];
  const [command, ...rest] = [...program, ...args];
  const { success, stdout } = await new Deno.Command(command!, {
    args: rest,
    cwd,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot make the package: npm ${args[0]} says why above`);
  return new TextDecoder().decode(stdout);
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
