/** A program of its own that adds `count` observations, named after `prefix`, to entity `a` at once. */
import { MemoryGateway } from "../../src/upstream/memory_gateway.ts";
import { client } from "./scratch.ts";

const [memoryFile, prefix, count] = Deno.args;
await using gateway = new MemoryGateway({ memoryFile: memoryFile! });
await client(gateway).readGraph();
console.log("ready");
await Promise.all(Array.from(
  { length: Number(count) },
  (_, index) =>
    client(gateway).addObservations([{ entityName: "a", contents: [`${prefix} ${index}`] }]),
));
console.log("done");
