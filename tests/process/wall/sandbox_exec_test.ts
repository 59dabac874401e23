import { assertStringIncludes } from "@std/assert";
import { profile } from "../../../src/process/wall/sandbox_exec.ts";

Deno.test("profile() quotes paths, so that none of them ends its rule early", () => {
  const folder = '/data/a"b\\c';
  const text = profile("/deno", { cwd: "/", cache: undefined, writable: folder, env: {} });
  assertStringIncludes(text, String.raw`(allow file-write* (subpath "/data/a\"b\\c"))`);
});
