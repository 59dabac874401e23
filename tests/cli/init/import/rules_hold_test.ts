import { assertEquals } from "@std/assert";
import { codeMode } from "../../../helpers/code_mode.ts";
import { listed, listing } from "../../servers/config.ts";
import { Home } from "./home.ts";

const DESTROYS = { destructiveHint: true };
const SERVER = listing([
  ...["get", "get_all", "put", "put_all", "send", "part", "odd"].map((name) => listed(name)),
  ...["drop", "wipe", "wipe_all", "burn"].map((name) => listed(name, DESTROYS)),
]);

/** Calls everything in two ways (what is denied of the memory is not there at all), and says of each whether it was let through, and if not by what it was stopped. */
const PROGRAM = `
  const said = {};
  const ways = {
    "git_hub.get": () => git_hub.get(), "git_hub.get_all": () => git_hub.getAll(),
    "git_hub.put": () => git_hub["put"](), "git_hub.put_all": () => git_hub.put_all(),
    "git_hub.send": () => git_hub.send(), "git_hub.part": () => git_hub.part(),
    "git_hub.odd": () => git_hub.odd(), "git_hub.drop": () => git_hub.drop(),
    "git_hub.wipe": () => git_hub.wipe(), "git_hub.wipe_all": () => git_hub.wipe_all(),
    "git_hub.burn": () => git_hub.burn(), "other.get": () => other.get(),
    "memory.deleteEntities": () => memory[["delete", "Entities"].join("")](["x"]),
    "memory.readGraph": () => memory.readGraph(),
    "memory.searchNodes": () => memory.searchNodes("x"),
  };
  for (const [name, call] of Object.entries(ways)) {
    const [server, tool] = name.split(".");
    const both = [call, ...server === "memory" ? [] : [() => tools.call(server, tool, {})]];
    const found = new Set();
    for (const one of both) {
      try { await one(); found.add("allow"); } catch (error) {
        found.add(/denied|not a function/.test(error.message) ? "deny" : /consent/.test(error.message) ? "ask" : error.message);
      }
    }
    said[name] = [...found].join();
  }
  return said;`;

Deno.test("every rule of a client's settings holds inside programs after an import", async () => {
  using home = new Home();
  home.write("project/.mcp.json", {
    mcpServers: {
      "git hub": SERVER,
      other: SERVER,
      knowledge: { command: "npx", args: ["-y", "@modelcontextprotocol/server-memory"] },
    },
  });
  home.write("project/.claude/settings.json", {
    permissions: {
      deny: ["mcp__git_hub__put*", "mcp__other", "mcp__git_hub__o?d", "Bash(rm:*)"],
      ask: ["mcp__git_hub__send", "mcp__git_hub__part(a:*)", "mcp__*__search_*"],
      allow: ["mcp__git_hub__put", "Read"],
    },
  });
  home.write("project/.claude/settings.local.json", {
    permissions: {
      deny: ["mcp__knowledge__delete_*"],
      ask: [],
      allow: ["mcp__git_hub__drop", "mcp__git_hub__wipe", "mcp__git_hub__send"],
    },
  });
  home.write(".claude/settings.json", {
    permissions: { deny: ["mcp__git_hub__get_all"], ask: ["mcp__git_hub__wipe"] },
  });
  assertEquals((await home.init("claude-code", "--import")).code, 0);
  const program = home.write("program.ts", PROGRAM);
  const { stdout, stderr } = await codeMode(["run", program], {
    cwd: home.project,
    clearEnv: true,
    env: home.env,
    stdin: "null",
  }).output();
  const [text, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(JSON.parse(text || JSON.stringify(told)), {
    "git_hub.get": "allow",
    "git_hub.get_all": "deny",
    "git_hub.put": "deny",
    "git_hub.put_all": "deny",
    "git_hub.send": "ask",
    "git_hub.part": "ask",
    "git_hub.odd": "deny",
    "git_hub.drop": "allow",
    "git_hub.wipe": "ask",
    "git_hub.wipe_all": "ask",
    "git_hub.burn": "ask",
    "other.get": "deny",
    "memory.deleteEntities": "deny",
    "memory.readGraph": "allow",
    "memory.searchNodes": "ask",
  });
});
