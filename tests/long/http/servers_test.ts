import { assertEquals, assertMatch } from "@std/assert";
import { tokenFor, Tokens } from "../../auth/tokens.ts";
import { HttpProcess } from "../../helpers/http/http_process.ts";
import { Folder, ownServer } from "../../helpers/servers/real_servers.ts";

const SERVER = new URL("../../helpers/programs/issues_server.ts", import.meta.url);

Deno.test("a token has its own servers, others have not; what is a question is refused with the line that allows it", async () => {
  using folder = new Folder();
  const config = folder.file("mcp.json");
  const github = ownServer(SERVER, folder.file("called.jsonl"));
  Deno.writeTextFileSync(config, JSON.stringify({ mcpServers: { github } }));
  const [with_, without] = [
    await tokenFor("a", { policy: { config } }),
    await tokenFor("a"),
  ];
  using tokens = new Tokens([with_.line, without.line]);
  await using server = await HttpProcess.start(["--tokens", tokens.path]);
  const token = with_.token;
  const listed = await server.run("return await github.list_issues({})", { token });
  assertEquals(listed.status, "ok", listed.error?.message);
  const asked = await server.run("return await github.delete_all({})", { token });
  assertMatch(asked.error!.message, /needs the user's consent, and this client cannot ask/);
  assertMatch(asked.error!.hint!, /"allow": \["mcp__github__delete_all"\]/);
  const other = await server.run("return await github.list_issues({})", { token: without.token });
  assertMatch(other.error!.message, /github/);
  assertEquals(other.status, "error");
});

Deno.test("a dry run over HTTP has a plan, which its own tenant alone can apply", async () => {
  const [a, b] = [await tokenFor("a"), await tokenFor("b")];
  using tokens = new Tokens([a.line, b.line]);
  await using server = await HttpProcess.start(["--tokens", tokens.path]);
  const code = 'await memory.createEntities([{ name: "x", entityType: "y", observations: [] }])';
  const { plan } = await server.run(code, { token: a.token }, { dry_run: true });
  const apply = async (token: string) => await server.runWith({ apply: plan }, { token });
  assertEquals((await apply(b.token)).committed, false);
  assertEquals((await apply(a.token)).committed, true);
  const { result } = await server.run("return (await memory.readGraph()).entities.length", {
    token: a.token,
  });
  assertEquals(result, 1);
});
