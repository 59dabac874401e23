import type { AnyNode, Literal, TaggedTemplateExpression } from "acorn";
import { derive, type DerivedText, type Edit, identity } from "../rpc/positions/derived_text.ts";
import { findForbiddenWord, replaceForbiddenWords } from "../rpc/forbidden_words.ts";
import { parse } from "./syntax/parse.ts";
import { Refusal } from "./syntax/refusal.ts";
import { unusedName } from "./syntax/unused_name.ts";
import { type Path, walk } from "./syntax/walk.ts";

/** What there may be to do for this file; most programs hold none of it. */
const SUSPECT = /\/|<!--|import|export/;

/**
 * Writes a program so that the engine can't read it otherwise than the parser did where it matters.
 *
 * - Neither `import` nor `export` is left as a word: names, strings, templates and patterns that hold one
 *   are spelt with an escape, or made anew. What can't be is refused.
 * - A regular expression stands in parentheses, or behind what no division can follow.
 * - `<!--` becomes `< !--`: it starts a comment for the engine, which runs the program as no module.
 *
 * @returns the same program
 * @throws {Refusal} that points into the text that `body` was made from
 */
export function harden(body: DerivedText): DerivedText {
  const { text } = body;
  if (!SUSPECT.test(text)) return identity(text);
  const { program, comments } = parse(text);
  const edits: Edit[] = comments.flatMap(({ start, end }) => respell(text, start, end, inComment));
  const tagged = new Set<AnyNode>();
  const strings = unusedName(text, "$strings");
  let templates = 0;
  const seen = new Set<number>();
  walk(program, (node, path) => {
    switch (node.type) {
      case "Identifier":
      case "PrivateIdentifier":
        // The two names of `{ a }` are one in the text.
        if (!seen.has(node.start)) edits.push(...respell(text, node.start, node.end, inName));
        seen.add(node.start);
        break;
      case "Literal":
        if (node.regex) edits.push(...hardenPattern(text, node));
        else if (typeof node.value === "string") {
          edits.push(...respell(text, node.start, node.end, inString));
        }
        break;
      case "TaggedTemplateExpression":
        if (!node.quasi.quasis.some(({ start, end }) => holdsWord(text, start, end))) break;
        node.quasi.quasis.forEach((part) => tagged.add(part));
        edits.push(...rebuild(node, path, `${strings}(${templates++}, `));
        break;
      case "TemplateElement":
        if (!tagged.has(node)) edits.push(...respell(text, node.start, node.end, inString));
        break;
      case "BinaryExpression": {
        const { start } = node.right;
        if (text.slice(start - 1, start + 3) !== "<!--") break;
        edits.push({ start, end: start, text: " ", added: true });
        break;
      }
    }
  });
  if (templates > 0) edits.unshift({ start: 0, end: 0, text: makerOf(strings), added: true });
  const hardened = derive(text, edits);
  const left = findForbiddenWord(hardened.text);
  if (left < 0) return hardened;
  const word = hardened.text.slice(left, left + "import".length);
  const at = hardened.back(left);
  const message = `Cannot read the code around "${word}"`;
  const hint = `Take the word "${word}" out`;
  throw new Refusal(message, at === undefined ? undefined : body.back(at), hint);
}

const inName = (word: string) => (word === "import" ? "\\u0069mport" : "\\u0065xport");
const inString = (word: string) => (word === "import" ? "i\\x6dport" : "e\\x78port");
const inComment = (word: string) => `${word[0]} ${word.slice(1)}`;

function holdsWord(text: string, start: number, end: number): boolean {
  return findForbiddenWord(text.slice(start, end)) >= 0;
}

/** Spells the forbidden words of a part otherwise. */
function respell(text: string, start: number, end: number, by: (word: string) => string): Edit[] {
  const part = text.slice(start, end);
  const respelt = replaceForbiddenWords(part, by);
  return respelt === part ? [] : [{ start, end, text: respelt }];
}

function quote(value: string): string {
  return replaceForbiddenWords(JSON.stringify(value), inString);
}

/** What only an expression can follow: a `/` behind it starts a pattern, for every parser. */
const BEFORE_EXPRESSION = /[(,=:[!&|?;{<>~^%][ \t]*$/;

/** A pattern that holds a word is made by its constructor: its `source` must not show an escape. */
function hardenPattern(text: string, { start, end, regex }: Literal): Edit[] {
  if (!holdsWord(text, start, end)) {
    if (BEFORE_EXPRESSION.test(text.slice(Math.max(0, start - 8), start))) return [];
    return [
      { start, end: start, text: "(", added: true },
      { start: end, end, text: ")", added: true },
    ];
  }
  const { pattern, flags } = regex!;
  // By way of a literal: the program may call something of its own `RegExp`.
  const made = `(new (/x/.constructor)(${quote(pattern)}, ${quote(flags)}))`;
  return [{ start, end, text: made }];
}

/**
 * The function that makes the strings of a tagged template as the engine does: frozen, `raw` hidden, and
 * for each place in the program once, since tags know a template again by them.
 */
function makerOf(name: string): string {
  return `const ${name} = (i, s, r, o = ({}).constructor) => ` +
    `${name}[i] ??= o.freeze(o.defineProperty(s, "raw", { value: o.freeze(r) }));`;
}

/**
 * Makes a call of a tagged template: in the template itself an escape would show in its raw strings.
 *
 * @param make the call that makes the strings, up to the strings themselves
 */
function rebuild(
  { start, end, quasi }: TaggedTemplateExpression,
  path: Path,
  make: string,
): Edit[] {
  const cooked = quasi.quasis.map(({ value }) =>
    typeof value.cooked === "string" ? quote(value.cooked) : "void 0"
  );
  const raw = quasi.quasis.map(({ value }) => quote(value.raw));
  const strings = `${make}[${cooked.join()}], [${raw.join()}])`;
  const parts = quasi.quasis;
  const last = parts.length - 1;
  const edits = parts.map((part, i): Edit => ({
    start: i === 0 ? quasi.start : part.start - "}".length,
    end: i === last ? quasi.end : part.end + "${".length,
    text: (i === 0 ? `(${strings}` : ")") + (i === last ? ")" : ", ("),
  }));
  const callee = calleeOfNew({ start, end }, path);
  if (!callee) return edits;
  // `new` takes the first call that it meets for its own, but not what stands in parentheses.
  return [
    { start: callee.start, end: callee.start, text: "(", added: true },
    ...edits,
    { start: callee.end, end: callee.end, text: ")", added: true },
  ];
}

/** What `new` constructs, if the node is where that begins. */
function calleeOfNew(
  node: { start: number; end: number },
  { parents }: Path,
): { start: number; end: number } | undefined {
  let at = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.type === "NewExpression") return parent.callee.start <= at.start ? at : undefined;
    const goesOn = parent.type === "MemberExpression" || parent.type === "TaggedTemplateExpression";
    if (!goesOn || parent.start !== at.start) return undefined;
    at = parent;
  }
}
