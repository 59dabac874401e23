import { assertEquals } from "@std/assert";
import { BINARY } from "../../helpers/code_mode.ts";
import { Scratch } from "../../helpers/scratch.ts";
import { ROOT, task } from "../../cli/task.ts";

Deno.test({
  name: "run works wherever the project lies, a comma and a space in the path",
  ignore: BINARY !== undefined,
  async fn() {
    using scratch = new Scratch();
    const folder = `${scratch.directory}/one, two`;
    Deno.mkdirSync(folder);
    const parts = ["deno.json", "deno.lock", "main.ts", "src", "data"].map((part) => ROOT + part);
    await new Deno.Command("cp", { args: ["-r", ...parts, folder] }).output();
    const code = "const names: string[] = []; return names.length";
    const { stdout, stderr } = await task(["run", "-"], { cwd: folder, stdin: code });
    assertEquals(stdout, "0\n", stderr);
  },
});

Deno.test("all example programs end well", async () => {
  for (const { name } of Deno.readDirSync(`${ROOT}data/examples`)) {
    const { code, stderr } = await task(["run", `data/examples/${name}`]);
    assertEquals(code, 0, `${name}: ${stderr}`);
  }
});
