import { assertEquals } from "@std/assert";
import { findWall } from "../../src/process/wall/os_wall.ts";

const wall = await findWall("auto");

Deno.test({
  name: "What is behind the system's wall starts where no cache could be made",
  ignore: !("around" in wall),
  async fn() {
    if (!("around" in wall)) return;
    const cache = "/proc/code-mode"; // nobody can make that
    const deno = [Deno.execPath(), "eval", "--no-config", "console.log(1)"];
    const [first, ...args] = wall.around(deno, {
      cwd: "/",
      cache,
      env: { DENO_DIR: cache },
    });
    const { stdout, stderr } = await new Deno.Command(first!, { args }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(text(stdout), "1\n", text(stderr));
  },
});
