const CHARS = 2_000;
let quiet = false;

/** From now on people read nothing more: a terminal ends all our processes at once, which is no news. */
export function tellNoMore(): void {
  quiet = true;
}

/**
 * Writes to stderr what people may want to know and programs must not: it may hold paths.
 *
 * @param about what happened
 * @param said text of another process's, or of a stranger's making
 */
export function tellPeople(about: string, said = ""): void {
  if (quiet) return;
  // deno-lint-ignore no-control-regex -- a terminal would obey them
  const clean = said.trim().replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, "").slice(-CHARS);
  // Indented, so that no line of it looks like our own.
  console.error(`code-mode: ${about}${clean === "" ? "" : `:\n${clean}`}`.replaceAll("\n", "\n  "));
}
