/**
 * How well `tools.search` finds the right tool, beside plain MiniSearch, on the servers that Experiment 2
 * has listed: run `deno task experiment2` first. `docs/search.md` reports the results.
 */
import { parseArgs } from "@std/cli";
import MiniSearch from "minisearch";
import { join, resolve } from "node:path";
import { markdownTable } from "../../experiment/markdown.ts";
import { startCodeMode } from "../servers/code_mode.ts";
import { Scratch } from "../servers/scratch.ts";
import paraphrased from "./paraphrased.json" with { type: "json" };
import { answerable, type Query, type Score, scoreOf } from "./score.ts";
import terse from "./terse.json" with { type: "json" };

const SETS = { paraphrased, terse } as unknown as Record<string, readonly Query[]>;

const flags = parseArgs(Deno.args, { string: ["lists"] });
const here = Deno.env.get("INIT_CWD") || Deno.cwd();
const folder = resolve(
  here,
  flags.lists ?? join(Deno.env.get("TMPDIR") || "/tmp", "code-mode-experiment2"),
);
const tools = [...Deno.readDirSync(join(folder, "lists"))].flatMap(({ name }) => {
  const list = JSON.parse(Deno.readTextFileSync(join(folder, "lists", name)));
  return (list.tools as { name: string; description?: string }[]).map((tool) => ({
    server: list.name as string,
    name: tool.name,
    description: tool.description ?? "",
    called: `${list.name}.${tool.name}`,
  }));
});

const plain = new MiniSearch({
  fields: ["server", "name", "description"],
  storeFields: ["called"],
});
plain.addAll(tools.map((tool, id) => ({ id, ...tool })));

await using server = await startCodeMode(join(folder, "all-servers.json"), new Scratch(folder));
const rows: string[][] = [];
for (const [name, all] of Object.entries(SETS)) {
  const queries = answerable(all, tools.map(({ called }) => called));
  const words = queries.map(([words]) => words);
  const ours = await search(words);
  const theirs = words.map((words) => plain.search(words).map(({ called }) => called as string));
  rows.push(
    [`${name} (${queries.length})`, "tools.search", ...shown(scoreOf(queries, ours))],
    ["", "MiniSearch as it is", ...shown(scoreOf(queries, theirs))],
  );
}
console.log(`${tools.length} tools\n`);
console.log(
  markdownTable([["queries", "search", "first", "among 3", "among 5", "among 8"], ...rows]),
);

/** Has a program search for each of these; its lines begin with the name of the tool. */
async function search(words: readonly string[]): Promise<string[][]> {
  const code = `
    const found = [];
    for (const words of ${JSON.stringify(words)}) found.push(await tools.search(words));
    return found.map((lines) => lines.map((line) => line.split("(")[0]));`;
  const { structuredContent } = await server.client.callTool({
    name: "execute_code",
    arguments: { code },
  });
  const { result, error } = structuredContent as { result?: string[][]; error?: unknown };
  if (!result) throw new Error(`The search failed: ${JSON.stringify(error)}`);
  return result;
}

function shown(score: Score): string[] {
  return score.map((percent) => `${percent} %`);
}
