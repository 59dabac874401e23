import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Entry, Folder, hostOf, ownServer } from "../../../helpers/servers/real_servers.ts";

const PROGRAM = new URL("../../../helpers/programs/hostile_server.ts", import.meta.url);
const NINE = Array.from({ length: 9 }, (_, i) => `s${i}`);

/** Nine servers that work, and the tenth. @returns what a call of each gave, by server */
async function ten(tenth: Entry, call: string): Promise<Record<string, string>> {
  const nine = NINE.map((name) => [name, ownServer(PROGRAM, "plain")]);
  await using host = hostOf({ mcpServers: { ...Object.fromEntries(nine), tenth } });
  const { outcome } = await host.execute(
    `
    const seen = {};
    const note = (name, answer) => answer.then((text) => seen[name] = text, (error) => seen[name] = error.message);
    await Promise.all([
      ...${
      JSON.stringify(NINE)
    }.map((name) => note(name, tools.call(name, "echo", { text: "works" }))),
      (async () => { ${call} })().then((value) => seen.tenth = value, (error) => seen.tenth = error.message),
    ]);
    return seen;`,
    { timeoutMs: 120_000 },
  );
  assertEquals(outcome.error, undefined);
  const seen = outcome.result as Record<string, string>;
  for (const name of NINE) assertEquals(seen[name], "works", name);
  return seen;
}

const ECHO = `return await tenth.echo({ text: "works" });`;

Deno.test("nine of ten servers work while the tenth ends at once; its words are told", async () => {
  const { tenth } = await ten(ownServer(PROGRAM, "dead"), ECHO);
  assertMatch(tenth!, /^tenth did not start: it ended with exit code 3; .*"no licence found"$/);
});

Deno.test("nine of ten servers work while the tenth never answers initialize", async () => {
  const { tenth } = await ten({ ...ownServer(PROGRAM, "mute"), timeout: 3_000 }, ECHO);
  assertEquals(tenth, "tenth has not started within 3 s: call it again later");
});

Deno.test("nine of ten servers work while the tenth never lists its tools", async () => {
  const { tenth } = await ten({ ...ownServer(PROGRAM, "mute_list"), timeout: 3_000 }, ECHO);
  assertMatch(tenth!, /^tenth (has not started within 3 s|did not list its tools)/);
});

Deno.test("ten of ten servers work while the tenth prints garbage before and between messages", async () => {
  const { tenth } = await ten(ownServer(PROGRAM, "garbage"), ECHO);
  assertEquals(tenth, "works");
});

Deno.test("nine of ten servers work while the tenth asks for a variable that is not set", async () => {
  const entry = { ...ownServer(PROGRAM, "plain"), env: { KEY: "${CODE_MODE_NO_SUCH_VARIABLE}" } };
  const { tenth } = await ten(entry, ECHO);
  assertMatch(tenth!, /^tenth did not start: .*CODE_MODE_NO_SUCH_VARIABLE/);
});

Deno.test("nine of ten servers work while the tenth is not there", async () => {
  const { tenth } = await ten({ command: "code-mode-no-such-program" }, ECHO);
  assertMatch(tenth!, /^tenth did not start: "code-mode-no-such-program" is not on the PATH/);
});

for (
  const [tool, seen] of [
    ["read_die", /^the second time$/],
    [
      "write_die",
      /^Cannot tell whether tenth\.write_die was carried out: it ended with exit code 3; .*"a fuse has blown": look at the data/,
    ],
  ] as const
) {
  Deno.test(`nine of ten servers work while the tenth dies in ${tool}`, async () => {
    using folder = new Folder();
    const file = JSON.stringify(folder.file("died"));
    const { tenth } = await ten(
      ownServer(PROGRAM, "plain"),
      `const said = await tenth.${tool}({ file: ${file} }).catch((error) => error.message);
      if (await tenth.echo({ text: "again" }) !== "again") throw new Error("It is not started again");
      return said;`,
    );
    assertMatch(tenth!, seen);
  });
}

Deno.test("a call that hangs fails alone by its time-out: others of the server go on in the same process", async () => {
  const { tenth } = await ten(
    ownServer(PROGRAM, "plain"),
    `const before = await tenth.pid();
    const hangs = tenth.hang({}, { timeoutMs: 500 }).catch((error) => error.message);
    const beside = await tenth.echo({ text: "beside" });
    return [await hangs, beside, await tenth.pid() === before].join("|");`,
  );
  assertEquals(tenth, "tenth.hang gave no answer: it did not answer within 0.5 s|beside|true");
});

Deno.test("the servers tell why the tenth is missing", async () => {
  await using host = hostOf({ mcpServers: { tenth: ownServer(PROGRAM, "dead") } });
  const { outcome } = await host.execute(
    `await tenth.echo({}).catch(() => {}); return await tools.servers();`,
    { timeoutMs: 60_000 },
  );
  const [server] = outcome.result as { state: string; error: string }[];
  assertEquals(server!.state, "failed");
  assert(server!.error.includes("no licence found"), server!.error);
});
