import type { Dice } from "../../../src/tools/fuzz/dice.ts";
import {
  BOOMS,
  NUMBERS,
  NUMBERS_AWAITED,
  OTHERS,
  STATEMENTS,
  STATEMENTS_AWAITED,
} from "./forms.ts";

/**
 * A well-formed program in parts. In the parts `‹…›` holds what only TypeScript has, and `‹…¦…›` also what
 * stands for it in JavaScript.
 */
export interface GoodProgram {
  statements: string[];
  /** An expression: what it comes to. */
  value: string;
  entry: Entry;
  typed: boolean;
  lineEnd: string;
  fence: (code: string) => string;
}

type Entry = (statements: string, value: string) => string;

const PRELUDE = "const log‹: any[]› = [];\n" +
  "let n0 = 3, n1‹: number› = 7, s0 = 'one two', s1 = `a/b`;\n" +
  "let a0 = [1, 2, 3], a1‹: Array<number>› = [], o0‹: any› = { a: 1, b: 2, c: (n‹: number›) => n + 1 };\n" +
  "const tag = (strings‹: TemplateStringsArray›, ...values‹: any[]›) =>\n" +
  "  strings.raw.join('|') + values.join();\n";

/** Every form in which a program says what it comes to. */
const ENTRIES: readonly Entry[] = [
  (s, v) => `${s}return ${v};`,
  (s, v) => `${s}return ${v}`,
  (s, v) => `${s}return (\n${v}\n)`,
  (s, v) => `${s}${v}`,
  (s, v) => `${s}${v};`,
  (s, v) => `${s}${v} // the end`,
  (s, v) => `${s}(${v});\n/* the\nend */`,
  (s, v) => `${s}{ all: ${v} }`,
  (s, v) => `${s}{ all: ${v}, n0 };`,
  (s, v) => `${s}{\n  all: ${v},\n  n0,\n} // the end`,
  (s, v) => `async () => {\n${s}return ${v}\n}`,
  (s, v) => `async () => {\n${s}return ${v}\n};`,
  (s, v) => `(async () => {\n${s}return ${v}\n})()`,
  (s, v) => `(async () => {\n${s}return ${v}\n})();`,
  (s, v) => `async function main() {\n${s}return ${v}\n}`,
  (s, v) => `async function main()‹: Promise<unknown>› {\n${s}return ${v}\n}\nmain();`,
  (s, v) => `async function main() {\n${s}return ${v}\n}\nreturn await main()`,
  (s, v) => `main();\nasync function main() {\n${s}return ${v}\n}`,
  (s, v) => `const main = async ()‹: Promise<any>› => {\n${s}return ${v}\n};`,
  (s, v) => `const main = async () => {\n${s}return ${v}\n};\nawait main();`,
  (s, v) => `const run = async function () {\n${s}return ${v}\n}\nrun().then((x) => x)`,
  (s, v) => `export default async () => {\n${s}return ${v}\n}`,
  (s, v) => `export default async function () {\n${s}return ${v}\n}`,
  (s, v) => `export default async function main()‹: Promise<any>› {\n${s}return ${v}\n};`,
  (s, v) => `async function main() {\n${s}return ${v}\n}\nexport default main;`,
  (s, v) => `async function main() {\n${s}return ${v}\n}\nexport { main as default }`,
  (s, v) => `${s}export default ${v}`,
  (s, v) => `export const before = 1;\n${s}export default ${v};`,
  (s, v) => `export function unused() {}\n${s}return ${v}`,
  (s, v) => `‹import type { Graph } from "memory";\n›${s}return ${v}`,
  (s, v) => `‹import { type Graph } from "memory";\nexport type { Graph };\n›${s}${v}`,
  (s, v) => `‹interface Graph { a: number }\ndeclare const memory: any;\n›${s}${v}`,
  (s, v) => `async ({ memory }) => {\n${s}return ${v}\n}`,
  (s, v) => `async function main(memory‹: any›) {\n${s}return ${v}\n}`,
];

const FENCES: readonly GoodProgram["fence"][] = [
  ...Array<GoodProgram["fence"]>(6).fill((code) => code),
  (code) => `\`\`\`ts\n${code}\n\`\`\``,
  (code) => `Here it is:\n\n\`\`\`typescript\n${code}\n\`\`\`\nThat is all.`,
  (code) => `\ufeff\n\n${code}\n`,
  (code) => `#!/usr/bin/env deno\n${code}`,
];

/** Names that mean something somewhere, each of them at most once a program. */
const ODD_NAMES =
  "async get set from as type declare module namespace satisfies require exports answers result accessor global out override $default $ _ __proto __dirname defer source target meta RegExp name length self"
    .split(" ");

/** @returns a program that means the same each time it runs */
export function goodProgram(roll: Dice): GoodProgram {
  const writer = new Writer(roll);
  const statements = [PRELUDE];
  for (let left = 1 + roll(6); left > 0; left--) statements.push(writer.statement(true, 0));
  if (roll(4) === 0) statements.splice(1 + roll(statements.length), 0, writer.boom());
  const typed = roll(2) === 0;
  // The eraser of types knows U+2028 and U+2029 in strings only: as the line ends of a typed program they
  // are read in most cases, and refused in some.
  const lineEnds = typed ? [] : ["\u2028", "\u2029"];
  const value = roll(3) === 0 ? `[log, ${writer.number(true, 0)}, s0]` : "[log, n0, n1, s0, a0]";
  return {
    statements: roll(3) === 0 ? statements.map((text) => commented(text, roll)) : statements,
    value,
    entry: pick(roll, ENTRIES),
    typed,
    lineEnd: pick(roll, ["\n", "\n", "\n", "\r\n", "\r", ...lineEnds]),
    fence: pick(roll, FENCES),
  };
}

/** The program as it is submitted. */
export function submittedText({ statements, value, entry, typed, lineEnd, fence }: GoodProgram) {
  let text = statements.join("");
  // Behind a line without a semicolon, a value in brackets would be an index, or arguments.
  if (/^[[(]/.test(rendered(entry("", value), false)) && !/[;}]\s*$/.test(text)) text += ";";
  return fence(rendered(entry(text, value), typed).replaceAll("\n", lineEnd));
}

/** The program as the body of an async function, in JavaScript. */
export function plainBody({ statements, value, lineEnd }: GoodProgram): string {
  return rendered(`${statements.join("")}return ${value}`, false).replaceAll("\n", lineEnd);
}

function rendered(text: string, typed: boolean): string {
  return text.replace(
    /‹([^‹›¦]*)(?:¦([^‹›]*))?›/g,
    (_, types: string, plain = "") => typed ? types : plain,
  );
}

/** Puts comments in some of the places where a space is; in a string it is a part of that. */
function commented(text: string, roll: Dice): string {
  const comments = [
    "/**/",
    " /* a quote */ ",
    " /* }) */ ",
    "\t",
    "  ",
    "\u00a0",
    "\ufeff",
    " /*/ é */",
  ];
  return text.replace(/(?<!\/) /g, () => roll(6) === 0 ? pick(roll, comments) : " ");
}

function pick<T>(roll: Dice, list: readonly T[]): T {
  return list[roll(list.length)]!;
}

/** Fills forms in. */
class Writer {
  #roll: Dice;
  #names = 0;
  #odd: string[];

  constructor(roll: Dice) {
    this.#roll = roll;
    this.#odd = ODD_NAMES.filter(() => roll(12) === 0);
  }

  statement(mayAwait: boolean, depth: number): string {
    const awaited = mayAwait && this.#roll(3) === 0;
    return this.#fill(
      pick(this.#roll, awaited ? STATEMENTS_AWAITED : STATEMENTS),
      mayAwait,
      depth,
    ) +
      "\n";
  }

  number(mayAwait: boolean, depth: number): string {
    if (depth > 3) return pick(this.#roll, ["n0", "n1", "2", "a0[0]", "o0.a"]);
    const awaited = mayAwait && this.#roll(5) === 0;
    return this.#fill(pick(this.#roll, awaited ? NUMBERS_AWAITED : NUMBERS), mayAwait, depth);
  }

  boom(): string {
    return this.#fill(pick(this.#roll, BOOMS), true, 3) + "\n";
  }

  /**
   * `$n`, `$s`, `$a`, `$b`, `$o` stand for expressions, `$t` for statements; with `!` in place of `$` where
   * nothing can be awaited, with `@` where it can be. `v1` to `v9` are names of its own.
   */
  #fill(form: string, mayAwait: boolean, depth: number): string {
    const names = new Map<string, string>();
    return form.replace(/([$!@])([nsabot])(?!\w)|\bv\d\b/g, (found, mark: string, kind: string) => {
      if (kind === undefined) {
        const name = names.get(found) ?? this.#name();
        names.set(found, name);
        return name;
      }
      const may = mark === "@" || (mark === "$" && mayAwait);
      if (kind === "t") {
        if (depth > 2) return "n1++;";
        const count = this.#roll(3);
        return Array.from({ length: count }, () => this.statement(may, depth + 1)).join("");
      }
      if (kind === "n") return this.number(may, depth + 1);
      const forms = depth > 3 ? OTHERS[kind]!.slice(0, 2) : OTHERS[kind]!;
      return this.#fill(pick(this.#roll, forms), may, depth + 1);
    });
  }

  #name(): string {
    if (this.#odd.length > 0 && this.#roll(3) === 0) return this.#odd.pop()!;
    return pick(this.#roll, ["w", "w", "w", "é", "_", "$", "\\u{61}b"]) + ++this.#names;
  }
}
