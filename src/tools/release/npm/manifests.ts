import config from "../../../../deno.json" with { type: "json" };
import type { Names } from "../names.ts";

const VERSION_FILE = new URL("../../../../.dvmrc", import.meta.url);

/** The Deno that a package brings: what all else was tested with. */
export const DENO = Deno.readTextFileSync(VERSION_FILE).trim();

/** Where Deno's own package for npm has an executable; it needs a script at installation, these don't. */
const PLATFORMS = [
  ...["linux-x64-glibc", "linux-arm64-glibc", "darwin-x64", "darwin-arm64"],
  ...["win32-x64", "win32-arm64"],
];

/** Beyond what a task says: nothing is read of other people's settings, and nothing is fetched. */
const SEALED = [
  ...["--quiet", "--no-config", "--no-lock", "--cached-only", "--node-modules-dir=manual"],
  ...config.unstable.map((name) => `--unstable-${name}`),
];

/** @returns whether a package holds one of Deno's executables */
export function isDeno(name: string): boolean {
  return name.startsWith("@deno/");
}

/**
 * The package's `package.json`. Without an owner it is private, which npm refuses to publish.
 *
 * @param dependencies all that is beneath us: npm reads the lock file of a package from a registry, and
 * passes over that of a tarball
 */
export function packageJson(
  { owner, repository }: Names,
  dependencies: Readonly<Record<string, string>>,
) {
  return {
    name: owner === "" ? "code-mode" : `@${owner}/code-mode`,
    version: config.version,
    description: "An MCP server with one tool: a program instead of a hundred tool calls",
    license: config.license,
    ...owner === "" ? { private: true } : { publishConfig: { access: "public" } },
    ...repository === "" ? {} : { repository: { type: "git", url: `git+${repository}.git` } },
    type: "module",
    bin: { "code-mode": "bin/code-mode.cjs" },
    engines: { node: ">=20" },
    dependencies,
    optionalDependencies: Object.fromEntries(PLATFORMS.map((name) => [`@deno/${name}`, DENO])),
  };
}

/**
 * The package's `deno.json`, for versions and tasks: Deno itself doesn't read it.
 *
 * @param imports the packages that our files import, by their versions
 */
export function denoJson(imports: Readonly<Record<string, string>>) {
  const tasks = Object.entries(config.tasks).filter(([, line]) => / main\.ts \w+$/.test(line));
  return {
    version: config.version,
    license: config.license,
    imports: Object.fromEntries(
      Object.entries(imports).map(([name, version]) => [name, `npm:${name}@${version}`]),
    ),
    tasks: Object.fromEntries(tasks.map(([name, line]) => [
      name,
      line.replace("deno run", `deno run ${SEALED.join(" ")}`).replace(" main.ts ", " main.js "),
    ])),
  };
}

/** The versions that deno.json pins of packages. */
export function versions(packages: Iterable<string>): Record<string, string> {
  const imports: Record<string, string> = config.imports;
  return Object.fromEntries(
    [...packages].sort().map((name) => {
      const [, version] = new RegExp(`^npm:${name}@(\\d[^^~]*)$`).exec(imports[name] ?? "") ?? [];
      if (!version) throw new Error(`deno.json has no single version of ${name}`);
      return [name, version];
    }),
  );
}
