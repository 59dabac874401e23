/**
 * A program of its own that adds observations to entity `a`: `FILE PREFIX COUNT`, all at once, or
 * with a fourth argument one by one, each printed when it is acknowledged.
 */
import { MemoryGateway } from "../../../src/servers/memory/gateway.ts";
import { client } from "../scratch.ts";

const [memoryFile, prefix, count, oneByOne] = Deno.args;
await using gateway = new MemoryGateway({ memoryFile: memoryFile! });
await client(gateway).readGraph();
console.log("ready");
const contents = Array.from({ length: Number(count) }, (_, index) => `${prefix} ${index}`);
const add = (content: string) =>
  client(gateway).addObservations([{ entityName: "a", contents: [content] }]);
if (oneByOne) {
  for (const content of contents) {
    await add(content);
    console.log(content);
  }
} else {
  await Promise.all(contents.map(add));
}
console.log("done");
