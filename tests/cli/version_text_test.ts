import { assertEquals } from "@std/assert";
import { versionText } from "../../src/cli/version_text.ts";
import { installation } from "../../src/cli/init/client_entry.ts";
import { Scratch } from "../helpers/scratch.ts";

const DAY_MS = 24 * 60 * 60_000;
const CHANGED = new Date("2026-03-01T12:00:00Z");

/** The line on the installation in a folder that holds one file, so many days after that was written. */
function line(file: string, how: { standalone?: boolean; packaged?: boolean }, days = 3): string {
  using scratch = new Scratch([]);
  const folder = scratch.directory;
  const path = `${folder}/${file}`;
  Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
  Deno.writeTextFileSync(path, "");
  Deno.utimeSync(path, CHANGED, CHANGED);
  const from = {
    ...installation(),
    standalone: false,
    packaged: false,
    folder,
    program: path,
    ...how,
  };
  const text = versionText(from, CHANGED.getTime() + days * DAY_MS);
  return text.split("\n")[1]!.replaceAll(folder, "FOLDER");
}

Deno.test("the version says how this was installed, and how old it is", () => {
  const clone = 'Clone in "FOLDER", last changed 2026-03-01';
  assertEquals(line(".git/logs/HEAD", {}), `${clone} (3 days ago)`);
  assertEquals(line("deno.json", {}, 1.5), `${clone} (1 day ago)`);
  assertEquals(line("other.txt", {}), 'Clone in "FOLDER"');
  assertEquals(
    line("package.json", { packaged: true }, 0.5),
    'Package in "FOLDER", installed 2026-03-01 (today)',
  );
  assertEquals(
    line("code-mode", { standalone: true }, -1),
    'Binary "FOLDER/code-mode", written 2026-03-01 (today)',
  );
});
