import {
  derive,
  DerivedText,
  type Edit,
  identity,
  slice,
} from "../../rpc/positions/derived_text.ts";
import { Lines } from "../../rpc/positions/lines.ts";
import { type EraseFault, type Eraser, type EraseReply, EraserError } from "./eraser.ts";
import { isTypeImportAt, moduleSyntaxAt } from "../syntax/module_syntax.ts";
import { neutralise, restore } from "./neutral_text.ts";
import { AWAIT, MAKE_ASYNC, parse, unexpected } from "../syntax/parse.ts";
import { Refusal } from "../syntax/refusal.ts";
import { throughSourceMap } from "./source_map.ts";

const LF = /\n/g;
/** The eraser takes `return` inside functions only, `import` and `export` outside only. */
const OPEN = "async () => {\n";
const CLOSE = "\n}";
const MAX_MODULE_STATEMENTS = 50;

/**
 * Makes JavaScript of TypeScript. What has no meaning at run time gives way to spaces, so that nothing
 * moves; only enums and their like are written anew.
 *
 * @returns the text; or why it is none, pointing into `submitted`
 * @throws {Refusal} when it imports
 * @throws {EraserError}
 */
export async function eraseTypes(
  submitted: string,
  eraser: Eraser,
): Promise<DerivedText | Refusal> {
  const text = submitted.replace(/^#!/, "//"); // it is a comment in the first line only
  const bare = await erase(text, "", "", eraser);
  if (!("fault" in bare)) return bare;
  if (/^Return statement/.test(bare.fault.message)) return await eraseBody(text, eraser);
  return asRefusal(text, bare);
}

interface Fault {
  fault: EraseFault;
  at: number;
}

/** Erases types of a program that returns at its top level, where imports of types may stand too. */
async function eraseBody(text: string, eraser: Eraser): Promise<DerivedText | Refusal> {
  let left = text;
  for (let i = 0; i < MAX_MODULE_STATEMENTS; i++) {
    const body = await erase(left, OPEN, CLOSE, eraser);
    if (!("fault" in body)) return body;
    const span = isModuleFault(body) && moduleSyntaxAt(left, body.at);
    if (!span) return asRefusal(left, body);
    left = blank(left, body.at, body.at + span.length);
  }
  return new Refusal("The code has too many imports and exports for one with a top-level return");
}

/** Replaces a part by spaces; no offset changes. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n\r]/g, " ") + text.slice(end);
}

/** One request: in `strip-only` mode where that will do. */
async function erase(
  text: string,
  open: string,
  close: string,
  eraser: Eraser,
): Promise<DerivedText | Fault> {
  // A separator ends a line, which an eraser of a comment must know, or is a part of a string.
  let attempt = await strip(neutralise(text, "\n"), open, close, eraser);
  if (!isParsed(attempt.reply) && /[\u2028\u2029]/.test(text)) {
    const other = await strip(neutralise(text, " "), open, close, eraser);
    if (isParsed(other.reply) || other.at > attempt.at) attempt = other;
  }
  const { neutral, sent, reply, at } = attempt;
  if ("code" in reply) {
    if (reply.code.length !== sent.length) throw new EraserError("the eraser moved the code");
    const erased = reply.code.slice(open.length, open.length + text.length);
    return identity(restore(keepSemicolons(erased, neutral), neutral, text));
  }
  const { fault } = reply;
  if (fault.code === "UnsupportedSyntax") return await transform(text, open, close, eraser);
  return { fault, at: Math.min(Math.max(0, at - open.length), text.length) };
}

/** Whether what the eraser says is no syntax error. */
function isParsed(reply: EraseReply): boolean {
  return "code" in reply || reply.fault.code === "UnsupportedSyntax" ||
    /^Return statement|'import', and 'export'/.test(reply.fault.message);
}

/** One request that moves nothing, and how far in what was sent it got. */
async function strip(neutral: string, open: string, close: string, eraser: Eraser) {
  const sent = open + neutral + close;
  const reply = await eraser.erase({ text: sent, mode: "strip-only" });
  const place = "fault" in reply
    ? { line: reply.fault.line, column: reply.fault.column + 1 }
    : undefined;
  const at = (place && new Lines(sent, LF).offset(place)) ?? sent.length;
  return { neutral, sent, reply, at };
}

/** Brings a semicolon back that starts a line, where the eraser took it for the end of a type before it. */
function keepSemicolons(erased: string, neutral: string): string {
  return erased.replace(
    /(?<=\n[ \t]*) (?=[ \t]*[[(`/+-])/g,
    (space, at: number) => neutral[at] === ";" ? ";" : space,
  );
}

/** Writes anew what can't be erased: enums, namespaces, parameter properties. */
async function transform(
  text: string,
  open: string,
  close: string,
  eraser: Eraser,
): Promise<DerivedText | Fault> {
  const sent = open + text.replace(/\r(?!\n)/g, "\n") + close;
  const reply = await eraser.erase({ text: sent, mode: "transform" });
  if ("fault" in reply) {
    const { line } = reply.fault; // its column counts widths of characters
    const offset = new Lines(sent, LF).offset({ line, column: 1 }) ?? sent.length;
    const at = Math.min(Math.max(0, offset - open.length), text.length);
    return { fault: reply.fault, at };
  }
  const inSent = new DerivedText(sent, [
    { to: 0, from: undefined, copied: false },
    { to: open.length, from: 0, copied: true },
    { to: open.length + text.length, from: text.length, copied: false },
  ]);
  const written = inSent.chain(throughSourceMap(sent, reply.code, reply.map ?? ""));
  if (open === "") return written.chain(derive(written.text, markTypeImports(written, text)));
  const body = findBody(reply.code);
  return body ? written.chain(slice(reply.code, body.start + 1, body.end - 1)) : written;
}

/** Of an import of types the eraser leaves one of everything: here it is none of anything again. */
function markTypeImports(written: DerivedText, text: string): Edit[] {
  return [...written.text.matchAll(/^import (?=["'])/gm)].flatMap(({ index, 0: { length } }) => {
    const at = written.back(index);
    if (at === undefined || !isTypeImportAt(text, at)) return [];
    return [{ start: index + length, end: index + length, text: "{} from " }];
  });
}

/** The body of the function that a text consists of; anything else the reader will find fault with. */
function findBody(text: string): { start: number; end: number } | undefined {
  try {
    const [only, ...more] = parse(text).program.body;
    const arrow = only?.type === "ExpressionStatement" ? only.expression : undefined;
    return arrow?.type === "ArrowFunctionExpression" && more.length === 0 ? arrow.body : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function isModuleFault({ fault }: Fault): boolean {
  return /'import', and 'export'/.test(fault.message);
}

function asRefusal(text: string, { fault, at }: Fault): Refusal {
  const { message } = fault;
  if (/^Un?expected|^Expect|^Express|eof/.test(message)) return unexpected(text, at);
  if (isModuleFault({ fault, at })) {
    const hint = "Use one of the two: return the result, or export a default function";
    return new Refusal("Cannot export from a program that returns at its top level", at, hint);
  }
  if (/^await\b/.test(message)) return new Refusal(AWAIT, at, MAKE_ASYNC);
  const quoted = message.replace(/(?<!\w)[`']([^`']*)[`'](?!\w)/g, '"$1"');
  return new Refusal(quoted.replace(/\.$/, ""), at);
}
