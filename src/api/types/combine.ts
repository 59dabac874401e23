/** The text of a type, and how loosely its parts hold together. */
export interface TypeText {
  readonly text: string;
  /** The operator between its parts; `""` where it can stand anywhere as it is. */
  readonly operator: "" | "&" | "|";
}

export const UNKNOWN: TypeText = { text: "unknown", operator: "" };
export const NEVER: TypeText = { text: "never", operator: "" };

export function atom(text: string): TypeText {
  return { text, operator: "" };
}

/** `A | B`, without repetitions; `unknown` as soon as one is. */
export function union(types: readonly TypeText[]): TypeText {
  const texts = new Set(types.map(({ text }) => text));
  if (texts.has(UNKNOWN.text)) return UNKNOWN;
  texts.delete(NEVER.text);
  if (texts.size === 0) return NEVER;
  if (texts.size === 1) return types.find(({ text }) => texts.has(text))!;
  return { text: [...texts].join(" | "), operator: "|" };
}

/** `A & B`, without repetitions and without what says nothing. */
export function intersection(types: readonly TypeText[]): TypeText {
  const parts = new Map(types.map((type) => [type.text, type]));
  parts.delete(UNKNOWN.text);
  if (parts.has(NEVER.text)) return NEVER;
  if (parts.size === 0) return UNKNOWN;
  if (parts.size === 1) return [...parts.values()][0]!;
  const texts = [...parts.values()].map((type) =>
    type.operator === "|" ? `(${type.text})` : type.text
  );
  return { text: texts.join(" & "), operator: "&" };
}

export function arrayOf({ text, operator }: TypeText): TypeText {
  return atom(operator === "" ? `${text}[]` : `(${text})[]`);
}

/** Whether a type names a kind of values only, so that a choice among them can replace it. */
export function isKind({ text }: TypeText): boolean {
  return /^(unknown(\[\])?|string|number|boolean|Record<string, unknown>)$/.test(text);
}
