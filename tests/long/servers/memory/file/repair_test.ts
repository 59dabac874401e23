import { assertEquals, assertLess } from "@std/assert";
import { repairMemoryFile } from "../../../../../src/servers/memory/file/repair.ts";
import { client, entity, Scratch } from "../../../../helpers/scratch.ts";

const now = new Date("2026-09-01T10:20:30Z");
const encoder = new TextEncoder();

/** Bytes of text and of numbers, one after the other. */
function bytesOf(...parts: (string | number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => typeof part === "string" ? [...encoder.encode(part)] : part),
  );
}

const A = JSON.stringify(entity("a"));
const B = JSON.stringify(entity("b"));
/** No UTF-8: a server reads another character there, and a repair leaves the bytes. */
const LATIN = bytesOf(
  '{"type":"entity","name":"L',
  [0xe4, 0xff, 0xc3],
  '","entityType":"T","observations":[]}',
);

/** Broken files: what is left of them, and how many lines are moved away. */
const CORPUS: [what: string, bytes: Uint8Array, left: Uint8Array, moved: number][] = [
  ["a mark and a bad line", bytesOf(`\ufeff${A}\nnull\n${B}`), bytesOf(`${A}\n${B}`), 1],
  ["joined files with marks", bytesOf(`\ufeff${A}\n\ufeff${B}\n`), bytesOf(`${A}\n${B}\n`), 0],
  ["no UTF-8 in a good line", bytesOf([...LATIN], "\n{\n", A), bytesOf([...LATIN], "\n", A), 1],
  ["no UTF-8 in a bad line", bytesOf([0xff, 0xfe, 0x0a], A), bytesOf(A), 1],
  ["zeros at the end", bytesOf(`${A}\n${B}\n`, Array(4_096).fill(0)), bytesOf(`${A}\n${B}`), 1],
  [
    "a zero in a line",
    bytesOf(A, "\n", A.slice(0, 9), [0], A.slice(9), "\n", B),
    bytesOf(`${A}\n${B}`),
    1,
  ],
  ["one good line among bad", bytesOf(`x\n{\n[\n${A}\nnull\n"`), bytesOf(A), 5],
  ["a last line that is cut off", bytesOf(`${A}\n${B.slice(0, -9)}`), bytesOf(A), 1],
  ["CR and LF", bytesOf(`${A}\r\nnull\r\n${B}\r\n`), bytesOf(`${A}\r\n${B}\r\n`), 1],
  ["two records in a line", bytesOf(`${A}${B}\n${A}`), bytesOf(A), 1],
];

Deno.test("repairMemoryFile loses no record that can be read, whatever is broken", async () => {
  for (const [what, bytes, left, moved] of CORPUS) {
    using scratch = new Scratch();
    Deno.writeFileSync(scratch.file, bytes);
    const repair = await repairMemoryFile(scratch.file, now);
    assertEquals(Deno.readFileSync(scratch.file), left, what);
    assertEquals(repair!.moved.length, moved, what);
    assertEquals(Deno.readFileSync(repair!.backup), bytes, what);
    await using gateway = scratch.gateway();
    await client(gateway).readGraph();
  }
});

Deno.test("repairMemoryFile takes bounded time for 10 MB in one line", async () => {
  for (
    const long of ["x".repeat(10_000_000), "[".repeat(10_000_000), `"${"\\n".repeat(5_000_000)}`]
  ) {
    using scratch = new Scratch();
    scratch.write(`${A}\n${long}\n${B}`);
    const start = performance.now();
    assertEquals((await repairMemoryFile(scratch.file, now))!.moved, [2]);
    assertLess(performance.now() - start, 15_000); // 4 s for brackets, by JSON.parse itself
    assertEquals(scratch.read(), `${A}\n${B}`);
  }
});
