import { assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  LineReader,
  LineTooLongError,
  type LongLine,
} from "../../src/process/lines/line_reader.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("LineReader gives the same lines however the stream is cut", () => {
  const lines = ['{"a":1}', "", "zwölf €", "👍", "last"];
  const stream = bytes(lines.join("\n") + "\n");
  for (let size = 1; size <= stream.length; size++) {
    const reader = new LineReader(1_000);
    const read: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      const text = reader.push(stream.subarray(at, at + size));
      if (text !== undefined) read.push(...text.split("\n"));
    }
    assertEquals(read, lines, `cut every ${size} bytes`);
  }
});

Deno.test("LineReader keeps what it was given when the caller reuses the buffer", () => {
  const reader = new LineReader(100);
  const buffer = bytes("abc");
  assertEquals(reader.push(buffer), undefined);
  buffer.set(bytes("xy\n"));
  assertEquals(reader.push(buffer), "abcxy");
});

Deno.test("LineReader refuses a line that never ends", () => {
  const reader = new LineReader(100);
  assertThrows(
    () => {
      for (let i = 0; i < 1_000; i++) reader.push(bytes("x"));
    },
    LineTooLongError,
    "longer than 100 bytes",
  );
});

Deno.test("LineReader takes a long line in time linear in its length", () => {
  const chunk = bytes("x".repeat(1_000));
  const time = (chunks: number) => {
    const reader = new LineReader(1e9);
    const startedAt = performance.now();
    for (let i = 0; i < chunks; i++) reader.push(chunk);
    reader.push(bytes("\n"));
    return performance.now() - startedAt;
  };
  let [short, long] = [Infinity, Infinity];
  // The least of many: other work on the machine only ever adds.
  for (let i = 0; i < 20; i++) {
    short = Math.min(short, time(2_000));
    long = Math.min(long, time(32_000));
    // 16 times the length; at quadratic cost it would be 256 times.
    if (i >= 4 && long < Math.max(short, 1) * 80) return;
  }
  throw new Error(`${short} ms, then ${long} ms`);
});

function readAll(maxBytes: number, chunks: readonly string[]) {
  const tooLong: LongLine[] = [];
  const reader = new LineReader(maxBytes, (line) => tooLong.push(line));
  const lines = chunks.flatMap((chunk) => reader.push(bytes(chunk))?.split("\n") ?? []);
  return { lines, tooLong };
}

Deno.test("LineReader gives what comes before a line without end, however the bytes arrive", () => {
  const text = "one\n\n2ö€😀\nlast line\nno end";
  const expected = { lines: ["one", "", "2ö€😀", "last line"], tooLong: [] };
  assertEquals(readAll(100, [text]), expected);
  assertEquals(readAll(100, [...text]), expected);
  assertEquals(readAll(100, ["one", "\n\n2ö€😀\nlast ", "line", "\nno", " end"]), expected);
});

Deno.test("LineReader keeps both ends of a line over the limit and goes on after it", () => {
  const long = `{"id":1,${"x".repeat(5_000)},"end":2}`;
  const wanted = [{ bytes: long.length, head: long.slice(0, 256), tail: long.slice(-256) }];
  for (
    const chunks of [
      [`a\n${long}\nb\n`],
      [`a\n${long.slice(0, 300)}`, `${long.slice(300)}\nb\n`],
      [`a\n${long.slice(0, 5)}`, `${long.slice(5)}\nb\n`],
      [`a\n${long.slice(0, -5)}`, `${long.slice(-5)}\nb\n`],
      ["a\n", ...long, "\nb\n"],
    ]
  ) {
    assertEquals(readAll(1_000, chunks), { lines: ["a", "b"], tooLong: wanted });
  }
});

Deno.test("LineReader takes a line of exactly the limit", () => {
  const tooLong = [{ bytes: 4, head: "abcd", tail: "abcd" }];
  assertEquals(readAll(3, ["abc\n", "abcd\n"]), { lines: ["abc"], tooLong });
  assertEquals(readAll(3, ["ab", "c\nab", "cd\n"]), {
    lines: ["abc"],
    tooLong,
  });
});

Deno.test("LineReader holds no more of an endless line than of its ends", () => {
  const reader = new LineReader(2 ** 16, () => {});
  const chunk = new Uint8Array(2 ** 16).fill(120);
  const before = Deno.memoryUsage().external;
  // The chunks themselves are one buffer, so whatever grows is kept by the reader.
  for (let index = 0; index < 4_000; index++) reader.push(chunk);
  const grown = Deno.memoryUsage().external - before;
  assertLess(grown, 50 * 2 ** 20, `${grown} bytes more after 262 MB`);
});
