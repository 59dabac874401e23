import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { LineProcess } from "../../src/process/lines/line_process.ts";
import { Trace, traceOf, traceOfChild } from "../../src/process/trace.ts";
import { Scratch } from "../helpers/scratch.ts";

const LIMITS = { textChars: 100, bufferChars: 10_000, fileChars: 1_000_000, endMs: 2_000 };
const ignore = Deno.build.os === "windows";

/** The file of a trace, and what was told to people. */
class Traced extends Scratch {
  readonly path = `${this.directory}/trace`;
  readonly told: string[] = [];

  start(limits: Partial<typeof LIMITS> = {}): Promise<Trace> {
    return Trace.start(this.path, { ...LIMITS, ...limits }, (text) => this.told.push(text));
  }

  get text(): string {
    return Deno.readTextFileSync(this.path);
  }

  /** Its lines, without the time. */
  get entries(): Record<string, unknown>[] {
    return this.text.trimEnd().split("\n").map((line) => {
      const { at, ...entry } = JSON.parse(line);
      assert(!Number.isNaN(Date.parse(at)), line);
      return entry;
    });
  }
}

Deno.test("Trace notes a message with its peer, direction, length and time, one a line", async () => {
  using traced = new Traced();
  {
    await using _trace = await traced.start();
    traceOf("client")?.("from", "a\nbé");
    traceOfChild("sandbox")?.("to", "1");
    const second = traceOfChild("sandbox");
    traceOfChild("memory")?.("stderr", "x");
    second?.("end", "SIGKILL");
  }
  assertEquals(traced.entries, [
    { peer: "client", direction: "from", bytes: 5, text: "a\nbé" },
    { peer: "sandbox 1", direction: "to", bytes: 1, text: "1" },
    { peer: "memory 1", direction: "stderr", bytes: 1, text: "x" },
    { peer: "sandbox 2", direction: "end", bytes: 7, text: "SIGKILL" },
  ]);
  assertEquals(traceOf("client"), undefined, "it is over");
});

Deno.test("Trace keeps the beginning of a long text, and its length", async () => {
  using traced = new Traced();
  {
    await using _trace = await traced.start();
    traceOf("client")?.("from", "é".repeat(101));
  }
  assertEquals(traced.entries[0], {
    peer: "client",
    direction: "from",
    bytes: 202,
    text: "é".repeat(100),
  });
});

Deno.test("Trace holds nothing that a terminal would obey", async () => {
  using traced = new Traced();
  {
    await using _trace = await traced.start();
    traceOf("client")?.("from", "\x1b[2J\x9b2J\u2028\x7f\r\n");
  }
  assertEquals(/[^\n\x20-\x7e]/.test(traced.text), false);
  assertEquals(traced.entries[0]!.text, "\x1b[2J\x9b2J\u2028\x7f\r\n");
});

Deno.test("Trace drops and counts what the disk is too slow for, in memory of a limit", async () => {
  using traced = new Traced();
  {
    await using _trace = await traced.start();
    const note = traceOf("client")!;
    for (let i = 0; i < 10_000; i++) note("from", "x".repeat(100)); // the disk has no turn meanwhile
    await new Promise((resolve) => setTimeout(resolve, 200));
    note("from", "after");
  }
  const [kept, gap, after] = [
    traced.entries.length - 2,
    traced.entries.at(-2),
    traced.entries.at(-1),
  ];
  assertGreater(kept, 10);
  assertLess(kept * 100, LIMITS.bufferChars);
  assertEquals(gap, { dropped: 10_000 - kept });
  assertEquals(after!.text, "after");
});

Deno.test("Trace fills no disk: what is beyond its limit is counted at the end", async () => {
  using traced = new Traced();
  {
    await using _trace = await traced.start({ fileChars: 1_000 });
    for (let i = 0; i < 100; i++) {
      traceOf("client")?.("from", "x");
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  assertLess(traced.text.length, 1_100);
  assertEquals(traced.entries.at(-1), { dropped: 100 - (traced.entries.length - 1) });
});

Deno.test("Trace appends, and makes the file its owner's alone", async () => {
  using traced = new Traced();
  for (const text of ["first", "second"]) {
    {
      await using _trace = await traced.start();
      traceOf("client")?.("from", text);
    }
    if (!ignore) assertEquals(Deno.statSync(traced.path).mode! & 0o777, 0o600);
    if (!ignore) Deno.chmodSync(traced.path, 0o644);
  }
  assertEquals(traced.entries.map(({ text }) => text), ["first", "second"]);
});

Deno.test({
  name: "Trace takes no folder and no pipe for a file, and no file in a folder that is not there",
  ignore,
  async fn() {
    using scratch = new Scratch();
    const pipe = `${scratch.directory}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    for (const path of [scratch.directory, pipe, "/dev/null"]) {
      await assertRejects(() => Trace.start(path, LIMITS, () => {}), Error, "no plain file");
    }
    const nowhere = `${scratch.directory}/nowhere/trace`;
    await assertRejects(() => Trace.start(nowhere, LIMITS, () => {}), Deno.errors.NotFound);
    assertEquals(traceOf("client"), undefined);
  },
});

Deno.test({
  name: "Trace says once that its file can't be written any more, and nobody else hears of it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using traced = new Traced();
    // A limit of the system's on the size of files, which only a shell can set.
    const program = `
      import { Trace, traceOf } from ${
      JSON.stringify(new URL("../../src/process/trace.ts", import.meta.url).href)
    };
      const limits = { textChars: 1e6, bufferChars: 1e7, fileChars: 1e7, endMs: 2000 };
      {
        await using _ = await Trace.start(Deno.args[0], limits, (text) => console.log(text));
        for (let i = 0; i < 3; i++) {
          traceOf("client")("from", "x".repeat(5e5));
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
      console.log("goes on");`;
    const file = `${traced.directory}/program.ts`;
    Deno.writeTextFileSync(file, program);
    const line = [Deno.execPath(), "run", "-A", "--quiet", "--no-lock", file, traced.path];
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", `trap '' XFSZ; ulimit -f 600; exec "$0" "$@"`, ...line],
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals(lines.length, 2, new TextDecoder().decode(stderr));
    assert(lines[0]!.startsWith("the trace ends here: "), lines[0]);
    assertEquals(lines[1], "goes on");
  },
});

Deno.test({
  name: "LineProcess traces what goes both ways, stderr and the end; not what has no name",
  ignore,
  async fn() {
    using traced = new Traced();
    {
      await using _trace = await traced.start();
      for (const peer of ["shell", undefined]) {
        const script =
          `read -r a; echo "$a!"; echo words >&2; read -r b; printf '%300s\\n' x; exit 3`;
        const child = new Deno.Command("sh", {
          args: ["-c", script],
          stdin: "piped",
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const process: LineProcess = new LineProcess(child, {
          ...peer === undefined ? {} : { peer },
          maxLineBytes: 200,
          onLine: () => process.send("more"),
          stderr: { tailChars: 10 },
        });
        process.send("hi");
        await process.gone;
      }
    }
    const lines = traced.entries.map(({ peer, direction, text }) => `${peer} ${direction} ${text}`);
    assertEquals(lines.sort(), [
      "shell 1 end A line is longer than 200 bytes",
      lines.find((line) => /end (SIGKILL|exit code 3)/.test(line)),
      "shell 1 from hi!",
      "shell 1 stderr words\n",
      "shell 1 to hi",
      "shell 1 to more",
    ]);
  },
});
