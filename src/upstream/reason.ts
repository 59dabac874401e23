/**
 * Why something failed with a file, in the operating system's own words. Deno and Node put the path
 * behind them, which a program must not learn.
 *
 * @param error of Deno or of Node
 */
export function reason(error: unknown): string {
  const { message } = error as Error;
  const words = message
    .replace(/^E[A-Z]+: /, "")
    .replace(/[,:] [a-z]+( '.*)?$/s, "")
    .replace(/ \(os error \d+\)/, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
