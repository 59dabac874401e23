import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { findServersConfig, userConfigPaths } from "../../../src/servers/config/config_file.ts";
import type { Surroundings } from "../../../src/servers/config/variables.ts";

const POSIX = Deno.build.os !== "windows";

const surroundings = (
  variables: Record<string, string> = {},
  more: Partial<Surroundings> = {},
): Surroundings => ({
  env: (name) => variables[name],
  home: "/home/ann",
  workspace: "/work/space",
  os: "linux",
  ...more,
});

Deno.test({
  name: "the user's config lies in the platform's folder, and never in an opened one",
  ignore: !POSIX, // node:path has the paths of the platform that it runs on
  fn() {
    const paths = (variables?: Record<string, string>, more?: Partial<Surroundings>) =>
      userConfigPaths(surroundings(variables, more));
    assertEquals(paths(), ["/home/ann/.config/code-mode/mcp.json"]);
    assertEquals(paths({ XDG_CONFIG_HOME: "/x" }), ["/x/code-mode/mcp.json"]);
    for (const relative of ["x", "", "./x", ".."]) {
      const given = paths({ XDG_CONFIG_HOME: relative });
      assertEquals(given, ["/home/ann/.config/code-mode/mcp.json"]);
    }
    assertEquals(paths({}, { home: "rel" }), []);
    assertEquals(paths({}, { home: "" }), []);
    assertEquals(paths({}, { os: "darwin" }), [
      "/home/ann/Library/Application Support/code-mode/mcp.json",
      "/home/ann/.config/code-mode/mcp.json",
    ]);
    assertEquals(paths({ XDG_CONFIG_HOME: "/x" }, { os: "darwin" })[1], "/x/code-mode/mcp.json");
    assertEquals(paths({ APPDATA: "/app" }, { os: "windows" }), ["/app/code-mode/mcp.json"]);
    assertEquals(paths({}, { os: "windows" }), []);
  },
});

async function inScratch(run: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a named config is read from the workspace, and must be there", () =>
  inScratch((folder) => {
    const here = surroundings({}, { workspace: folder, home: folder });
    Deno.writeTextFileSync(join(folder, "my.json"), "{}", { mode: 0o640 });
    const file = { path: join(folder, "my.json"), text: "{}" };
    for (const named of ["my.json", file.path, "~/my.json"]) {
      const { mode, ...read } = findServersConfig(named, here)!;
      assertEquals(read, file);
      if (POSIX) assertEquals(mode, 0o640);
    }
    assertThrows(() => findServersConfig("other.json", here), TypeError, "no such file");
    assertThrows(() => findServersConfig(folder, here), TypeError, "not an ordinary file");
    Deno.truncateSync(file.path, 5 * 2 ** 20);
    assertThrows(() => findServersConfig(file.path, here), TypeError, "larger than 4 MiB");
    Deno.mkdirSync(join(folder, "loop"));
    if (!POSIX) return;
    Deno.symlinkSync(join(folder, "a"), join(folder, "b"));
    Deno.symlinkSync(join(folder, "b"), join(folder, "a"));
    assertThrows(() => findServersConfig("a", here), TypeError, "Cannot read");
  }));

Deno.test("without a name the user's config is read, if there is one", () =>
  inScratch((folder) => {
    const here = surroundings({ XDG_CONFIG_HOME: folder }, { workspace: folder, home: folder });
    // What merely lies in the opened folder counts for nothing.
    for (const name of ["mcp.json", ".mcp.json"]) Deno.writeTextFileSync(join(folder, name), "{}");
    assertEquals(findServersConfig(undefined, here), undefined);
    const path = join(folder, "code-mode", "mcp.json");
    Deno.mkdirSync(path, { recursive: true });
    assertThrows(() => findServersConfig(undefined, here), TypeError, "not an ordinary file");
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, "{}");
    assertEquals(findServersConfig(undefined, here)?.path, path);
    const mac = { ...here, os: "darwin" as const };
    assertEquals(findServersConfig(undefined, mac)?.path, path);
    const other = join(folder, "Library", "Application Support", "code-mode");
    Deno.mkdirSync(other, { recursive: true });
    Deno.writeTextFileSync(join(other, "mcp.json"), "{}");
    assertThrows(() => findServersConfig(undefined, mac), TypeError, "between two configs");
    assert(findServersConfig(path, mac));
  }));
