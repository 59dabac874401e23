import plugin from "../../src/tools/lint/plugin.ts";

/** The rule and the text of each place that our rules of `deno lint` report in a file of that path. */
export function reported(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, `/checkout/${file}`, source)
    .map(({ id, range: [start, end] }) =>
      `${id.replace("code-mode/", "")}: ${source.slice(start, end)}`
    );
}
