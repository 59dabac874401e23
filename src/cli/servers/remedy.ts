/** Words in capitals that a server's last words may hold: `GITHUB_TOKEN`. */
const VARIABLE = /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/;

/**
 * What the user can do about a server that did not start.
 *
 * @param error why it did not
 * @param server its name in the config
 * @param isSet whether code-mode's own environment has a variable
 */
export function remedyFor(
  error: Error,
  server: string,
  isSet: (variable: string) => boolean,
): string {
  const entry = `mcpServers.${server}`;
  if (causes(error).some((cause) => cause instanceof Deno.errors.NotFound)) {
    return /\bcwd\b/.test(error.message)
      ? `correct ${entry}.cwd, or make the folder`
      : `install it, or write its whole path as ${entry}.command`;
  }
  const variable = VARIABLE.exec(error.message)?.[0];
  // Servers get what programs need to run, and of the user's own variables what their entry names.
  if (variable !== undefined && isSet(variable)) {
    return `pass the variable on: "env": { "${variable}": "\${${variable}}" } in ${entry}`;
  }
  if (variable !== undefined) {
    return `if it needs this variable, set it: "env": { "${variable}": "…" } in ${entry}`;
  }
  return `run its command in a terminal: ${entry} says which`;
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [error];
}
