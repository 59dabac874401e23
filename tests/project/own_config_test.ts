import { assertEquals } from "@std/assert";
import { Folder } from "../helpers/servers/real_servers.ts";

Deno.test("what tests start does not read the config of whoever runs them", async () => {
  using home = new Folder();
  Deno.mkdirSync(home.file("code-mode"));
  Deno.writeTextFileSync(home.file("code-mode/mcp.json"), "{ broken");
  const [helper, tasks] = ["../helpers/code_mode.ts", "../cli/task.ts"].map((path) =>
    JSON.stringify(new URL(path, import.meta.url).href)
  );
  const script = `
    const { codeMode } = await import(${helper});
    const { task, taskOrBinary } = await import(${tasks});
    const text = ({ stdout, stderr }) => [stdout, stderr].map((one) => new TextDecoder().decode(one)).join("");
    const direct = await codeMode(["servers"], { stdin: "null" }).output();
    const { stdout, stderr } = await task(["servers"]);
    const own = await taskOrBinary(["servers"], { stdin: "null" }).output();
    console.log(JSON.stringify([text(direct), stdout + stderr, text(own)]));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env: { XDG_CONFIG_HOME: home.path, APPDATA: home.path, NO_COLOR: "1" },
  }).output();
  const [text, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  const seen = JSON.parse(text || "[]") as string[];
  assertEquals(seen.length, 3, told);
  for (const one of seen) assertEquals(one.includes(home.path), false, one);
});
