import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { z } from "zod";
import { bind } from "../../src/api/bind.ts";
import { mayMutate, type Method, Planned } from "../../src/api/method.ts";
import { defineNamespace } from "../../src/api/namespace.ts";
import { recordMutations, refuseMutations } from "../../src/api/run_mode.ts";
import { UpstreamError } from "../../src/api/upstream_error.ts";

const parameters = [["text", z.string()]] as const;
const notes = defineNamespace("notes", {
  read: { tool: "read_notes", mutates: false, parameters: [], result: z.string() },
  add: { tool: "add_note", mutates: true, parameters, result: z.object({ id: z.number() }) },
  clear: { tool: "clear_notes", mutates: true, parameters: [], result: z.void() },
});
const { signal } = new AbortController();

/** The methods by name, with the tools that were called. */
function methods(change: (methods: readonly Method[]) => Method[]) {
  const called: string[] = [];
  const bound = bind(notes, {
    call: (tool) => {
      called.push(tool);
      return Promise.resolve("answer");
    },
  });
  const [read, add, clear] = change(bound) as [Method, Method, Method];
  return { read, add, clear, called };
}

Deno.test("of methods that are recorded those that read are carried out, and the others are not", async () => {
  const { read, add, clear, called } = methods(recordMutations);
  assertEquals(await read.forward(read.parse([]), signal), "answer");
  assertEquals(await add.forward(add.parse(["x"]), signal), new Planned());
  assertEquals(await clear.forward(clear.parse([]), signal), new Planned(true));
  assertEquals(called, ["read_notes"]);
});

Deno.test("a method that is recorded checks its arguments, and the check of types waits for it", () => {
  const { read, add } = methods(recordMutations);
  assertThrows(() => add.parse([1]), TypeError, "Cannot call notes.add: text must be string");
  assertEquals([add.mutates, mayMutate(add), mayMutate(read)], [false, true, false]);
});

Deno.test("of methods that are refused those that change something call nothing, and say what to do", async () => {
  const { read, add, called } = methods(refuseMutations);
  assertEquals(await read.forward(read.parse([]), signal), "answer");
  const refused = await assertRejects(() => add.forward(add.parse(["x"]), signal), UpstreamError);
  assertEquals(
    refused.message,
    "notes.add cannot be called in an atomic program: what it writes cannot be taken back: " +
      "nothing was called",
  );
  assertEquals([refused.outcome, refused.server, refused.tool], ["failed", "notes", "add"]);
  assertEquals(
    refused.remedy,
    "Run the program without atomic: what it writes to notes then stays written, also when the " +
      "program fails",
  );
  assertEquals([add.mutates, called], [false, ["read_notes"]]);
});

Deno.test("why an atomic program must not call a method can be another reason", async () => {
  const { add } = methods((all) => refuseMutations(all, "the server is of another kind"));
  await assertRejects(
    () => add.forward(add.parse(["x"]), signal),
    UpstreamError,
    "notes.add cannot be called in an atomic program: the server is of another kind: nothing",
  );
});
