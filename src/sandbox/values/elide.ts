import {
  arraySort,
  bareList,
  hasOwn,
  isArray,
  keysOf,
  max,
  min,
  stringCharCodeAt,
  stringify,
  stringSlice,
  trunc,
} from "../primordials.ts";
import { PlainMeter } from "./plain_meter.ts";

// A member that is shown gets at least an eighth of its parent's room, if it needs it: of a thousand
// records some are shown whole rather than one character of each.
const LEAST_SHARE = 8;
// Room for a key and a placeholder.
const LEAST_CHARS = 72;
// `"… 9007199254740991 more characters"`, the longest mark, with a comma and its key.
const MARK_CHARS = 42;

interface Member {
  /** The key's text with its colon; empty in an array. */
  head: string;
  value: unknown;
  /** Characters that it would take, the comma included. */
  wants: number;
}

/**
 * The JSON text of a plain value, cut to a limit: whole members as long as there is room, large ones
 * cut so that small ones beside them stay, and the number of what was left out in its place.
 *
 * @param limit in characters; at least 32
 */
export function elide(value: unknown, limit: number): string {
  const whole = wholeWithin(value, limit);
  if (whole !== undefined) return whole;
  if (typeof value === "string") return cutString(value, limit);
  if (typeof value === "object" && value !== null) return cutMembers(value, limit);
  return '"…"';
}

function wholeWithin(value: unknown, limit: number): string | undefined {
  const meter = new PlainMeter(limit);
  if (!meter.isPlain(value) || meter.chars > limit) return undefined;
  const text = stringify(value);
  return text.length <= limit ? text : undefined;
}

function cutMembers(value: object, limit: number): string {
  const keys = isArray(value) ? undefined : keysOf(value);
  const count = keys?.length ?? (value as unknown[]).length;
  const room = limit - 2 - MARK_CHARS;
  const least = max(LEAST_CHARS, trunc(limit / LEAST_SHARE));
  const members = bareList<Member>();
  let shown = 0;
  for (let used = 0; shown < count; shown++) {
    const key = keys ? keys[shown]! : shown;
    const head = keys ? elide(key, least / 2) + ":" : "";
    const child = (value as Record<PropertyKey, unknown>)[key];
    const wants = head.length + (wholeWithin(child, room)?.length ?? room) + 1;
    used += min(wants, least);
    if (used > room) break;
    members[shown] = { head, value: child, wants };
  }
  if (shown === 0) return placeholder(count, keys ? "key" : "item", limit);
  const level = waterLevel(members, room);
  let text = "";
  for (let i = 0; i < shown; i++) {
    const { head, value } = members[i]!;
    if (i > 0) text += ",";
    text += head + elide(value, trunc(level) - head.length - 1);
  }
  if (shown < count) text += "," + mark(value, count - shown);
  return keys ? `{${text}}` : `[${text}]`;
}

/** The height at which members that want more are cut, so that all together fill the room. */
function waterLevel(members: Member[], room: number): number {
  const wants = bareList<number>();
  for (let i = 0; i < members.length; i++) wants[i] = members[i]!.wants;
  arraySort(wants, (a, b) => a - b);
  for (let i = 0; i < wants.length; i++) {
    const level = room / (wants.length - i);
    if (wants[i]! > level) return level;
    room -= wants[i]!;
  }
  return Infinity;
}

function mark(parent: object, left: number): string {
  if (isArray(parent)) return `"… ${left} more"`;
  let key = "…";
  // The result of an earlier run that was returned again; a proxy may claim to have every key.
  while (hasOwn(parent, key) && key.length < 9) key += "…";
  return `"${key}":"${left} more ${left === 1 ? "key" : "keys"}"`;
}

function placeholder(count: number, noun: string, limit: number): string {
  const text = `"[${count} ${noun}${count === 1 ? "" : "s"}]"`;
  return text.length <= limit ? text : '"…"';
}

function cutString(value: string, limit: number): string {
  const room = limit - 2 - MARK_CHARS;
  if (room < 1) return placeholder(value.length, "character", limit);
  let end = min(value.length, room);
  // Escapes make the text longer than the string.
  for (let size = Infinity; size > room; end = trunc(end * min(1, room / size))) {
    size = stringify(stringSlice(value, 0, end)).length - 2;
  }
  const last = stringCharCodeAt(value, end - 1);
  if (last >= 0xd800 && last < 0xdc00) end--; // not between the halves of a pair
  return stringify(`${stringSlice(value, 0, end)}… ${value.length - end} more characters`);
}
