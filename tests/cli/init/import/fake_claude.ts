/**
 * Stands for Claude Code's command: `mcp remove` and `mcp add-json` on the user's `~/.claude.json`, as 2.1
 * does it. It writes down what it was called with, and adds a key of its own as Claude Code does all the time.
 */
const [, verb, , scope, , name] = Deno.args;
const home = Deno.env.get("HOME")!;
const file = `${home}/.claude.json`;
Deno.writeTextFileSync(`${home}/claude.log`, `${Deno.args.join(" ")}\n`, { append: true });
const json = JSON.parse(Deno.readTextFileSync(file));
const servers = scope === "user" ? json : json.projects[Deno.cwd()];
if (verb === "remove") {
  if (!(name! in servers.mcpServers)) Deno.exit(1);
  delete servers.mcpServers[name!];
} else {
  const { type, command, args, env } = JSON.parse(await new Response(Deno.stdin.readable).text());
  if (name! in (servers.mcpServers ??= {})) Deno.exit(1);
  servers.mcpServers[name!] = { type, command, args, env };
}
json.calls = (json.calls ?? 0) + 1;
Deno.writeTextFileSync(file, JSON.stringify(json, null, 2));
