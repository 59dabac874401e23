import { assertEquals } from "@std/assert";
import { behindWall, findBwrap, whyNoWall } from "../../src/process/os_wall.ts";

const bwrap = findBwrap();
const ignore = !bwrap || await whyNoWall(bwrap) !== undefined;

Deno.test({
  name: "What is behind the system's wall starts where no cache could be made",
  ignore,
  async fn() {
    const cache = "/proc/code-mode"; // nobody can make that
    const deno = [Deno.execPath(), "eval", "--no-config", "console.log(1)"];
    const [first, ...args] = behindWall(bwrap!, deno, {
      cwd: "/",
      cache,
      env: { DENO_DIR: cache },
    });
    const { stdout, stderr } = await new Deno.Command(first!, { args }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(text(stdout), "1\n", text(stderr));
  },
});
