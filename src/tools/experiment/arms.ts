import { type McpServerProcess, startCodeMode, startServerMemory } from "../bench/servers.ts";
import { recordNames, review } from "./task.ts";

/** A call as a model makes it, and what comes back. */
export interface Exchange {
  tool: string;
  args: Record<string, unknown>;
  // deno-lint-ignore no-explicit-any -- whatever the tool answers
  result: any;
}

/** One way to do the task. */
export interface Arm {
  readonly name: string;
  readonly about: string;
  start(memoryFile: string): Promise<McpServerProcess>;
  /** Does it for so many records. */
  run(server: McpServerProcess, records: number): Promise<Exchange[]>;
}

export const DIRECT: Arm = {
  name: "direct",
  about: "tool calls of server-memory, one after the other",
  start: startServerMemory,
  async run(server, records) {
    const exchanges: Exchange[] = [];
    const call = async (tool: string, args: Record<string, unknown>) => {
      const result = await server.call(tool, args);
      exchanges.push({ tool, args, result });
      return result.structuredContent;
    };
    for (const name of recordNames(records)) {
      const { entities: [record] } = await call("open_nodes", { names: [name] });
      const contents = [review(record.observations)];
      await call("add_observations", { observations: [{ entityName: name, contents }] });
    }
    return exchanges;
  },
};

export const LOOP = codeMode(
  "loop",
  "one program, a loop with two calls a record",
  `for (const name of names) {
  const { entities: [record] } = await memory.openNodes([name]);
  const review = record.observations[0].replace("status", "review");
  await memory.addObservations([{ entityName: name, contents: [review] }]);
}`,
);

export const ALL = codeMode(
  "all at once",
  "one program, the same calls in Promise.all",
  `await Promise.all(names.map(async (name) => {
  const { entities: [record] } = await memory.openNodes([name]);
  const review = record.observations[0].replace("status", "review");
  await memory.addObservations([{ entityName: name, contents: [review] }]);
}));`,
);

export const BATCH = codeMode(
  "two calls",
  "one program, one call to read and one to write",
  `const { entities } = await memory.openNodes(names);
await memory.addObservations(entities.map((record) => ({
  entityName: record.name,
  contents: [record.observations[0].replace("status", "review")],
})));`,
);

/** So many records a loop updates within the default deadline, however large the graph. */
const IN_TIME = 1_000;

function codeMode(name: string, about: string, body: string): Arm {
  return {
    name,
    about,
    start: startCodeMode,
    async run(server, records) {
      const code = records === 1
        ? `const names = ["${recordNames(1)[0]}"];\n${body}\nreturn names.length;`
        : `const names = Array.from({ length: ${records} }, (_, i) => "Record_" + String(i + 1).padStart(3, "0"));
${body}
return names.length;`;
      const args = { code, ...records > IN_TIME ? { timeout_ms: 600_000 } : {} };
      const result = await server.call("execute_code", args);
      return [{ tool: "execute_code", args, result }];
    },
  };
}

export const ARMS: readonly Arm[] = [DIRECT, LOOP, ALL, BATCH];

const [LOOKED_AT] = recordNames(1);

/** The case in which a program can't save a round trip: one record is looked at, none is updated. */
export const ONE_CALL: readonly Arm[] = [
  { ...DIRECT, run: (server) => once(server, "open_nodes", { names: [LOOKED_AT] }) },
  {
    name: "program",
    about: "one program, one call",
    start: startCodeMode,
    run: (server) =>
      once(server, "execute_code", { code: `return await memory.openNodes(["${LOOKED_AT}"]);` }),
  },
];

async function once(
  server: McpServerProcess,
  tool: string,
  args: Record<string, unknown>,
): Promise<Exchange[]> {
  return [{ tool, args, result: await server.call(tool, args) }];
}
