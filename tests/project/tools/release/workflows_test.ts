import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../../.github/workflows", import.meta.url));
const read = (name: string) => Deno.readTextFileSync(`${FOLDER}/${name}`);

/** A workflow's jobs: their text by their names. */
function jobs(text: string): Map<string, string> {
  const parts = text.slice(text.indexOf("\njobs:\n")).split(/^ {2}([\w-]+):$/m).slice(1);
  return new Map(parts.flatMap((name, i) => i % 2 === 0 ? [[name, parts[i + 1]!]] : []));
}

Deno.test("Workflows use actions by their commits, which no one can move", () => {
  for (const { name } of Deno.readDirSync(FOLDER)) {
    const uses = read(name).split("\n").filter((line) => line.includes("uses:"));
    assertGreater(uses.length, 0);
    for (const line of uses) assertMatch(line, /uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});

Deno.test("A release begins with the names that it needs, and nothing goes around that", () => {
  const release = jobs(read("release.yml"));
  const [first, ...others] = [...release];
  assertMatch(first![1], / src\/tools\/release\/may_release\.ts\n/);
  const waits = new Set([first![0]]);
  for (const [name, text] of others) { // each stands behind those that it needs
    const [, needs = ""] = /^ {4}needs: \[?([\w, -]+)\]?$/m.exec(text) ?? [];
    assertEquals(needs.split(", ").filter((one) => !waits.has(one)), [], name);
    waits.add(name);
  }
});

Deno.test("A release asks the doctor on every machine that it is made for", () => {
  const onMachines = [...jobs(read("release.yml")).values()]
    .filter((text) => text.includes("runs-on: ${{ matrix.os }}"));
  assertEquals(onMachines.length, 2);
  for (const text of onMachines) {
    assertMatch(text, /\n {8}run: .* doctor --memory-file /);
    for (const os of ["ubuntu-latest", "ubuntu-24.04-arm", "macos-latest", "windows-latest"]) {
      assert(text.includes(os), os);
    }
  }
});
