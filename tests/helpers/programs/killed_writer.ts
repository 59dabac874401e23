/** A program of its own that lets a memory server that isn't ours write "hang", and waits: `FILE`. */
import { dirname } from "node:path";
import { MemoryGateway } from "../../../src/servers/memory/gateway.ts";
import { bareServer } from "./bare_server.ts";
import { client } from "../scratch.ts";

const memoryFile = Deno.args[0]!;
await using gateway = new MemoryGateway({ memoryFile, command: bareServer(dirname(memoryFile)) });
await client(gateway).readGraph();
console.log("calling");
await client(gateway).addObservations([{ entityName: "a", contents: ["hang"] }]);
