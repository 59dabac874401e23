import config from "../deno.json" with { type: "json" };

/** The version of code-mode. */
export const VERSION: string = config.version;
