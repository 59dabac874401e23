/** Nothing of a program is written anywhere: neither its text nor what it holds. */
import { assertEquals, assertGreater } from "@std/assert";
import { dirname, join } from "node:path";
import { ServerProcess } from "../../helpers/servers/server_process.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";

const SUBMISSIONS = Number(Deno.env.get("CODE_MODE_SUBMISSIONS") ?? 60);

/** A mark that looks otherwise in each form in which a text may be kept. */
const MARK = `märk ${crypto.randomUUID()} ✓`;

const bytes = (text: string) => new TextEncoder().encode(text);
const FORMS: Record<string, Uint8Array> = {
  "as it is": bytes(MARK),
  "in a URL": bytes(encodeURIComponent(MARK)),
  "in UTF-16": new Uint8Array(new Uint16Array([...MARK].map((c) => c.charCodeAt(0))).buffer),
  "in Latin-1": bytes(MARK.slice(5, 41)),
  "in base64": bytes(btoa(MARK.slice(5, 41)).slice(0, 40)),
};

/** Programs that hold the mark in every place, and end in every way. */
const PROGRAMS = [
  `const mark = ${JSON.stringify(MARK)}; return mark.length`,
  `const mark: string = ${JSON.stringify(MARK)}; return mark.length`,
  `enum E { A = ${JSON.stringify(MARK)} } return E.A.length`,
  `// ${MARK}\nreturn 1`,
  `throw new Error(${JSON.stringify(MARK)})`,
  `const x = ; // ${MARK}`,
  `import(${JSON.stringify(MARK)})`,
  `await memory.searchNodes(${JSON.stringify(MARK)}); for (;;);`,
  `const all = [${JSON.stringify(MARK)}]; for (;;) all.push(new Uint8Array(2 ** 20).fill(1));`,
  "let a: any = " + "<T>(".repeat(60) + `1/* ${MARK} */` + ")".repeat(60),
  `globalThis.Deno?.exit(); console.log(${JSON.stringify(MARK)})`,
];

Deno.test("No file holds anything of a program", async () => {
  using scratch = new Scratch([entity("a")]);
  const home = join(scratch.directory, "home");
  for (const folder of ["", "tmp", "cache", "data"]) Deno.mkdirSync(join(home, folder));
  const cache = Deno.env.get("DENO_DIR") ??
    join(Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME")!, ".cache"), "deno");
  {
    await using server = await ServerProcess.start(["--memory-file", scratch.file], {
      HOME: home,
      TMPDIR: join(home, "tmp"),
      XDG_CACHE_HOME: join(home, "cache"),
      XDG_DATA_HOME: join(home, "data"),
      DENO_DIR: cache,
    });
    for (let i = 0; i < SUBMISSIONS; i++) {
      // Those that use up time or memory are a few only.
      const code = PROGRAMS[i < PROGRAMS.length ? i : i % 7]!;
      await server.execute(code, { timeout_ms: 1_000 });
    }
  }
  // Children have no environment that would lead them to another folder for temporary files.
  const folders = [cache, scratch.directory, dirname(scratch.directory)];
  for (const [form, mark] of Object.entries(FORMS)) {
    assertEquals(await filesWith(mark, folders, scratch.file), [], form);
  }
  // The search itself finds what is there.
  Deno.writeFileSync(join(scratch.directory, "found"), FORMS["in UTF-16"]!);
  assertGreater((await filesWith(FORMS["in UTF-16"]!, folders, scratch.file)).length, 0);
});

/** The files below `folders` that are newer than `since` and hold the bytes. */
async function filesWith(mark: Uint8Array, folders: string[], since: string): Promise<string[]> {
  const pattern = [...mark].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  const newer = ["-type", "f", "-newer", since];
  const { stdout } = await new Deno.Command("find", {
    args: [...folders, ...newer, "-exec", "grep", "-laP", pattern, "{}", "+"],
    env: { LC_ALL: "C" },
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
