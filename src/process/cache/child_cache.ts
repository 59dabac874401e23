import { join } from "node:path";
import { denoDir } from "./deno_dir.ts";
import { type ChildProgram, entryOf } from "../child_program.ts";
import { PACKAGED, ROOT } from "../source.ts";

/** One that was not used for so long belongs to a release that is gone. */
const STALE_MS = 30 * 24 * 3_600_000;
const MARK = "filled";

/** Our folders that children load; the cache holds what Deno has made of them. */
const LOADED = [
  "sandbox",
  "prepare",
  "check",
  "rpc",
  "process/lines",
  "servers/memory",
  "upstream",
];
/** What says which packages they load. */
const PINS = PACKAGED ? `${ROOT}/npm-shrinkwrap.json` : `${ROOT}/deno.lock`;

/**
 * Makes a cache of Deno's for the processes of one program alone: they can't fill one themselves, since
 * they may write no file. It is filled once, from outside, by having Deno load the program; again after
 * an upgrade of Deno or of code-mode.
 *
 * @param fill loads the program with the cache at its `DENO_DIR`; resolves when all of it is loaded
 * @param tell hears that it takes a moment
 * @returns its folder; `undefined` where there is no place for one
 */
export async function childCache(
  program: ChildProgram,
  fill: (cache: string) => Promise<void>,
  tell: (text: string) => void,
): Promise<string | undefined> {
  const all = denoDir();
  if (all === undefined) return undefined;
  const folder = join(all, "code-mode");
  const cache = join(folder, `${program.role}-${await (known ??= fingerprint())}`);
  try {
    // A process that removes old ones sees that it is in use.
    await Deno.utime(join(cache, MARK), new Date(), new Date());
    return cache;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return isThere(cache) ? cache : undefined;
  }
  tell("preparing what its processes load; this is done once");
  const draft = `${cache}.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(draft, { recursive: true, mode: 0o700 });
    if (!PACKAGED) await linkPackages(program, join(all, "npm"), join(draft, "npm"));
    await Deno.rename(draft, cache).catch((error) => {
      if (!isThere(cache)) throw error; // else another server fills it, too
    });
    // Where it stays: Deno keeps what it has compiled of packages by the paths of their files.
    await fill(cache);
    await Deno.writeTextFile(join(cache, MARK), "");
    await removeStale(folder);
    return cache;
  } finally {
    await Deno.remove(draft, { recursive: true }).catch(() => {}); // it has become the cache
  }
}

/** The same for every program of a process. */
let known: Promise<string> | undefined;

/** What the cache depends on, as a name: Deno, its path, and our files that children load. */
async function fingerprint(): Promise<string> {
  const parts = [Deno.version.deno, Deno.execPath(), ROOT];
  for (const folder of LOADED) parts.push(...changesBelow(`${ROOT}/src/${folder}`));
  parts.push(
    ...[`${ROOT}/deno.json`, PINS].map(change),
  );
  const bytes = new TextEncoder().encode(parts.join("\n"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function changesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? changesBelow(path) : [change(path)];
  });
}

function change(path: string): string {
  const { mtime, size } = Deno.statSync(path);
  return `${path} ${mtime?.getTime()} ${size}`;
}

/** The packages that the program loads, and no others: what else is there may be private. */
async function linkPackages(program: ChildProgram, from: string, to: string): Promise<void> {
  const { packages } = program;
  if (packages.length === 0) return;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entryOf(program)],
    cwd: ROOT,
    stderr: "null",
  }).output();
  const { npmPackages } = JSON.parse(new TextDecoder().decode(stdout)) as {
    npmPackages: Record<string, { name: string; version: string; registryUrl: string }>;
  };
  // Deno tells all that the lock file lists, whatever the program imports of it.
  for (const { name, version, registryUrl } of Object.values(npmPackages)) {
    if (packages !== "all" && !packages.includes(name)) continue;
    const path = join(new URL(registryUrl).host, name);
    await linkTree(join(from, path, version), join(to, path, version));
    await linkFile(join(from, path, "registry.json"), join(to, path, "registry.json"));
  }
}

async function linkTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (isDirectory) await linkTree(join(from, name), join(to, name));
    else if (isFile) await linkFile(join(from, name), join(to, name));
  }
}

async function linkFile(from: string, to: string): Promise<void> {
  try {
    await Deno.link(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    if (error instanceof Deno.errors.NotFound) return;
    await Deno.copyFile(from, to); // another file system
  }
}

async function removeStale(folder: string): Promise<void> {
  const before = Date.now() - STALE_MS;
  for await (const { name } of Deno.readDir(folder)) {
    // One without a mark was left by a start that didn't get to its end.
    const mark = await Deno.stat(join(folder, name, MARK)).catch(() => undefined);
    const used = mark ?? await Deno.stat(join(folder, name)).catch(() => undefined);
    if (used && (used.mtime?.getTime() ?? Infinity) < before) {
      await Deno.remove(join(folder, name), { recursive: true });
    }
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
