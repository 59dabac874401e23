import { assert, assertEquals } from "@std/assert";
import { McpServerProcess } from "../../../../src/tools/bench/servers.ts";
import { byCode, byToolCalls } from "../../../../src/tools/experiment2/arms.ts";
import { Conversation } from "../../../../src/tools/experiment2/conversation.ts";
import type { Places } from "../../../../src/tools/experiment2/tasks/task.ts";
import { TASKS } from "../../../../src/tools/experiment2/tasks/tasks.ts";
import { Folder, hostOf, realServer } from "../../../helpers/servers/real_servers.ts";

function entriesIn(folder: Folder): { places: Places; entries: Record<string, Launched> } {
  const places = { work: folder.file("work"), memoryFile: folder.file("memory.jsonl") };
  Deno.mkdirSync(places.work);
  return {
    places,
    entries: {
      filesystem: realServer("filesystem", places.work) as unknown as Launched,
      memory: {
        ...realServer("memory") as unknown as Launched,
        env: { MEMORY_FILE_PATH: places.memoryFile },
      },
    },
  };
}

type Launched = { command: string; args: string[]; env?: Record<string, string> };

/** With our environment: what fetches a package for the first time may need certificates of it. */
function withOurs(launched: Launched): Launched {
  return { ...launched, env: { ...Deno.env.toObject(), ...launched.env } };
}

Deno.test("every task is done exactly by its tool calls, and not before", async () => {
  using folder = new Folder();
  const { places, entries } = entriesIn(folder);
  await using filesystem = await McpServerProcess.startCommand(withOurs(entries.filesystem!));
  await using memory = await McpServerProcess.startCommand(withOurs(entries.memory!));
  const servers = new Map([["filesystem", filesystem], ["memory", memory]]);
  for (const task of TASKS) {
    task.prepare(places);
    assertEquals(task.isRight(places, "nothing"), false, `${task.name}: nothing was done`);
    const conversation = new Conversation(0);
    await byToolCalls(task, places, servers, conversation);
    assert(task.isRight(places, conversation.answer), task.name);
  }
});

Deno.test("every task is done exactly by its program, also by a careful model", async () => {
  using folder = new Folder();
  const { places, entries } = entriesIn(folder);
  await using host = hostOf({
    mcpServers: { ...entries },
    permissions: { allow: ["mcp__filesystem"] },
  });
  const server = {
    async call(_name: string, args: Record<string, unknown> = {}) {
      const { outcome } = await host.execute(args.code as string, { timeoutMs: 120_000 });
      assertEquals(outcome.error, undefined);
      return { structuredContent: outcome };
    },
  };
  for (const task of TASKS) {
    for (const careful of [false, true]) {
      task.prepare(places);
      const conversation = new Conversation(0);
      const how = {
        server,
        description: "",
        servers: Object.keys(entries),
        searches: false,
        careful,
      };
      await byCode(task, places, how, conversation);
      assertEquals(conversation.turns.length, careful && task.look ? 2 : 1, task.name);
      assert(task.isRight(places, conversation.answer), task.name);
    }
  }
});
