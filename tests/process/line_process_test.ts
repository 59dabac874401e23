import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { spawnPreparer } from "../../src/executor/preparer.ts";
import { LineProcess, type LineProcessOptions } from "../../src/process/lines/line_process.ts";
import { LineTooLongError } from "../../src/process/lines/line_reader.ts";
import { until } from "../helpers/processes.ts";

const ignore = Deno.build.os === "windows"; // there is no sh

/** A shell's program as a child, and every line of it. */
function started(script: string, options: Partial<LineProcessOptions> = {}) {
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  const process = new LineProcess(child, {
    maxLineBytes: 1_000,
    onLine: (line) => lines.push(line),
    stderr: { tailChars: 10 },
    ...options,
  });
  return { process, lines, child };
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

test("LineProcess sends lines in order and hands on what comes back", async () => {
  const { process, lines } = started("exec cat");
  process.send("a");
  const [second, third] = [process.send("é"), process.send("")];
  assert(second === third, "those of one turn go out as one write");
  await second;
  process.send("last");
  await process.close(5_000);
  assertEquals(lines, ["a", "é", "", "last"]);
  assertEquals([process.ending, process.killed], ["exit code 0", false]);
  assertEquals(await Promise.all([process.output, process.errors]), [undefined, undefined]);
});

test("LineProcess takes no flood without a line end: that is a fault, and the process is killed", async () => {
  const { process, lines } = started("echo first; sleep 0.3; exec tr '\\0' x < /dev/zero");
  const fault = await process.output;
  assert(fault instanceof LineTooLongError);
  await process.gone;
  // The pipe may break under it before the kill arrives.
  assertEquals([lines, process.killed], [["first"], true]);
});

test("LineProcess goes on after a line that is too long, for those who take its ends", async () => {
  const long: number[] = [];
  const { process, lines } = started("printf '%2000s\\nshort\\n' x", {
    onTooLong: ({ bytes }) => long.push(bytes),
  });
  await process.gone;
  assertEquals([long, lines, process.killed], [[2_000], ["short"], false]);
});

test("LineProcess kills a process whose line was refused, and hands on no other", async () => {
  const seen: string[] = [];
  const { process } = started("echo good; echo bad; echo good; exec sleep 20", {
    onLine: (line) => {
      seen.push(line);
      if (line === "bad") throw new RangeError("this is bad");
    },
  });
  assertEquals((await process.output)?.message, "this is bad");
  await process.gone;
  assertEquals(seen, ["good", "bad"]);
  assertEquals(process.ending, "SIGKILL");
});

test("LineProcess hands on no half line of a process that dies in the middle of it", async () => {
  const { process, lines } = started("printf 'whole\\nhal'; exit 3");
  await process.gone;
  assertEquals(lines, ["whole"]);
  assertEquals([process.ending, await process.output], ["exit code 3", undefined]);
});

test("LineProcess rejects what a process with a closed stdin is sent, or one that is gone", async () => {
  const { process, lines } = started("exec <&-; echo closed; exec sleep 20");
  await until(() => lines.length === 1, 5_000, "its stdin is closed");
  process.send("x".repeat(2 ** 21)); // nobody asks what became of it
  assertEquals(process.full, true);
  await process.taken();
  await process.drained();
  assertEquals(process.full, false, "what will never be taken does not count");
  await assertRejects(() => process.send("y"));
  assertEquals(process.killed, false);
  process.kill();
  await process.gone;
  await assertRejects(() => process.send("z"), Error);
});

test("LineProcess says when a process is behind with reading, and when it takes some again", async () => {
  const { process, lines } = started("sleep 0.3; exec wc -c");
  for (let i = 0; i < 3; i++) process.send("x".repeat(2 ** 19));
  assertEquals(process.full, true);
  await process.taken();
  assertEquals(process.full, false);
  await process.close(5_000);
  assertEquals(lines.map(Number), [3 * (2 ** 19 + 1)]);
});

test("LineProcess keeps the end of stderr, which can be taken once", async () => {
  const tails: string[] = [];
  const { process } = started("printf 'long before, 0123456789é' >&2", {
    stderr: { tailChars: 10, onTail: (tail) => tails.push(tail) },
  });
  await process.gone;
  assertEquals([process.stderr, tails.at(-1)], ["123456789é", "123456789é"]);
  assertEquals([process.takeStderr(), process.takeStderr()], ["123456789é", ""]);
});

test("LineProcess keeps of a long text on stderr the end, in whole characters", async () => {
  const { process } = started(`printf '${"€".repeat(1_000)}é' >&2`, { stderr: { tailChars: 10 } });
  await process.gone;
  assertEquals(process.stderr, "€".repeat(9) + "é");
});

test("LineProcess takes a flood on stderr for a fault", async () => {
  const { process } = started("exec tr '\\0' x < /dev/zero >&2", {
    stderr: { tailChars: 10, floodBytes: 100_000 },
  });
  assertEquals((await process.errors)?.message, "A flood on stderr");
  await process.gone;
  // The pipe may break under it before the kill arrives.
  assertEquals([process.killed, process.stderr.length], [true, 10]);
});

test("LineProcess closes: a process that reads on ends by itself, another one is killed", async () => {
  const good = started("cat > /dev/null; echo bye; exit 4");
  await good.process.close(5_000);
  assertEquals([good.lines, good.process.ending], [["bye"], "exit code 4"]);
  const deaf = started("exec sleep 20");
  const from = performance.now();
  await deaf.process.close(100);
  assertLess(performance.now() - from, 5_000);
  assertEquals([deaf.process.ending, deaf.process.killed], ["SIGKILL", true]);
  await deaf.process.close(100); // and again, to no effect
});

test("LineProcess waits for whoever still holds stdout, as long as it was told to", async () => {
  const { process, lines } = started("(sleep 0.3; echo late) 2>&- & exit 0");
  await process.gone;
  assertEquals(lines, ["late"]);
  const from = performance.now();
  const other = started("sleep 5 & echo $!; exit 0", {
    patience: { stdoutMs: 100, stderrMs: 50 },
  });
  await other.process.gone;
  assertLess(performance.now() - from, 4_000);
  Deno.kill(Number(other.lines[0]), "SIGKILL");
});

test("LineProcess can be killed at any moment, while lines go both ways", async () => {
  for (let ms = 0; ms < 20; ms++) {
    const { process, lines } = started("while :; do echo out; echo err >&2; read -r _; done");
    const timer = setInterval(() => process.send("x".repeat(10_000)), 1);
    await new Promise((resolve) => setTimeout(resolve, ms));
    process.kill();
    process.kill();
    await process.gone;
    clearInterval(timer);
    const heard = lines.length;
    await assertRejects(() => process.send("more"));
    assertEquals([process.ending, lines.length], ["SIGKILL", heard]);
  }
});

Deno.test("LineProcess leaves nothing of a child that is killed while it starts", async () => {
  const setup = JSON.stringify({ patienceMs: 1_000, memoryBytes: 2 ** 30 });
  for (let ms = 0; ms < 60; ms += 6) {
    const process = new LineProcess(await spawnPreparer([setup]), {
      maxLineBytes: 1_000,
      onLine: () => {},
      stderr: { tailChars: 1_000 },
    });
    await new Promise((resolve) => setTimeout(resolve, ms));
    process.kill();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => timer = setTimeout(resolve, 5_000, "late"));
    assert(await Promise.race([process.gone, late]) !== "late", `its pipes are held, ${ms} ms`);
    clearTimeout(timer);
    assertGreater(process.ending?.length ?? 0, 0);
  }
});
