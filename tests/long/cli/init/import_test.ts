import { assert, assertEquals, assertLess } from "@std/assert";
import { GOOD, Home, OTHER } from "../../../cli/init/import/home.ts";
import { realServer } from "../../../helpers/servers/real_servers.ts";
import { delay } from "../../../helpers/servers/memory_servers.ts";

const KILLS = 24;
const [CONFIG, JOURNAL] = [".config/code-mode/mcp.json", ".config/code-mode/mcp.json.imports"];
/** Kills come shortly after one of these has been written, or at any time. */
const AIMS = [undefined, JOURNAL, CONFIG, "project/.mcp.json"];
const FILES = [CONFIG, "project/.mcp.json", ".claude.json"];

function home(): Home {
  const home = new Home();
  home.write("project/.mcp.json", { mcpServers: { good: GOOD, other: OTHER }, more: 1 });
  home.write(".claude.json", { mcpServers: { third: OTHER }, big: "x".repeat(2 ** 20) });
  home.write("project/.claude/settings.json", { permissions: { deny: ["mcp__good__x"] } });
  return home;
}

/** What a file holds; `undefined` when it is not there. */
function texts(home: Home): (string | undefined)[] {
  const files = home.files();
  return FILES.map((name) => files[name]);
}

function sizeOf(home: Home, name: string): number | undefined {
  try {
    return Deno.statSync(`${home.path}/${name}`).size;
  } catch {
    return undefined;
  }
}

Deno.test("an import that is killed at any moment leaves each file old or new, and can be gone on with or undone", async () => {
  using whole = home();
  const before = whole.files();
  const old = texts(whole);
  assertEquals((await whole.init("claude-code", "--import")).code, 0);
  const places = (text: string | undefined, from: Home) => text?.replaceAll(from.path, "HOME");
  const made = texts(whole).map((text) => places(text, whole));
  const seen = new Set<string>();
  for (let count = 0; count < KILLS; count++) {
    using one = home();
    const child = one.start(["claude-code", "--import"]);
    const running = child.spawn();
    const status = running.output();
    // The moments between the first write and the last are few: most kills are aimed at them.
    const aim = AIMS[count % AIMS.length];
    const until = performance.now() + (aim ? 10_000 : Math.random() * 1_500);
    const size = aim && sizeOf(one, aim);
    while (performance.now() < until && (!aim || sizeOf(one, aim) === size)) await delay(1);
    await delay(Math.random() * 10);
    try {
      running.kill("SIGKILL");
    } catch {
      // It was faster.
    }
    await status;
    const now = texts(one).map((text) => places(text, one));
    const isNew = now.map((text, at) => text === made[at]);
    for (const [at, text] of now.entries()) {
      assert(isNew[at] || text === old[at], `${FILES[at]} is neither old nor new: ${text}`);
    }
    // The config has what the client has lost.
    assert(isNew[0] || !isNew[1] && !isNew[2], `lost: ${isNew}`);
    seen.add(isNew.join());
    if (count % 2 === 0) {
      assertEquals((await one.init("claude-code", "--import")).code, 0);
      assertEquals(texts(one).map((text) => places(text, one)), made);
    }
    const { code, stderr } = await one.init("claude-code", "--undo");
    assertEquals(code, JOURNAL in one.files() ? 1 : code, stderr);
    assertEquals(texts(one), old);
    const left = Object.keys(one.files()).filter((name) =>
      !(name in before) && !/\.tmp$|backup/.test(name)
    );
    assertEquals(left, []);
  }
  assert(seen.size >= 3, `too few moments were hit: ${[...seen].join(" | ")}`);
});

Deno.test("an import of five real servers takes ten seconds at most, when they are there", async () => {
  using home = new Home();
  home.write("project/.mcp.json", {
    mcpServers: {
      everything: realServer("everything"),
      files: realServer("filesystem", home.path),
      notes: realServer("filesystem", home.project),
      graph: realServer("memory"),
      thinking: realServer("sequential-thinking"),
      dead: { command: "no-such-command" },
    },
  });
  await home.init("claude-code", "--import"); // fills Deno's cache
  assertEquals((await home.init("claude-code", "--undo")).code, 0);
  const startedAt = performance.now();
  const { code, stdout } = await home.init("claude-code", "--import");
  const ms = performance.now() - startedAt;
  assertEquals([code, stdout.match(/^✓/gm)?.length], [0, 5], stdout);
  assert(/5 servers, \d+ tools: about [\d,]+ tokens of definitions are about \d+ now/.test(stdout));
  assert(/prompts of everything: simple-prompt/.test(stdout), stdout);
  assertLess(ms, 10_000);
  console.log(`five servers in ${Math.round(ms)} ms`);
});
