/**
 * The ways in which rules and programs spell a name. Claude Code writes `my.server` as `my_server`, and
 * a program calls `create-page` as `create_page` or `createPage`: a rule in any of them is meant.
 */
export function spellings(name: string): string[] {
  return [
    ...new Set([
      name,
      claudeSpelling(name),
      name.replace(/[^A-Za-z0-9_$]/g, "_"),
      name.replace(/[-_.]([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    ]),
  ];
}

/** The name as Claude Code's rules have it. */
export function claudeSpelling(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_");
}
