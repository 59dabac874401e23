import config from "../../deno.json" with { type: "json" };

/** The version of code-mode. */
export const VERSION: string = config.version;

/** The versions of code-mode and of what it is made of, one a line. */
export function versions(): string {
  const packages = ["@modelcontextprotocol/sdk", "@modelcontextprotocol/server-memory"] as const;
  return [
    `code-mode ${VERSION}`,
    `Deno ${Deno.version.deno}`,
    ...packages.map((name) => config.imports[name].replace("npm:", "").replace(/@(?=[^@]*$)/, " ")),
  ].join("\n");
}
