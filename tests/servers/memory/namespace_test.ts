import { assertEquals } from "@std/assert";
import { bind } from "../../../src/api/bind.ts";
import { declarations } from "../../../src/api/declarations.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { apiOf } from "../../../src/api/method.ts";
import type { Client } from "../../../src/api/namespace.ts";

interface Entity {
  name: string;
  entityType: string;
  observations: string[];
}
interface Relation {
  from: string;
  to: string;
  relationType: string;
}
interface Graph {
  entities: Entity[];
  relations: Relation[];
}
/** What a submission sees, written out once by hand. */
interface Memory {
  readonly readGraph: () => Promise<Graph>;
  readonly searchNodes: (query: string) => Promise<Graph>;
  readonly openNodes: (names: string[]) => Promise<Graph>;
  readonly createEntities: (entities: Entity[]) => Promise<Entity[]>;
  readonly createRelations: (relations: Relation[]) => Promise<Relation[]>;
  readonly addObservations: (
    observations: { entityName: string; contents: string[] }[],
  ) => Promise<{ entityName: string; addedObservations: string[] }[]>;
  readonly deleteEntities: (entityNames: string[]) => Promise<void>;
  readonly deleteObservations: (
    deletions: { entityName: string; observations: string[] }[],
  ) => Promise<void>;
  readonly deleteRelations: (relations: Relation[]) => Promise<void>;
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
type Same = { [K in keyof Memory]: Equal<Client<typeof memory>[K], Memory[K]> };

// Type tests: `deno check` is what runs them.
export const same: { [K in keyof Memory]: true } = {} as Same;
export const keys: Equal<keyof Client<typeof memory>, keyof Memory> = true;
export async function misuse(client: Client<typeof memory>) {
  // @ts-expect-error -- names are an array
  await client.openNodes("a");
  // @ts-expect-error -- there is no such method
  await client.serchNodes("a");
  // @ts-expect-error -- observations are missing
  await client.createEntities([{ name: "a", entityType: "b" }]);
  // @ts-expect-error -- a graph is not a list
  (await client.readGraph()).length;
}

Deno.test("memory has the nine methods of server-memory, in order", () => {
  const methods = bind(memory, { call: () => Promise.reject(new Error("not called")) });
  assertEquals(apiOf(methods).names, {
    memory: [
      "readGraph",
      "searchNodes",
      "openNodes",
      "createEntities",
      "createRelations",
      "addObservations",
      "deleteEntities",
      "deleteObservations",
      "deleteRelations",
    ],
  });
});

Deno.test("memory forwards each method to its tool and picks its result", async () => {
  const answers: Record<string, unknown> = {
    read_graph: { entities: [], relations: [] },
    search_nodes: { entities: [1], relations: [] },
    open_nodes: { entities: [2], relations: [] },
    create_entities: { entities: [3] },
    create_relations: { relations: [4] },
    add_observations: { results: [5] },
    delete_entities: { success: true, message: "deleted" },
    delete_observations: { success: true, message: "deleted" },
    delete_relations: { success: true, message: "deleted" },
  };
  const methods = bind(memory, { call: (tool) => Promise.resolve(answers[tool]) });
  const results: unknown[] = [];
  for (const method of methods) {
    results.push(await method.forward({}, new AbortController().signal));
  }
  assertEquals(results, [
    { entities: [], relations: [] },
    { entities: [1], relations: [] },
    { entities: [2], relations: [] },
    [3],
    [4],
    [5],
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("declarations are what a model reads", async () => {
  const expected = await Deno.readTextFile(new URL("../../api/declarations.txt", import.meta.url));
  assertEquals(declarations([memory]), expected.trimEnd());
});
