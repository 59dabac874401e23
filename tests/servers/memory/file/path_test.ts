import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { defaultMemoryFile, resolveMemoryFile } from "../../../../src/servers/memory/file/path.ts";

const env = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("defaultMemoryFile follows the convention of each platform", () => {
  const home = env({ HOME: "/home/ada" });
  const linux = (values: Record<string, string>) =>
    defaultMemoryFile({ os: "linux", env: env(values) });
  assertEquals(linux({ HOME: "/home/ada" }), "/home/ada/.local/share/code-mode/memory.jsonl");
  assertEquals(linux({ HOME: "/h", XDG_DATA_HOME: "/data" }), "/data/code-mode/memory.jsonl");
  assertEquals(linux({ HOME: "/h", XDG_DATA_HOME: "" }), "/h/.local/share/code-mode/memory.jsonl");
  assertEquals(
    defaultMemoryFile({ os: "darwin", env: home }),
    "/home/ada/Library/Application Support/code-mode/memory.jsonl",
  );
  assertEquals(
    defaultMemoryFile({ os: "windows", env: env({ APPDATA: "C:/Users/ada/AppData/Roaming" }) }),
    join("C:/Users/ada/AppData/Roaming", "code-mode", "memory.jsonl"),
  );
});

Deno.test("defaultMemoryFile says what to do where there is no home", () => {
  const message = "the environment has no HOME: say where the memory file is with --memory-file";
  assertThrows(() => defaultMemoryFile({ os: "linux", env: env({}) }), TypeError, message);
});

Deno.test("resolveMemoryFile makes every spelling absolute", () => {
  const context = { os: "linux", env: env({ HOME: "/home/ada" }) } as const;
  const resolve = (path: string) => resolveMemoryFile(path, "/base", context);
  assertEquals(resolve("/data/m.jsonl"), "/data/m.jsonl");
  assertEquals(resolve("m.jsonl"), "/base/m.jsonl");
  assertEquals(resolve("../m.jsonl"), "/m.jsonl");
  assertEquals(resolve("~/m.jsonl"), "/home/ada/m.jsonl");
  assertEquals(resolve("~ada/m.jsonl"), "/base/~ada/m.jsonl");
});

Deno.test("resolveMemoryFile follows a link, which a write would replace by a file", () => {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    const [target, link] = [join(directory, "target.jsonl"), join(directory, "link.jsonl")];
    Deno.symlinkSync(target, link);
    assertEquals(resolveMemoryFile(link, "/"), target, "also before there is a file");
    Deno.writeTextFileSync(target, "");
    assertEquals(resolveMemoryFile(link, "/"), target);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
