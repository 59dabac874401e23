/** What a program mentions of what it can call, and whether it can do without. */
import { assertEquals } from "@std/assert";
import { prepare } from "../../src/prepare/prepare.ts";
import { Eraser } from "../../src/prepare/types/eraser.ts";

const eraser = new Eraser(); // never asked: this is JavaScript

/** The mentions of a program, each as `name.next("texts") flags`. */
async function mentions(source: string): Promise<string[]> {
  const namespaces = ["memory", "github", "tools"];
  const reply = await prepare({ source, namespaces }, eraser);
  if (reply.type !== "prepared") throw new Error(JSON.stringify(reply));
  return reply.mentions.map(({ namespace, name, next, texts, called, handled, tried, guarded }) =>
    `${namespace}.${name}${next === undefined ? "" : `.${next}`}${
      texts ? `(${texts.join()})` : ""
    }` +
    `${called ? " called" : ""}${handled ? " handled" : ""}${tried ? " tried" : ""}${
      guarded ? " guarded" : ""
    }`
  );
}

Deno.test("prepare() tells what stands behind a member, and with which texts it is called", async () => {
  const seen: Record<string, string[]> = {
    'await tools["my.server"].do_it({})': ["tools.my.server.do_it called"],
    'await tools.call("github", "create", {})': ["tools.call(github,create) called"],
    'await tools.call("github", name)': ["tools.call(github) called"],
    'await tools.call(name, "create")': ["tools.call called"],
    "await tools.call(`github`, `create`)": ["tools.call(github,create) called"],
    'await tools.call("a", "b", "c")': ["tools.call(a,b) called"],
    'await tools?.["x"]?.y?.()': ["tools.x guarded"],
    "[1].map(github.create)": ["github.create called"],
    'f("text", github.create)': ["github.create called"],
    "github.create.name": ["github.create.name guarded"],
  };
  for (const [source, expected] of Object.entries(seen)) {
    assertEquals(await mentions(source), expected, source);
  }
});

Deno.test("prepare() tells which calls a program can do without", async () => {
  const seen: Record<string, string> = {
    "await github.a()": "github.a called",
    "async function f() { await github.a() } await f()": "github.a called",
    "try { await github.a() } catch {}": "github.a tried",
    "try { const { a } = github } catch {}": "github.a tried",
    "await github[`a`]()": "github.a called",
    "try { await github.a() } finally {}": "github.a called",
    "try { const { a } = github; await a() } catch {}": "github.a tried",
    "await github.a().catch(() => 1)": "github.a called handled",
    "await github.a().catch()": "github.a called",
    "await github.a().then((x) => x)": "github.a called",
    "await github.a().then((x) => x, () => 1)": "github.a called handled",
    "await github.a().then((x) => x).catch(() => 1)": "github.a called handled",
    "await x.catch(() => github.a())": "github.a called handled",
    "const jobs = [github.a()]; await Promise.allSettled(jobs)": "github.a called handled",
    "const jobs = [github.a()]; await Promise.all(jobs)": "github.a called",
    "const safe = async (f) => { try { await f() } catch {} }; await safe(() => github.a())":
      "github.a called handled",
    "const safe = (f) => f().catch(() => 1); await safe(github.a)": "github.a called handled",
    "async function main() { return await github.a() } await main().catch(() => 1)":
      "github.a called handled",
    "try { x() } catch { await github.a() }": "github.a called handled",
    "try { x() } catch {} await github.a()": "github.a called",
    "const { a } = github; await a()": "github.a called",
    "await (async () => { await github.a() })().catch(() => 1)": "github.a called handled",
    "await Promise.allSettled([github.a()])": "github.a called handled",
    "await Promise.any([github.a(), 1])": "github.a called handled",
    "await Promise.all([github.a()])": "github.a called",
    "try { await github.a() } catch {} await github.a().catch(() => 1)":
      "github.a called handled tried",
    "await github.a().catch(() => 1); await github.a()": "github.a called",
    "await github.a(); await github.a().catch(() => 1)": "github.a called",
    "if (github.a) await github.a()": "github.a called guarded",
  };
  for (const [source, expected] of Object.entries(seen)) {
    assertEquals(await mentions(source), [expected], source);
  }
});

Deno.test("prepare() tells the place of the call that it cannot do without", async () => {
  const source = "try { github.a() } catch {}\ngithub.a().catch(() => 1)\ngithub.a()\ngithub.a()";
  const reply = await prepare({ source, namespaces: ["github"] }, eraser);
  if (reply.type !== "prepared") throw new Error(JSON.stringify(reply));
  assertEquals(reply.mentions.map(({ line, column }) => [line, column]), [[3, 8]]);
});

Deno.test("prepare() tells no text that is too long for a name", async () => {
  const [fits, long] = ["x".repeat(200), "x".repeat(201)];
  assertEquals(await mentions(`github.a("${fits}")`), [`github.a(${fits}) called`]);
  assertEquals(await mentions(`github.a("${long}")`), ["github.a called"]);
  assertEquals(await mentions("github.a(1, 'x')"), ["github.a called"]);
});

Deno.test("prepare() tells that a program asks for a name, however it calls it elsewhere", async () => {
  assertEquals(await mentions('if (memory.x) await memory.x("a"); await memory.x.y("b")'), [
    "memory.x guarded",
    "memory.x(a) called guarded",
    "memory.x.y(b) called guarded",
  ]);
});
