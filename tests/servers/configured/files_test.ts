import { assertEquals, assertMatch } from "@std/assert";
import { Files } from "../../../src/servers/configured/files.ts";

/** Keeps an image of so many characters. @returns its handle */
function keep(files: Files, chars = 10) {
  const id = files.newId();
  files.keep(id, { type: "image", data: "x".repeat(chars) });
  return { id, type: "image" };
}

Deno.test("files of a result are those whose handles stand in it, however deep, each once", () => {
  const files = new Files();
  const [a, , c] = [keep(files), keep(files), keep(files)];
  const { blocks, omitted } = files.of({ list: [{ deep: [c] }, a, a], text: "file-2" });
  assertEquals([blocks.length, omitted], [2, undefined]);
  assertEquals(files.of("file-1"), { blocks: [], omitted: undefined });
  assertEquals(files.of(undefined), { blocks: [], omitted: undefined });
});

Deno.test("files beyond the fifth are told", () => {
  const files = new Files();
  const handles = Array.from({ length: 7 }, () => keep(files));
  assertEquals(files.of(handles.slice(0, 5)).omitted, undefined);
  const { blocks, omitted } = files.of(handles);
  assertEquals(blocks.length, 5);
  assertMatch(omitted!, /^2 more files are not shown/);
});

Deno.test("files that are too large together are told, and smaller ones shown", () => {
  const files = new Files();
  const handles = [keep(files, 4e6), keep(files, 4e6), keep(files, 1e6)];
  const { blocks, omitted } = files.of(handles);
  assertEquals(blocks.map(({ data }) => (data as string).length), [4e6, 1e6]);
  assertMatch(omitted!, /^1 more files are not shown/);
});

Deno.test("the oldest files go where there is no room, and a result that wants them is told", () => {
  const files = new Files();
  const handles = Array.from({ length: 9 }, () => keep(files, 4 * 2 ** 20));
  assertEquals(files.of(handles[8]).blocks.length, 1);
  const { blocks, omitted } = files.of(handles[0]);
  assertEquals(blocks, []);
  assertMatch(omitted!, /^1 files are not shown: they were not kept/);
});

Deno.test("a handle that the program made up, or a result without end, holds no file", () => {
  const files = new Files();
  keep(files);
  assertMatch(files.of({ id: "file-99", type: "image" }).omitted!, /not kept/);
  assertEquals(files.of({ id: "file-1" }).blocks, []);
  const ring: unknown[] = [];
  ring.push(ring);
  assertEquals(files.of(ring).blocks, []);
});
