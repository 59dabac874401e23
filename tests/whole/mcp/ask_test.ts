import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { askingClient } from "../../helpers/servers/asking_client.ts";

const DELETE = "return await github.delete_all({})";

Deno.test("a call that is a question is made after a yes, and the clock stands still meanwhile", async () => {
  await using bench = await askingClient(async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return { action: "accept", content: { answer: "once" } };
  });
  const { structuredContent, isError } = await bench.call({
    code: `const names = ["delete_all"];
const { number } = await tools.call("github", names[0], {});
return number;`,
    timeout_ms: 1_500,
  });
  assertEquals([isError, structuredContent.result], [false, 2], JSON.stringify(structuredContent));
  assertEquals(bench.asked.map(({ message }) => message), [
    "A program wants to call github.delete_all.\nArguments: {}\nAsked because of: @destructive, the default",
  ]);
});

Deno.test("what is certain to be asked is asked before the program runs, once for all", async () => {
  await using bench = await askingClient(() =>
    Promise.resolve({ action: "accept", content: { answer: "no" } })
  );
  const { structuredContent } = await bench.call({
    code: `await github.create_issue({ title: "x" });\n${DELETE}`,
  });
  assertEquals(structuredContent.error?.kind, "tool");
  assertMatch(
    structuredContent.error!.message,
    /^github\.delete_all needs the user's consent, and the user said no \(rule: @destructive/,
  );
  assertMatch(structuredContent.error!.hint!, /"allow": \["mcp__github__delete_all"\]/);
  assertEquals(bench.called(), [], "nothing ran");
  assertMatch(
    bench.asked[0]!.message,
    /^A program that is about to run calls github\.delete_all\./,
  );
});

Deno.test("a consent until the restart is asked for once", async () => {
  await using bench = await askingClient(() =>
    Promise.resolve({ action: "accept", content: { answer: "restart" } })
  );
  for (let run = 0; run < 2; run++) {
    assertEquals((await bench.call({ code: DELETE })).isError, false);
  }
  const many = await bench.call({
    code: `for (let i = 0; i < 3; i++) ${DELETE.replace("return ", "")}`,
  });
  assertEquals([many.isError, bench.asked.length, bench.called().length], [false, 1, 5]);
});

Deno.test("a call in a loop is asked for with its arguments, and what is refused can be caught", async () => {
  const answers = ["once", "no"];
  await using bench = await askingClient(() =>
    Promise.resolve({ action: "accept", content: { answer: answers.shift()! } })
  );
  const { structuredContent } = await bench.call({
    code: `const said = [];
for (const at of [1, 2, 3]) {
  try { said.push((await github.delete_all({ at })).number) } catch (error) { said.push(error.message) }
}
return said;`,
  });
  const said = structuredContent.result as (string | number)[];
  assertEquals(said[0], 2);
  for (const text of said.slice(1)) assertMatch(String(text), /and the user said no/);
  assertEquals(bench.asked.length, 2);
  assert(bench.asked[1]!.message.includes('{"at":2}'));
  assertEquals(bench.called(), ['delete_all {"at":1}']);
});

Deno.test("where the client cannot ask it is refused at once, with the line that allows it", async () => {
  await using bench = await askingClient(undefined);
  await bench.call({ code: "return await github.list_issues({})" }); // its server has started
  const start = performance.now();
  const { structuredContent } = await bench.call({ code: DELETE });
  assertLess(performance.now() - start, 500);
  assertMatch(
    structuredContent.error!.message,
    /needs the user's consent, and this client cannot ask/,
  );
  assertMatch(structuredContent.error!.hint!, /"allow": \["mcp__github__delete_all"\]/);
});

Deno.test("a dismissed question is a no, and a dry run asks nothing", async () => {
  await using bench = await askingClient(() => Promise.resolve({ action: "cancel" }));
  const dismissed = await bench.call({ code: DELETE });
  assertMatch(dismissed.structuredContent.error!.message, /and the user said no/);
  const dry = await bench.call({ code: DELETE, dry_run: true });
  assertEquals(dry.structuredContent.planned, [{ method: "github.delete_all", argument: "{}" }]);
  assertEquals([bench.asked.length, bench.called().length], [1, 0]);
});

Deno.test("a question ends with its program, and the client is told", async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const ended = Promise.withResolvers<void>();
  await using bench = await askingClient((signal) => {
    signal.addEventListener("abort", () => ended.resolve());
    return never;
  });
  const stop = new AbortController();
  const call = bench.call({ code: DELETE }, { signal: stop.signal }).catch(() => {});
  while (bench.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  stop.abort();
  await ended.promise;
  await call;
  assertEquals(bench.called(), []);
});

Deno.test("a client that asked for progress hears of it while the user thinks", async () => {
  await using bench = await askingClient(async () => {
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    return { action: "accept", content: { answer: "once" } };
  });
  const notes: { progress: number; message?: string | undefined }[] = [];
  await bench.call({ code: DELETE.replace("return ", "if (true) ") }, {
    onprogress: (note) => notes.push(note),
  });
  const waiting = notes.filter(({ message }) => message === "Waiting for the user's answer");
  assertGreater(waiting.length, 0);
  const all = notes.map(({ progress }) => progress);
  assertEquals(all, all.toSorted((a, b) => a - b));
});
