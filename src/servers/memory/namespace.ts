import { z } from "zod";
import { defineNamespace } from "../../api/namespace.ts";

const entity = z.strictObject({
  name: z.string(),
  entityType: z.string(),
  observations: z.array(z.string()),
}).meta({ id: "Entity" });

const relation = z.strictObject({
  from: z.string(),
  to: z.string(),
  relationType: z.string(),
}).meta({ id: "Relation" });

const graph = z.strictObject({
  entities: z.array(entity),
  relations: z.array(relation),
}).meta({ id: "Graph" });

const names = z.array(z.string());

const EXAMPLES = [
  {
    needs: ["searchNodes", "addObservations"],
    code: `const { entities } = await memory.searchNodes("status: active");
await memory.addObservations(entities.map((e) => ({ entityName: e.name, contents: ["seen"] })));
return entities.length;`,
  },
  {
    needs: ["searchNodes"],
    code: `const { entities } = await memory.searchNodes("status: active");
return entities.map((e) => e.name);`,
  },
];

/**
 * What a submission can do with the memory: the one place where a method is written down. A parameter
 * is called as the tool behind it calls it; `pick` is the field of the tool's answer that holds the
 * result.
 */
export const memory = defineNamespace("memory", {
  readGraph: {
    about: "all of it",
    tool: "read_graph",
    mutates: false,
    parameters: [],
    result: graph,
  },
  searchNodes: {
    about: "a substring, any case, of name, type or observation; with the relations of matches",
    tool: "search_nodes",
    mutates: false,
    parameters: [["query", z.string()]],
    result: graph,
  },
  openNodes: {
    about: "exact names, unknown ones skipped; relations likewise",
    tool: "open_nodes",
    mutates: false,
    parameters: [["names", names]],
    result: graph,
  },
  createEntities: {
    about: "returns the new ones, skips existing names",
    tool: "create_entities",
    mutates: true,
    parameters: [["entities", z.array(entity)]],
    result: z.array(entity),
    pick: "entities",
  },
  createRelations: {
    about: "returns the new ones",
    tool: "create_relations",
    mutates: true,
    parameters: [["relations", z.array(relation)]],
    result: z.array(relation),
    pick: "relations",
  },
  addObservations: {
    about: "unknown entity: throws, writes nothing",
    tool: "add_observations",
    mutates: true,
    parameters: [[
      "observations",
      z.array(z.strictObject({ entityName: z.string(), contents: z.array(z.string()) })),
    ]],
    result: z.array(z.strictObject({ entityName: z.string(), addedObservations: names })),
    pick: "results",
  },
  deleteEntities: {
    about: "and their relations",
    tool: "delete_entities",
    mutates: true,
    parameters: [["entityNames", names]],
    result: z.void(),
  },
  deleteObservations: {
    tool: "delete_observations",
    mutates: true,
    parameters: [[
      "deletions",
      z.array(z.strictObject({ entityName: z.string(), observations: z.array(z.string()) })),
    ]],
    result: z.void(),
  },
  deleteRelations: {
    tool: "delete_relations",
    mutates: true,
    parameters: [["relations", z.array(relation)]],
    result: z.void(),
  },
}, {
  subject: "the user's memory",
  contents: "a graph of entities, observations and relations",
  examples: EXAMPLES,
});
