import { isCount, isRecord, isString, isStringOf, parseRecord, ProtocolError } from "./guards.ts";
import {
  type Facts,
  type Mention,
  MOST_MENTIONS,
  MOST_PIECES,
  MOST_TEXTS,
  MOST_USES,
  NAME_CHARS,
  type PrepareReply,
  REFUSAL_CHARS,
  type TypedText,
  type Use,
} from "./prepare_protocol.ts";

/**
 * Reads what the process that reads programs has answered. It has read a stranger's text, so it is
 * hostile: whatever this returns has exactly the shape that its type says.
 *
 * @param sourceChars length of the text that it was asked about
 * @param namespaces those that it was asked about
 * @throws {ProtocolError} when the line is anything else
 */
export function parsePrepareReply(
  line: string,
  sourceChars: number,
  namespaces: readonly string[],
): PrepareReply {
  const reply = parseRecord(line, "An answer");
  if (reply.type === "fault") return { type: "fault" };
  if (reply.type === "missing" && reply.package === "amaro") {
    return { type: "missing", package: "amaro" };
  }
  if (reply.type === "refused" && isStringOf(REFUSAL_CHARS, reply.message)) {
    const { message, hint, line, column } = reply;
    return {
      type: "refused",
      message,
      ...(isStringOf(REFUSAL_CHARS, hint) ? { hint } : {}),
      ...(isPlace(line) && isPlace(column) ? { line, column } : {}),
    };
  }
  if (reply.type === "prepared" && isString(reply.module)) {
    const { module, origins } = reply;
    const facts = readFacts(reply.facts);
    const mentions = readMentions(reply.mentions, namespaces);
    const typed = readTyped(reply.typed, sourceChars);
    if (isOrigins(origins, module.length, sourceChars) && facts && mentions && typed) {
      return { type: "prepared", module, origins, facts, mentions, ...typed };
    }
  }
  throw new ProtocolError("An answer has the wrong shape");
}

function isOrigins(value: unknown, to: number, from: number): value is number[] {
  if (!Array.isArray(value) || value.length % 3 !== 0) return false;
  if (value.length > MOST_PIECES * 3) return false;
  for (let i = 0; i < value.length; i += 3) {
    const isSorted = isCount(value[i]) && value[i] <= to && (i === 0 || value[i - 3] <= value[i]);
    const isInSource = Number.isSafeInteger(value[i + 1]) && value[i + 1] >= -1 &&
      value[i + 1] <= from;
    if (!isSorted || !isInSource || (value[i + 2] !== 0 && value[i + 2] !== 1)) return false;
  }
  return true;
}

function readTyped(value: unknown, sourceChars: number): { typed?: TypedText } | undefined {
  if (value === undefined) return {};
  if (!isRecord(value)) return undefined;
  const { start, end, language } = value;
  if (!isCount(start) || !isCount(end) || start > end || end > sourceChars) return undefined;
  return language === "js" || language === "ts" ? { typed: { start, end, language } } : undefined;
}

function readFacts(value: unknown): Facts | undefined {
  if (!isRecord(value) || !Array.isArray(value.uses) || value.uses.length > MOST_USES) return;
  const { returnsValue, awaitsInLoop, uses } = value;
  if (typeof returnsValue !== "boolean" || typeof awaitsInLoop !== "boolean") return;
  const read = uses.filter(isUse).map(({ method, property, line }) => ({ method, property, line }));
  return read.length === uses.length ? { returnsValue, awaitsInLoop, uses: read } : undefined;
}

function isUse(value: unknown): value is Use {
  return isRecord(value) && isStringOf(NAME_CHARS * 2, value.method) &&
    isStringOf(NAME_CHARS, value.property) && isPlace(value.line);
}

function readMentions(value: unknown, namespaces: readonly string[]): Mention[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_MENTIONS) return;
  const read = value.filter((one) => isMention(one, namespaces)).map((one) => {
    const { namespace, name, next, texts, called, handled, tried, guarded, certain } = one;
    return {
      namespace,
      name,
      ...(next === undefined ? {} : { next }),
      ...(texts === undefined ? {} : { texts: [...texts] }),
      called,
      ...(handled ? { handled } : {}),
      ...(tried ? { tried } : {}),
      guarded,
      ...(certain ? { certain } : {}),
      line: one.line,
      column: one.column,
    };
  });
  return read.length === value.length ? read : undefined;
}

function isMention(value: unknown, namespaces: readonly string[]): value is Mention {
  return isRecord(value) && isString(value.namespace) && namespaces.includes(value.namespace) &&
    isStringOf(NAME_CHARS, value.name) && typeof value.called === "boolean" &&
    (value.handled === undefined || typeof value.handled === "boolean") &&
    (value.tried === undefined || typeof value.tried === "boolean") &&
    (value.certain === undefined || typeof value.certain === "boolean") &&
    (value.next === undefined || isStringOf(NAME_CHARS, value.next)) &&
    (value.texts === undefined || isTexts(value.texts)) &&
    typeof value.guarded === "boolean" && isPlace(value.line) && isPlace(value.column);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= MOST_TEXTS &&
    value.every((text) => isStringOf(NAME_CHARS, text));
}

/** Lines and columns count from 1. */
function isPlace(value: unknown): value is number {
  return isCount(value) && value > 0;
}
