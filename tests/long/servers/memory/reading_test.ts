import { assertEquals, assertStringIncludes } from "@std/assert";
import { codeModeLine, NO_CONFIG } from "../../../helpers/code_mode.ts";
import { withoutPrivileges } from "../../../helpers/rights.ts";
import { entity, Scratch } from "../../../helpers/scratch.ts";

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

/** `code-mode run -` without root's privileges. */
async function run(code: string, args: string[]) {
  const command = await withoutPrivileges(codeModeLine(["run", "-", ...args]));
  if (!command) return undefined;
  const child = new Deno.Command(command[0]!, {
    env: { NO_COLOR: "1", ...NO_CONFIG },
    args: command.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { code: exit, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { exit, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("a read-only file in a read-only folder can be read, and the first write says what is missing", async () => {
  for (const args of [[], ["--read-only"]]) {
    using scratch = new Scratch([entity("a")]);
    Deno.chmodSync(scratch.file, 0o444);
    Deno.chmodSync(scratch.directory, 0o555);
    try {
      const file = ["--memory-file", scratch.file, ...args];
      const read = await run("return (await memory.readGraph()).entities.length", file);
      if (!read) return;
      assertEquals([read.exit, read.stdout], [0, "1\n"], read.stderr);
      assertEquals(names(scratch.directory), ["memory.jsonl"]);
      if (args.length > 0) continue;
      const add = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;
      const write = await run(add, file);
      assertEquals(write!.exit, 1);
      assertStringIncludes(write!.stderr, "Cannot use the memory file: it can only be read");
      Deno.chmodSync(scratch.file, 0o644);
      const folder = await run(add, file);
      assertStringIncludes(folder!.stderr, "its folder cannot be written to (Permission denied)");
      assertStringIncludes(
        folder!.stderr,
        `its folder "${scratch.directory}" cannot be written to`,
      );
      assertEquals(names(scratch.directory), ["memory.jsonl"]);
    } finally {
      Deno.chmodSync(scratch.directory, 0o755);
    }
  }
});

Deno.test("a file that a user may replace but not own again is read, and not written", async () => {
  using scratch = new Scratch([entity("a")]);
  if (!await withoutPrivileges(["true"])) return;
  const file = ["--memory-file", scratch.file];
  try {
    Deno.chownSync(scratch.file, 65_534, 65_534);
  } catch {
    console.warn("SKIPPED: only root can give a file away");
    return;
  }
  const text = scratch.read();
  const add = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;
  const { exit, stderr } = (await run(add, file))!;
  assertEquals([exit, scratch.read()], [1, text]);
  assertStringIncludes(
    stderr,
    "it can only be read: this user cannot give a file the same owner and mode",
  );
  assertStringIncludes(stderr, "(mode 644, user 65534, group 65534)");
});
