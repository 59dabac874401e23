// What a terminal obeys, but for line ends and tabs.
// deno-lint-ignore no-control-regex -- that is what is looked for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)/g;

/** @returns a stranger's text with what a terminal would obey as escapes, `\u001b`, which JSON has too */
export function visible(text: string): string {
  return text.replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** @returns plain data with every text in it made visible */
export function visibleData<T>(data: T): T {
  return JSON.parse(
    JSON.stringify(data),
    (_, value) => typeof value === "string" ? visible(value) : value,
  );
}
