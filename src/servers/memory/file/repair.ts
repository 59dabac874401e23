import { withoutMarks } from "./byte_order_mark.ts";
import { temporaryPath } from "./backup.ts";
import { judgeLine } from "./check.ts";
import { looksLike } from "./looks_like.ts";
import { replaceable } from "./memory_file.ts";
import { writeNewFile } from "./new_file.ts";
import { isSame } from "./plain_file.ts";
import { Trouble } from "../../../upstream/trouble.ts";
import { WriteLock } from "../lock/write_lock.ts";

/** What a repair is about to do, and has done when it returns. */
export interface MemoryRepair {
  /** Lines that are taken out, counted from 1. */
  readonly moved: readonly number[];
  /** Lines that a byte order mark is taken off. */
  readonly marks: readonly number[];
  /** Where the lines are that were taken out; undefined when there are none. */
  readonly corrupt?: string;
  /** Where the whole file is as it was. */
  readonly backup: string;
}

/** It is not repaired: it holds something else, or changes meanwhile. */
export class NotRepaired extends Trouble {
  override readonly name = "NotRepaired";
}

/**
 * Takes the lines that server-memory can't read out of a memory file and into one beside it, and byte
 * order marks off. Other bytes stay as they are. The file is copied before and replaced as a whole, with
 * its mode and owner; no code-mode server writes meanwhile.
 *
 * @param path the memory file.
 * @param now by which the two new files are named.
 * @param report takes what will be done, before it is done.
 * @returns what was done; undefined when there was nothing to do.
 * @throws {NotRepaired} when no line of it can be read, or another process writes into it.
 * @throws {LockUnavailable} that names who writes and doesn't let go.
 */
export async function repairMemoryFile(
  path: string,
  now: Date,
  report: (plan: MemoryRepair) => void = () => {},
): Promise<MemoryRepair | undefined> {
  // First without the lock: its file is made beside what is a memory to be repaired, and nothing else.
  const seen = look(path);
  if (!seen) return undefined;
  using lock = new WriteLock(`${path}.lock`, LIMITS);
  using _permit = await lock.acquire(undefined);
  const found = isUnchanged(path, seen.was) ? seen : look(path);
  if (!found) return undefined;
  const { was, bytes, good, broken, marks } = found;
  const stamp = now.toISOString().slice(0, 19).replaceAll(":", "-");
  const plan = {
    moved: broken.map(({ line }) => line),
    marks,
    ...broken.length === 0 ? {} : { corrupt: `${path}.corrupt-${stamp}` },
    backup: `${path}.before-repair-${stamp}`,
  };
  report(plan);
  writeNewFile(plan.backup, bytes, was);
  if (plan.corrupt) {
    const parts = broken.flatMap(({ bytes }) => [bytes, NEW_LINE]);
    writeNewFile(plan.corrupt, concat(parts), was);
  }
  const temporary = temporaryPath(path);
  writeNewFile(temporary, join(good), was);
  try {
    // A server-memory that others have started takes no lock.
    if (!isUnchanged(path, was)) throw changed();
    Deno.renameSync(temporary, path);
  } catch (error) {
    Deno.removeSync(temporary);
    throw error;
  }
  return plan;
}

/** A server at work lets go after each burst of a tenth of a second. */
const LIMITS = { lockMs: 5_000, burstMs: 100 };

const NEW_LINE = new Uint8Array([0x0a]);
const MARK = [0xef, 0xbb, 0xbf];

/** @returns what is to be repaired; undefined when there is nothing. */
function look(path: string): Sorted & { was: Deno.FileInfo; bytes: Uint8Array } | undefined {
  const was = replaceable(path);
  if (!was) return undefined;
  const bytes = Deno.readFileSync(path);
  const sorted = sort(bytes);
  const { broken, marks, records } = sorted;
  if (broken.length + marks.length === 0) return undefined;
  if (records === 0 && broken.length > 0) throw noMemory(bytes);
  return { ...sorted, was, bytes };
}

/** Judging a line takes time that its length bounds, but nothing else: it isn't done twice in vain. */
function isUnchanged(path: string, was: Deno.FileInfo): boolean {
  const is = replaceable(path);
  return is !== undefined && isSame(is, was) && is.size === was.size &&
    is.mtime?.getTime() === was.mtime?.getTime();
}

interface Sorted {
  good: Uint8Array[];
  broken: { line: number; bytes: Uint8Array }[];
  marks: number[];
  /** Entities and relations among the good ones. */
  records: number;
}

/** Lines are judged by their text and kept by their bytes, which may be no text. */
function sort(bytes: Uint8Array): Sorted {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const sorted: Sorted = { good: [], broken: [], marks: [], records: 0 };
  linesOf(bytes).forEach((raw, index) => {
    const text = decoder.decode(raw);
    const { problem, item } = text.trim() === "" ? {} : judgeLine(text);
    if (problem !== undefined) return sorted.broken.push({ line: index + 1, bytes: raw });
    if (item) sorted.records++;
    if (withoutMarks(text) !== text) sorted.marks.push(index + 1);
    sorted.good.push(unmarked(raw));
  });
  return sorted;
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...lines, bytes.subarray(start)];
}

function unmarked(line: Uint8Array): Uint8Array {
  let start = 0;
  while (MARK.every((byte, index) => line[start + index] === byte)) start += MARK.length;
  return line.subarray(start);
}

function join(lines: readonly Uint8Array[]): Uint8Array {
  return concat(lines.flatMap((line, index) => index === 0 ? [line] : [NEW_LINE, line]));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function noMemory(bytes: Uint8Array): NotRepaired {
  const looks = looksLike(bytes.subarray(0, 1_024));
  const kind = looks === undefined
    ? ""
    : `, it looks like ${looks}${looks.startsWith("UTF-16") ? ": save it as UTF-8" : ""}`;
  return new NotRepaired(
    `no line of it can be read, so it is no memory file${kind}: ` +
      "name the right one with --memory-file, or mend this one by hand",
  );
}

function changed(): NotRepaired {
  return new NotRepaired("another program has written into it meanwhile: end it and try again");
}
