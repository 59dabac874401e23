import { assertEquals } from "@std/assert";
import { serverGlobals } from "../../../src/upstream/tools/server_names.ts";

const globals = (names: string[], taken: string[] = []) =>
  Object.fromEntries(serverGlobals(names, new Set(taken)));

Deno.test("a server is a global of its name, made an identifier", () => {
  assertEquals(globals(["github", "my.server", "3d"]), {
    github: "github",
    "my.server": "my_server",
    "3d": "_3d",
  });
});

Deno.test("what means something else to a program gets another global", () => {
  assertEquals(
    globals(["tools", "memory", "console", "Map", "fetch", "class"], ["tools", "memory"]),
    {
      tools: "tools_",
      memory: "memory_",
      console: "console_",
      Map: "Map_",
      fetch: "fetch_",
      class: "class_",
    },
  );
  assertEquals(globals(["memory"]), { memory: "memory" });
});

Deno.test("every server has a global of its own", () => {
  assertEquals(globals(["a.b", "a-b", "a_b", "tools", "tools_"], ["tools"]), {
    "a.b": "a_b_2",
    "a-b": "a_b_3",
    a_b: "a_b",
    tools: "tools__2",
    tools_: "tools_",
  });
});
