import { assertEquals } from "@std/assert";
import { descendants, processes, until } from "../../helpers/processes.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";
import { type Attack, baited, type Family, meets } from "./attack.ts";
import { Trap } from "./trap.ts";

const LIMITS = ["--memory-mb", "64", "--timeout-ms", "5000", "--calls", "5000"];
const ANSWER_CHARS = 48_000;
const INNOCENT = { code: "return (await memory.readGraph()).entities.length", result: 1 };
/** The spare sandbox, another while submissions come fast, the memory server, the process that reads programs. */
const PROCESSES = 4;

/**
 * Sends attacks to one server, one after another, and looks after each for what it has done.
 *
 * @param t what the families are steps of
 */
export async function siege(t: Deno.TestContext, families: readonly Family[]): Promise<void> {
  using trap = new Trap();
  await using server = await ServerProcess.start(["--memory-file", trap.scratch.file, ...LIMITS]);
  await server.execute("await memory.readGraph()");

  const only = Deno.env.get("CODE_MODE_WALL"); // a part of a family's name, for who works on it
  for (const { name, attacks } of families.filter(({ name }) => name.includes(only ?? ""))) {
    await t.step(`The wall holds against ${name}`, async () => {
      const faults: string[] = [];
      for (const attack of attacks) {
        for (const fault of await faultsOf(attack, server, trap)) {
          faults.push(`${attack.name}: ${fault}`);
        }
      }
      assertEquals(faults, []);
      // Not after each attack: the answer to the next one says the same.
      const { structuredContent } = await server.execute(INNOCENT.code);
      assertEquals(structuredContent.result, INNOCENT.result);
    });
  }

  const children = () => descendants(server.child.pid).map(({ pid }) => pid);
  await until(() => children().length <= PROCESSES, 2_000, "nothing but the spare is left");
  const pids = children();
  assertEquals((await server.close()).code, 0);
  const left = () => processes().filter(({ pid }) => pids.includes(pid)).length;
  await until(() => left() === 0, 2_000, "no process is left");
}

/** Carries out an attack. @returns what is wrong afterwards */
async function faultsOf(
  { code, expect, timeoutMs, next }: Attack,
  server: ServerProcess,
  trap: Trap,
): Promise<string[]> {
  const faults: string[] = [];
  const linesBefore = server.lines.length;
  const options = timeoutMs === undefined ? {} : { timeout_ms: timeoutMs };
  const answer = await server.execute(baited(code, trap.bait), options);
  const seen = answer.structuredContent;
  if (!meets(expect, seen)) faults.push(`it saw ${JSON.stringify(seen).slice(0, 500)}`);
  for (const text of [answer.content[0].text, JSON.stringify(seen)]) {
    if (text.length > ANSWER_CHARS) faults.push(`it was answered ${text.length} characters`);
  }
  if (next) {
    const { structuredContent } = await server.execute(next.code);
    if (!meets({ result: next.result }, structuredContent)) {
      faults.push(`the next submission was answered ${JSON.stringify(structuredContent)}`);
    }
  }
  await server.request("ping");

  const lines = server.lines.length - linesBefore;
  if (lines !== (next ? 3 : 2)) faults.push(`${lines} lines on stdout`);
  faults.push(...trap.touched(server.lines.slice(linesBefore).join("\n") + server.stderr));
  // People are told of a crash, in lines that nothing else begins like.
  const said = server.stderr.replace(
    /^code-mode: a sandbox process ended by .*\n(?: {2}.*\n)*/gm,
    "",
  );
  if (said !== "") faults.push(`stderr has ${said}`);
  server.stderr = "";
  await until(() => descendants(server.child.pid).length <= PROCESSES, 2_000, "it is dead")
    .catch((error) => faults.push(error.message));
  return faults;
}
