import { join } from "node:path";
import { type GatewayOptions, MemoryGateway } from "../../src/servers/memory/gateway.ts";

/** A directory of its own with a memory file in it; removed when it goes out of scope. */
export class Scratch implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "code-mode-" });
  readonly file = join(this.directory, "memory.jsonl");

  /** @param lines what the memory file holds at first; without them there is none. */
  constructor(lines?: readonly unknown[]) {
    if (lines) this.write(lines.map((line) => JSON.stringify(line)).join("\n"));
  }

  write(text: string): void {
    Deno.writeTextFileSync(this.file, text);
  }

  read(): string {
    return Deno.readTextFileSync(this.file);
  }

  /** The memory file line by line; throws when one isn't JSON. */
  // deno-lint-ignore no-explicit-any -- tests look into whatever is there
  lines(): any[] {
    return this.read().split("\n").filter((line) => line).map((line) => JSON.parse(line));
  }

  /** A gateway on this file. */
  gateway(options: Partial<GatewayOptions> = {}): MemoryGateway {
    return new MemoryGateway({ memoryFile: this.file, ...options });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

/** A line of a memory file. */
export function entity(name: string, ...observations: string[]) {
  return { type: "entity", name, entityType: "Test", observations };
}

/** A line of a memory file. */
export function relation(from: string, to: string, relationType = "knows") {
  return { type: "relation", from, to, relationType };
}

/** The nine tools as a caller uses them, without the ceremony of `call`. */
export function client(gateway: MemoryGateway, signal: AbortSignal = new AbortController().signal) {
  const bind = (tool: string, key: string | undefined, mutates: boolean) =>
  // deno-lint-ignore no-explicit-any -- what comes back is compared, not used
  (value?: unknown): Promise<any> =>
    gateway.call(tool, key === undefined ? {} : { [key]: value }, { mutates, signal });
  return {
    readGraph: bind("read_graph", undefined, false),
    searchNodes: bind("search_nodes", "query", false),
    openNodes: bind("open_nodes", "names", false),
    createEntities: bind("create_entities", "entities", true),
    createRelations: bind("create_relations", "relations", true),
    addObservations: bind("add_observations", "observations", true),
    deleteEntities: bind("delete_entities", "entityNames", true),
    deleteObservations: bind("delete_observations", "deletions", true),
    deleteRelations: bind("delete_relations", "relations", true),
  };
}
