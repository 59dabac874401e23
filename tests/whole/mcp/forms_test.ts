import { assertEquals } from "@std/assert";
import { askingClient } from "../../helpers/servers/asking_client.ts";

const ADA = { action: "accept" as const, content: { name: "Ada" } };

Deno.test("what a server asks the user reaches the client with the server's name in front", async () => {
  await using bench = await askingClient(() => Promise.resolve(ADA));
  const { structuredContent } = await bench.call({ code: "return await forms.ask({ times: 2 })" });
  assertEquals(structuredContent.result, { mayAsk: true, answers: [ADA, ADA] });
  assertEquals(bench.asked.map(({ message }) => message), [
    "The server forms asks: Who are you? Really",
    "The server forms asks: Who are you? Really",
  ]);
  assertEquals(bench.asked[0]!.requestedSchema, {
    type: "object",
    properties: { name: { type: "string" } },
    required: ["name"],
  });
});

Deno.test("neither the program nor the call is late while the user thinks", async () => {
  await using bench = await askingClient(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      return ADA;
    },
    {},
    2_000,
  );
  const { structuredContent } = await bench.call({
    code: "return await forms.ask({})",
    timeout_ms: 3_000,
  });
  assertEquals(structuredContent.result, { mayAsk: true, answers: [ADA] });
});

Deno.test("a server is not told of a user where the client has none", async () => {
  await using bench = await askingClient(undefined);
  const { structuredContent } = await bench.call({
    code: "return (await forms.ask({ times: 0 })).mayAsk",
  });
  assertEquals(structuredContent.result, false);
});

Deno.test("a form that is huge, and more questions than a person reads, are declined", async () => {
  await using bench = await askingClient(() => Promise.resolve(ADA));
  const { structuredContent } = await bench.call({
    code: `const title = "x".repeat(20_000);
const form = { type: "object", properties: { name: { type: "string", title } } };
const huge = await forms.ask({ form });
const many = await forms.ask({ times: 12 });
return [huge.answers, many.answers.map(({ action }) => action)];`,
  });
  assertEquals(structuredContent.result, [
    [{ action: "decline" }],
    [...Array(10).fill("accept"), "decline", "decline"],
  ]);
  assertEquals(bench.asked.length, 10);
});

Deno.test("a dismissed form is told to the server as that", async () => {
  await using bench = await askingClient(() => Promise.resolve({ action: "cancel" }));
  const { structuredContent } = await bench.call({ code: "return (await forms.ask({})).answers" });
  assertEquals(structuredContent.result, [{ action: "cancel" }]);
});
