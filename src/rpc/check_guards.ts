import {
  type CheckReply,
  type Finding,
  FINDING_CHARS,
  FINDING_NAME_CHARS,
  MOST_FINDINGS,
} from "./check_protocol.ts";
import { isCount, isRecord, isStringOf, parseRecord, ProtocolError } from "./guards.ts";

/**
 * Reads what the process that checks types has answered. It has read a stranger's text, so it is hostile:
 * whatever this returns has exactly the shape that its type says.
 *
 * @param textChars length of the text that it was asked about
 * @throws {ProtocolError} when the line is anything else
 */
export function parseCheckReply(line: string, textChars: number): CheckReply {
  const reply = parseRecord(line, "An answer");
  const { type, why, findings } = reply;
  if (type === "unreadable" && isStringOf(FINDING_CHARS, why)) return { type, why };
  if (type === "checked" && Array.isArray(findings) && findings.length <= MOST_FINDINGS) {
    const read = findings.filter((one) => isFinding(one, textChars)).map(plain);
    if (read.length === findings.length) return { type, findings: read };
  }
  throw new ProtocolError("An answer has the wrong shape");
}

function isFinding(value: unknown, textChars: number): value is Finding {
  if (!isRecord(value)) return false;
  const { rule, start, message, hint, name, calls } = value;
  return isStringOf(FINDING_NAME_CHARS, rule) && isCount(start) && start <= textChars &&
    isStringOf(FINDING_CHARS, message) && (hint === undefined || isStringOf(FINDING_CHARS, hint)) &&
    [name, calls].every((one) => one === undefined || isStringOf(FINDING_NAME_CHARS, one));
}

/** What a terminal obeys, or what hides or turns round the text behind it; a message alone has lines. */
const UNPLAIN = /[^\P{C}\n]|[\u2028\u2029]/gu;

function plain({ rule, start, message, hint, name, calls }: Finding): Finding {
  return {
    rule,
    start,
    message: message.replace(UNPLAIN, " "),
    ...(hint === undefined ? {} : { hint: hint.replace(UNPLAIN, " ").replaceAll("\n", " ") }),
    ...(name === undefined ? {} : { name }),
    ...(calls === undefined ? {} : { calls }),
  };
}
