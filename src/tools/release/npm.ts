/**
 * `deno task npm`: makes the package for npm in `dist/npm`, and its tarball beside it. Needs npm, and the
 * registry, for the checksums of Deno's executables.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { sizeOf } from "./command.ts";
import { NAMES } from "./names.ts";
import { npm, packageFiles, shrinkwrap } from "./npm/package.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const DIST = `${ROOT}dist`;
const FOLDER = `${DIST}/npm`;

const lock = JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`));
await Deno.remove(FOLDER, { recursive: true }).catch(() => {}); // there is none yet
for (const [path, content] of packageFiles(ROOT, lock, NAMES)) {
  await Deno.mkdir(dirname(`${FOLDER}/${path}`), { recursive: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(`${FOLDER}/${path}`, bytes, path.startsWith("bin/") ? { mode: 0o755 } : {});
}
await shrinkwrap(FOLDER, lock);
const packed = await npm(FOLDER, ["pack", "--silent", "--pack-destination", DIST]);
const tarball = `dist/${packed.trim()}`;
// Without "./" npm takes it for a repository of GitHub.
console.log(`${tarball}: ${await sizeOf(`${ROOT}${tarball}`)}; npm install -g ./${tarball}`);
