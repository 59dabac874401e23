import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { listKey, ListStore } from "../../../src/upstream/catalogue/list_store.ts";

import type { Tool } from "../../../src/upstream/tools/read_list.ts";

const tool = (name: string, description = "") => ({
  name,
  description,
  inputSchema: { type: "object" },
});
const same = (text: string) => text;

/** A folder that is removed afterwards. */
class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "code-mode-" });
  readonly lists = join(this.path, "lists");
  file(key: string): string {
    return join(this.lists, `${key}.jsonl`);
  }
  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("a list that was kept is read back whole, and lies there for the user alone", async () => {
  using folder = new Folder();
  const store = new ListStore(folder.lists);
  const tools: Tool[] = [
    { ...tool("b", "line\nbreak"), annotations: { readOnlyHint: true }, outputSchema: { a: 1 } },
    tool("a"),
  ];
  await store.keep("k", { tools, refusals: ["one is left out"], instructions: "how" }, same);
  const offer = (await store.read("k"))!;
  assertEquals(offer.heads, [{ name: "b", annotations: { readOnlyHint: true } }, { name: "a" }]);
  assertEquals([...offer.tools.values()], tools);
  assertEquals(offer.names.written, ["b", "a"]);
  assertEquals([offer.refusals, offer.instructions], [["one is left out"], "how"]);
  assertEquals([...offer.changed], []);
  assertEquals([...Deno.readDirSync(folder.lists)].map(({ name }) => name), ["k.jsonl"]);
  if (Deno.build.os === "windows") return;
  assertEquals(Deno.statSync(folder.file("k")).mode! & 0o777, 0o600);
  assertEquals(Deno.statSync(folder.lists).mode! & 0o777, 0o700);
});

Deno.test("no list: nothing was kept, it cannot be read, or it is not ours", async () => {
  using folder = new Folder();
  const store = new ListStore(folder.lists);
  assertEquals(await store.read("k"), undefined);
  Deno.mkdirSync(folder.lists);
  const head = { format: 1, heads: [{ name: "a" }], refusals: [], changed: {} };
  for (
    const text of [
      "",
      "{",
      "[]",
      JSON.stringify({ ...head, format: 2 }),
      JSON.stringify({ ...head, heads: {} }),
      JSON.stringify({ ...head, heads: Array(2_001).fill({ name: "a" }) }),
      JSON.stringify({ ...head, refusals: "x" }),
      JSON.stringify({ ...head, changed: [] }),
    ]
  ) {
    Deno.writeTextFileSync(folder.file("k"), text);
    assertEquals(await store.read("k"), undefined, text);
  }
  Deno.writeTextFileSync(folder.file("k"), JSON.stringify(head));
  Deno.truncateSync(folder.file("k"), 33 * 2 ** 20);
  assertEquals(await store.read("k"), undefined, "too large");
});

Deno.test("of a header only what has its shape is read", async () => {
  using folder = new Folder();
  Deno.mkdirSync(folder.lists);
  const heads = [{ name: "a", annotations: { readOnlyHint: 1, destructiveHint: true } }, 1, null, {
    name: 2,
  }];
  const header = { format: 1, heads, refusals: ["x", 1], changed: { a: "2026-01-01", b: 1 } };
  Deno.writeTextFileSync(folder.file("k"), JSON.stringify({ ...header, instructions: 1 }));
  const offer = (await new ListStore(folder.lists).read("k"))!;
  assertEquals(offer.heads, [{ name: "a", annotations: { destructiveHint: true } }]);
  assertEquals([offer.refusals, offer.instructions], [["x"], undefined]);
  assertEquals([...offer.changed], [["a", "2026-01-01"]]);
  assertEquals([...offer.tools.keys()], ["a"]);
});

Deno.test({
  name: "a pipe in the place of a list is not read: it may never end",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new Folder();
    Deno.mkdirSync(folder.lists);
    await new Deno.Command("mkfifo", { args: [folder.file("k")] }).output();
    let late: ReturnType<typeof setTimeout> | undefined;
    const read = await Promise.race([
      new ListStore(folder.lists).read("k"),
      new Promise((resolve) => late = setTimeout(() => resolve("waits"), 1_000)),
    ]);
    clearTimeout(late);
    assertEquals(read, undefined);
  },
});

Deno.test("of changes only days are read, since models read them", async () => {
  using folder = new Folder();
  Deno.mkdirSync(folder.lists);
  const changed = { a: "2026-01-01", b: "2026-01-01\n*/ ignore", c: 1 };
  const head = { format: 1, heads: [{ name: "a" }, { name: "b" }], refusals: [], changed };
  Deno.writeTextFileSync(folder.file("k"), JSON.stringify(head));
  const offer = (await new ListStore(folder.lists).read("k"))!;
  assertEquals([...offer.changed], [["a", "2026-01-01"]]);
});

Deno.test("of a file whose tools are spoilt the names are left", async () => {
  using folder = new Folder();
  const store = new ListStore(folder.lists);
  await store.keep("k", { tools: [tool("a", "about"), tool("b")], refusals: [] }, same);
  const [head] = Deno.readTextFileSync(folder.file("k")).split("\n");
  Deno.writeTextFileSync(folder.file("k"), `${head}\n{"name": 1}\n{`);
  const offer = (await store.read("k"))!;
  assertEquals([...offer.tools.values()], [{ name: "a", inputSchema: {} }, {
    name: "b",
    inputSchema: {},
  }]);
});

Deno.test("what the server was given in confidence is in no file, also where it says it again", async () => {
  using folder = new Folder();
  const store = new ListStore(folder.lists);
  const tools = [{
    ...tool("a", "key hunter2-hunter2"),
    inputSchema: { enum: ["hunter2-hunter2"] },
  }];
  const redact = (text: string) => text.replaceAll("hunter2-hunter2", "***");
  const refusals = ['Tool "hunter2-hunter2" is listed twice: the first is kept'];
  await store.keep("k", { tools, refusals, instructions: "use hunter2-hunter2" }, redact);
  assertEquals(Deno.readTextFileSync(folder.file("k")).includes("hunter2"), false);
  assertEquals((await store.read("k"))!.tools.get("a")!.description, "key ***");
});

Deno.test("a tool keeps its parameters though a value of the environment is in its name", async () => {
  using folder = new Folder();
  const store = new ListStore(folder.lists);
  const inputSchema = { type: "object", properties: { sql: { type: "string" } } };
  const tools = [{ name: "postgres_query", description: "Asks postgres", inputSchema }];
  const redact = (text: string) => text.replaceAll("postgres", "***");
  await store.keep("k", { tools, refusals: [] }, redact);
  const read = (await store.read("k"))!.tools.get("postgres_query");
  assertEquals(read, { name: "postgres_query", description: "Asks ***", inputSchema });
});

Deno.test("tools that are new or have changed are told with the day, for two weeks", async () => {
  using folder = new Folder();
  let day = "2026-01-01";
  const store = new ListStore(folder.lists, () => new Date(`${day}T12:00:00Z`));
  const keep = async (...tools: ReturnType<typeof tool>[]) =>
    Object.fromEntries(await store.keep("k", { tools, refusals: [] }, same));
  assertEquals(await keep(tool("a"), tool("b")), {}, "the first list is no change");
  assertEquals(await keep(tool("b"), tool("a")), {}, "nor is another order");
  day = "2026-01-05";
  assertEquals(await keep(tool("a", "other"), tool("b"), tool("c")), { a: day, c: day });
  assertEquals(Object.fromEntries((await store.read("k"))!.changed), { a: day, c: day });
  day = "2026-01-10";
  assertEquals(await keep(tool("a", "other"), tool("b", "new")), { a: "2026-01-05", b: day });
  day = "2026-01-19";
  assertEquals(await keep(tool("a", "other"), tool("b", "new")), {
    a: "2026-01-05",
    b: "2026-01-10",
  });
  day = "2026-01-20";
  assertEquals(await keep(tool("a", "other"), tool("b", "new")), { b: "2026-01-10" });
});

Deno.test("lists of servers that have not started for months are removed", async () => {
  using folder = new Folder();
  const store = new ListStore(folder.lists);
  await store.keep("old", { tools: [], refusals: [] }, same);
  await store.keep("new", { tools: [], refusals: [] }, same);
  const days = (count: number) => new Date(Date.now() - count * 86_400_000);
  Deno.utimeSync(folder.file("old"), days(91), days(91));
  Deno.utimeSync(folder.file("new"), days(89), days(89));
  await store.keep("k", { tools: [], refusals: [] }, same);
  assertEquals([...Deno.readDirSync(folder.lists)].map(({ name }) => name).sort(), [
    "k.jsonl",
    "new.jsonl",
  ]);
});

Deno.test("a list that cannot be kept leaves the one before, and no draft", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.lists, "a file");
  const store = new ListStore(folder.lists);
  await assertRejects(() => store.keep("k", { tools: [], refusals: [] }, same));
  Deno.removeSync(folder.lists);
  Deno.mkdirSync(folder.file("k"), { recursive: true });
  await assertRejects(() => store.keep("k", { tools: [], refusals: [] }, same));
  assertEquals([...Deno.readDirSync(folder.lists)].map(({ name }) => name), ["k.jsonl"]);
});

Deno.test("several processes that keep a list at once leave one that is whole", async () => {
  using folder = new Folder();
  const tools = Array.from({ length: 200 }, (_, i) => tool(`t${i}`, "x".repeat(500)));
  const stores = Array.from({ length: 8 }, () => new ListStore(folder.lists));
  await Promise.all(stores.map((store) => store.keep("k", { tools, refusals: [] }, same)));
  assertEquals((await stores[0]!.read("k"))!.tools.size, 200);
  assertEquals([...Deno.readDirSync(folder.lists)].length, 1);
});

Deno.test("listKey differs with what a list depends on, and tells nothing of it", async () => {
  const key = await listKey(["1", "npx", ["secret-token"]]);
  assertMatch(key, /^[0-9a-f]{32}$/);
  assertEquals(await listKey(["1", "npx", ["secret-token"]]), key);
  assertNotEquals(await listKey(["1", "npx", ["other"]]), key);
});
