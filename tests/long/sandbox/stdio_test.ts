import { assertEquals } from "@std/assert";
import { Workbench } from "../../helpers/execute.ts";
import { entity } from "../../helpers/scratch.ts";

Deno.test("calls and answers pass whatever the code does to the prototypes", async () => {
  await using bench = new Workbench({}, [entity("a", "x")]);
  const outcome = await bench.run(`
    const broken = () => { throw new Error("tampered"); };
    for (const name of ["indexOf", "slice", "split"]) String.prototype[name] = broken;
    const Bytes = Object.getPrototypeOf(Uint8Array.prototype);
    for (const name of ["subarray", "slice", "set"]) Bytes[name] = broken;
    TextEncoder.prototype.encode = TextDecoder.prototype.decode = broken;
    Uint8Array = ArrayBuffer = JSON.parse = JSON.stringify = broken;
    const { entities } = await memory.openNodes(["a"]);
    return entities[0].observations[0];
  `);
  assertEquals(outcome.error, undefined);
  assertEquals(outcome.result, "x");
});

Deno.test("answers longer than the pipe holds arrive whole, characters of several bytes too", async () => {
  const text = "ä€😀".repeat(100_000);
  await using bench = new Workbench({}, [entity("a", text)]);
  const outcome = await bench.run(`
    const graphs = await Promise.all([1, 2, 3].map(() => memory.readGraph()));
    const [{ entities: [{ observations: [text] }] }] = graphs;
    return [graphs.length, text.length, text === "ä€😀".repeat(100_000)];
  `);
  assertEquals(outcome.result, [3, text.length, true]);
});

Deno.test("arguments longer than the pipe holds arrive whole", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  const outcome = await bench.run(`
    const text = "ä€😀".repeat(50_000);
    await memory.addObservations([{ entityName: "a", contents: [text] }]);
    return (await memory.openNodes(["a"])).entities[0].observations[0] === text;
  `);
  assertEquals(outcome.result, true);
});

Deno.test("code that takes away the lengths of bytes changes nothing of its answers", async () => {
  await using bench = new Workbench({}, [entity("a", "x")]);
  const outcome = await bench.run(`
    const Bytes = Object.getPrototypeOf(Uint8Array.prototype);
    for (const name of ["length", "byteLength", "byteOffset", "buffer"]) {
      Object.defineProperty(Bytes, name, { get() { throw new Error("tampered"); } });
    }
    return (await memory.openNodes(["a"])).entities[0].name;
  `);
  assertEquals([outcome.error, outcome.result], [undefined, "a"]);
});

Deno.test("code that takes away what Deno reads with ends with that error", async () => {
  await using bench = new Workbench({}, [entity("a", "x")]);
  const outcome = await bench.run(`
    await new Promise((resolve) => setTimeout(resolve, 1)); // from here on the read is Deno's asynchronous one
    Array.prototype[Symbol.iterator] = () => { throw new Error("tampered"); };
    await memory.openNodes(["a"]);
  `);
  assertEquals(outcome.error?.message, "tampered");
});
