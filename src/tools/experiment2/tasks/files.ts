import { dirname, join } from "node:path";

const WORDS =
  ("the delivery was late because a bridge on the northern road is closed until spring and " +
    "our driver took the ferry so we asked the customer for another week they agreed but want a " +
    "discount of five per cent on the next order please write to them before friday").split(" ");

/** Text that is the same on every machine, and other for every seed. */
export function prose(words: number, seed: number): string {
  const all = Array.from({ length: words }, (_, at) => WORDS[(at * 7 + seed * 13) % WORDS.length]!);
  return all.map((word, at) => word + (at % 12 === 11 ? ".\n" : at === words - 1 ? "." : " "))
    .join("");
}

/** Two digits, so that names sort as numbers do. */
export function number(value: number): string {
  return String(value).padStart(2, "0");
}

/** Makes a folder anew with these files; their paths may have folders. */
export function makeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const { name } of Deno.readDirSync(folder)) {
    Deno.removeSync(join(folder, name), { recursive: true });
  }
  for (const [path, text] of files) {
    Deno.mkdirSync(dirname(join(folder, path)), { recursive: true });
    Deno.writeTextFileSync(join(folder, path), text);
  }
}

/** Whether exactly these files are there, in any order. */
export function holds(folder: string, files: ReadonlyMap<string, string>): boolean {
  const found = pathsIn(folder);
  return found.length === files.size &&
    found.every((path) => Deno.readTextFileSync(join(folder, path)) === files.get(path));
}

function pathsIn(folder: string, under = ""): string[] {
  return [...Deno.readDirSync(join(folder, under))].flatMap(({ name, isDirectory }) => {
    const path = under === "" ? name : `${under}/${name}`;
    return isDirectory ? pathsIn(folder, path) : [path];
  });
}
