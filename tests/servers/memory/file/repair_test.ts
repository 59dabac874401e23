import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type MemoryRepair,
  NotRepaired,
  repairMemoryFile,
} from "../../../../src/servers/memory/file/repair.ts";
import { IS_ROOT, NOBODY, rightsOf } from "../../../helpers/rights.ts";
import { client, entity, relation, Scratch } from "../../../helpers/scratch.ts";

const now = new Date("2026-09-01T10:20:30Z");
const encoder = new TextEncoder();

function names(scratch: Scratch): string[] {
  return [...Deno.readDirSync(scratch.directory)].map(({ name }) => name).sort();
}

/** Bytes of text and of numbers, one after the other. */
function bytesOf(...parts: (string | number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => typeof part === "string" ? [...encoder.encode(part)] : part),
  );
}

Deno.test("repairMemoryFile moves what can't be read beside the file, which then works", async () => {
  using scratch = new Scratch();
  const [good, bad] = [[entity("a", "ö€"), relation("a", "b")], ['{"type":"ent', "null"]];
  const lines = good.map((line) => JSON.stringify(line));
  const text = [bad[0], lines[0], "", bad[1], lines[1]].join("\n");
  scratch.write(text);
  const plans: MemoryRepair[] = [];
  const repair = await repairMemoryFile(scratch.file, now, (plan) => {
    assertEquals(scratch.read(), text);
    assertEquals(names(scratch), ["memory.jsonl", "memory.jsonl.lock"], "nothing is done yet");
    plans.push(plan);
  });
  assertEquals(repair, {
    moved: [1, 4],
    marks: [],
    corrupt: `${scratch.file}.corrupt-2026-09-01T10-20-30`,
    backup: `${scratch.file}.before-repair-2026-09-01T10-20-30`,
  });
  assertEquals(plans, [repair]);
  assertEquals(Deno.readTextFileSync(repair!.backup), text);
  assertEquals(Deno.readTextFileSync(repair!.corrupt!), `${bad.join("\n")}\n`);
  assertEquals(scratch.read(), [lines[0], "", lines[1]].join("\n"));
  await using gateway = scratch.gateway();
  const graph = await client(gateway).readGraph();
  assertEquals([graph.entities.length, graph.relations.length], [1, 1]);
});

Deno.test("repairMemoryFile touches nothing where there is nothing to repair", async () => {
  for (const text of ["", "\n \n\t\n", `${JSON.stringify(entity("a"))}\n{"type":"note"}\r\n`]) {
    using scratch = new Scratch();
    scratch.write(text);
    assertEquals(await repairMemoryFile(scratch.file, now), undefined);
    assertEquals(scratch.read(), text);
    assertEquals(names(scratch), ["memory.jsonl"]);
  }
});

Deno.test("repairMemoryFile keeps mode and owner, and gives them to what it makes", async () => {
  for (const mode of [0o600, 0o640, 0o664]) {
    using scratch = new Scratch([entity("a")]);
    scratch.write(`${scratch.read()}\nnull`);
    if (IS_ROOT) Deno.chownSync(scratch.file, NOBODY, NOBODY);
    Deno.chmodSync(scratch.file, mode);
    const rights = rightsOf(scratch.file);
    const { backup, corrupt } = (await repairMemoryFile(scratch.file, now))!;
    assertEquals([scratch.file, backup, corrupt!].map(rightsOf), [rights, rights, rights]);
  }
});

Deno.test("repairMemoryFile refuses a write-protected file, for root too", async () => {
  using scratch = new Scratch();
  const text = `${JSON.stringify(entity("a"))}\nnull`;
  scratch.write(text);
  Deno.chmodSync(scratch.file, 0o444);
  await assertRejects(() => repairMemoryFile(scratch.file, now), Error, "it is write-protected");
  assertEquals([scratch.read(), rightsOf(scratch.file).split(" ")[0]], [text, "444"]);
  assertEquals(names(scratch), ["memory.jsonl"]);
});

Deno.test("repairMemoryFile takes a byte order mark off, and no record behind it is touched", async () => {
  using scratch = new Scratch();
  const lines = [entity("a", "\ufeffkept"), relation("a", "b")].map((line) => JSON.stringify(line));
  scratch.write(`\ufeff${lines.join("\n")}`);
  const repair = await repairMemoryFile(scratch.file, now);
  assertEquals([repair!.moved, repair!.marks, repair!.corrupt], [[], [1], undefined]);
  assertEquals(scratch.read(), lines.join("\n"));
});

const A = JSON.stringify(entity("a"));
const B = JSON.stringify(entity("b"));

const PASSWD = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n";

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const units = [...mark ? "\ufeff" : "", ...text].map((unit) => unit.charCodeAt(0));
  return new Uint8Array(
    units.flatMap((unit) => littleEndian ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]),
  );
}

/** What is no memory file, and the words that say so. */
const OTHERS: [what: string, bytes: Uint8Array, words: string][] = [
  ["passwd", bytesOf(PASSWD), "no line of it can be read, so it is no memory file: name"],
  ["JSON in lines", bytesOf('{\n  "a": [\n    1\n  ]\n}\n'), "no line of it can be read"],
  [
    "UTF-16 with a mark",
    utf16(`${A}\n${B}`, true, true),
    "it looks like UTF-16 text: save it as UTF-8",
  ],
  [
    "the other UTF-16",
    utf16(`${A}\n${B}`, false, true),
    "it looks like UTF-16 text: save it as UTF-8",
  ],
  ["UTF-16 without a mark", utf16(A, true, false), "it looks like UTF-16 text: save it as UTF-8"],
  [
    "a program",
    bytesOf([0x7f], "ELF", [2, 1, 1, 0, 0, 0, 3, 0, 62, 10, 0, 0]),
    "it looks like binary data",
  ],
  ["one line that is cut off", bytesOf(A.slice(0, -5)), "or mend this one by hand"],
  ["10 MB in one line", bytesOf("x".repeat(10_000_000)), "no line of it can be read"],
];

Deno.test("repairMemoryFile refuses what is no memory file, and says what it looks like", async () => {
  for (const [what, bytes, words] of OTHERS) {
    using scratch = new Scratch();
    Deno.writeFileSync(scratch.file, bytes);
    const error = await assertRejects(() => repairMemoryFile(scratch.file, now), NotRepaired);
    assertStringIncludes(error.message, words, what);
    const left = Deno.readFileSync(scratch.file);
    assert(left.length === bytes.length && left.every((byte, at) => byte === bytes[at]), what);
    assertEquals(names(scratch), ["memory.jsonl"], what);
  }
});

Deno.test("repairMemoryFile leaves the file alone that somebody writes meanwhile", async () => {
  using scratch = new Scratch();
  scratch.write(`${A}\nnull`);
  const error = await assertRejects(
    () => repairMemoryFile(scratch.file, now, () => scratch.write(`${A}\nnull\n${B}`)),
    NotRepaired,
  );
  assertStringIncludes(error.message, "another program has written into it meanwhile");
  assertEquals(scratch.read(), `${A}\nnull\n${B}`);
  assertEquals(names(scratch).filter((name) => name.endsWith(".tmp")), []);
});

Deno.test("repairMemoryFile follows no link and replaces nothing where it makes a file", async () => {
  for (const name of [".before-repair-2026-09-01T10-20-30", ".corrupt-2026-09-01T10-20-30"]) {
    using scratch = new Scratch();
    const [text, precious] = [`${A}\nnull`, `${scratch.directory}/precious`];
    scratch.write(text);
    Deno.writeTextFileSync(precious, "precious");
    Deno.symlinkSync(precious, scratch.file + name);
    await assertRejects(() => repairMemoryFile(scratch.file, now), Error, "EEXIST");
    assertEquals([scratch.read(), Deno.readTextFileSync(precious)], [text, "precious"]);
  }
});
