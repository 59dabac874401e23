import { assertEquals } from "@std/assert";
import { LineSplitter } from "../../src/upstream/line_splitter.ts";

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

function split(limit: number, chunks: string[]) {
  const lines: string[] = [];
  const tooLong: [number, string, string][] = [];
  const splitter = new LineSplitter(
    limit,
    (line) => lines.push(decoder.decode(line)),
    (length, head, tail) => tooLong.push([length, decoder.decode(head), decoder.decode(tail)]),
  );
  for (const chunk of chunks) splitter.push(encoder.encode(chunk));
  return { lines, tooLong };
}

Deno.test("LineSplitter gives the same lines however the bytes arrive", () => {
  const text = "one\n\n2ö€😀\nlast line\nno end";
  const expected = { lines: ["one", "", "2ö€😀", "last line"], tooLong: [] };
  assertEquals(split(100, [text]), expected);
  assertEquals(split(100, [...text]), expected);
  assertEquals(split(100, ["one", "\n\n2ö€😀\nlast ", "line", "\nno", " end"]), expected);
});

Deno.test("LineSplitter keeps both ends of a line over the limit and goes on after it", () => {
  const long = `{"id":1,${"x".repeat(5_000)},"end":2}`;
  for (const chunks of [[`a\n${long}\nb\n`], ["a\n", ...long, "\nb\n"]]) {
    const { lines, tooLong } = split(1_000, chunks);
    assertEquals(lines, ["a", "b"]);
    assertEquals(tooLong.map(([length]) => length), [long.length]);
    assertEquals(tooLong[0]![1], long.slice(0, 256));
    assertEquals(tooLong[0]![2], long.slice(-256));
  }
});

Deno.test("LineSplitter takes a line of exactly the limit", () => {
  assertEquals(split(3, ["abc\n", "abcd\n"]), { lines: ["abc"], tooLong: [[4, "abcd", "abcd"]] });
});

Deno.test("LineSplitter keeps what it was given when the caller reuses the buffer", () => {
  const lines: string[] = [];
  const splitter = new LineSplitter(100, (line) => lines.push(decoder.decode(line)), () => {});
  const buffer = encoder.encode("one\ntw");
  splitter.push(buffer);
  buffer.fill(120);
  splitter.push(encoder.encode("o\n"));
  assertEquals(lines, ["one", "two"]);
});

Deno.test("LineSplitter holds no more of an endless line than of its ends", () => {
  const splitter = new LineSplitter(2 ** 16, () => {}, () => {});
  const chunk = new Uint8Array(2 ** 16).fill(120);
  const before = Deno.memoryUsage().external;
  // The chunks themselves are one buffer, so whatever grows is kept by the splitter.
  for (let index = 0; index < 4_000; index++) splitter.push(chunk);
  const grown = Deno.memoryUsage().external - before;
  assertEquals(grown < 50 * 2 ** 20, true, `${grown} bytes more after 262 MB`);
});
