/** The part of `deno.lock` that is about packages from npm. */
export interface DenoLock {
  npm: Record<string, { integrity: string; dependencies?: string[] }>;
}

/** An installed package in npm's own lock file. */
export interface Locked {
  version: string;
  integrity: string;
  dependencies?: Record<string, string>;
}

/** npm's lock file: packages by the folders that they lie in. */
export interface Shrinkwrap {
  name: string;
  version: string;
  lockfileVersion: 3;
  requires: true;
  packages: Record<string, Locked>;
}

/**
 * Lays out the packages that `deno.lock` pins as npm does: one of each name on top, another version below
 * the package that wants it.
 *
 * @param roots the packages that we import, by their versions
 */
export function layout(lock: DenoLock, roots: Record<string, string>): Record<string, Locked> {
  const found: Record<string, Locked> = {};
  const todo = Object.entries(roots).map(([name, version]) => {
    return { key: keyOf(lock, `${name}@${version}`), parent: "" };
  });
  for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
    const { key, parent } = next;
    const { name, version } = nameAndVersion(key);
    const seen = visible(found, parent, name);
    if (seen?.version === version) continue;
    const place = `${seen ? `${parent}/` : ""}node_modules/${name}`;
    const { integrity, dependencies = [] } = lock.npm[key]!;
    const keys = dependencies.map((one) => keyOf(lock, one));
    const wanted = keys.map(nameAndVersion).map(({ name, version }) => [name, version]);
    found[place] = { version, integrity, dependencies: Object.fromEntries(wanted) };
    todo.push(...keys.map((key) => ({ key, parent: place })));
  }
  return found;
}

/** Of a layout, the versions of what lies on top. */
export function onTop(packages: Record<string, Locked>): Record<string, string> {
  const top = Object.entries(packages).flatMap(([place, { version }]) => {
    const name = place.slice("node_modules/".length);
    return name.includes("node_modules/") ? [] : [[name, version] as const];
  });
  return Object.fromEntries(top.sort(([a], [b]) => a < b ? -1 : 1));
}

/** What Node finds under a name when a package at `place` asks for it. */
function visible(
  found: Record<string, Locked>,
  place: string,
  name: string,
): Locked | undefined {
  for (let at = place; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const here = found[`${at}/node_modules/${name}`];
    if (here) return here;
  }
  return found[`node_modules/${name}`];
}

/** `deno.lock` leaves out what needn't be said: a version that is the only one, and peers. */
function keyOf(lock: DenoLock, name: string): string {
  const keys = Object.keys(lock.npm);
  const key = keys.find((key) => key === name) ??
    keys.find((key) => key.startsWith(`${name}_`) || key.startsWith(`${name}@`));
  if (key === undefined) throw new Error(`deno.lock has no ${name}`);
  return key;
}

function nameAndVersion(key: string): { name: string; version: string } {
  const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
  return { name: name!, version: version! };
}

/**
 * Throws at the first package that npm would install otherwise than `deno.lock` has it: what was tested is
 * what is installed.
 *
 * @param ours whether a package is none that we import: Deno itself
 */
export function assertSame(
  { packages }: Shrinkwrap,
  lock: DenoLock,
  ours: (name: string) => boolean,
): void {
  for (const [place, { version, integrity }] of Object.entries(packages)) {
    const name = place.split("node_modules/").at(-1)!;
    if (place === "" || ours(name)) continue;
    const pinned = lock.npm[keyOf(lock, `${name}@${version}`)]!;
    if (pinned.integrity !== integrity) throw new Error(`${name} is not the one of deno.lock`);
  }
}
