import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { Outcome } from "../../../../../src/outcome/outcome.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";
import { apply, atomic, dry, hostOn } from "../../../../helpers/servers/host_on.ts";

const HOSTS = 6;
const ROUNDS = 5;

/** Writes two texts by two calls, and `before` them what it found. */
const add = (text: string) =>
  `for (const end of [" begins", " ends"]) {
     await memory.addObservations([{ entityName: "a", contents: [${JSON.stringify(text)} + end] }]);
   }`;

const texts = (scratch: Scratch): string[] => scratch.lines()[0].observations;

function wholePairs(all: readonly string[]): string[] {
  const names = all.filter((_, index) => index % 2 === 0).map((text) =>
    text.replace(/ begins$/, "")
  );
  assertEquals(all, names.flatMap((name) => [`${name} begins`, `${name} ends`]));
  return names;
}

Deno.test(`${HOSTS} hosts of one process commit to one file, and each commit is whole`, async () => {
  using scratch = new Scratch([entity("a")]);
  await using stack = new AsyncDisposableStack();
  const hosts = Array.from({ length: HOSTS }, () => stack.use(hostOn(scratch.file)));
  for (const host of hosts) host.start();
  const committed: string[] = [];
  const ends: Record<string, number> = {};
  await Promise.all(hosts.map(async (host, who) => {
    for (let round = 0; round < ROUNDS; round++) {
      const name = `${who}.${round}`;
      const outcome = await atomic(host, add(name));
      const how = outcome.committed ? "committed" : `${outcome.error?.message}`;
      ends[how] = (ends[how] ?? 0) + 1;
      if (outcome.committed) committed.push(name);
    }
  }));
  console.log(ends);
  assertEquals(wholePairs(texts(scratch)).sort(), committed.sort());
  assertEquals(ends, { committed: HOSTS * ROUNDS });
});

Deno.test("A plan that is applied twice at once is written once", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const { plan } = await dry(host, add("planned"));
  const outcomes = await Promise.all([0, 1, 2].map(() => apply(host, plan!)));
  const said = outcomes.map(({ committed, error }) => committed || error!.message).sort();
  const again = `What plan "${plan}" holds was written before: nothing was written now`;
  assertEquals(said, [again, again, true] as unknown[]);
  assertEquals(wholePairs(texts(scratch)), ["planned"]);
});

Deno.test("A plan is written before or after a program that runs, or not at all", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const written: string[] = [];
  for (let round = 0; round < 6; round++) {
    const { plan } = await dry(host, add(`plan ${round}`));
    const runs: Promise<Outcome>[] = [
      atomic(host, add(`atomic ${round}`)),
      apply(host, plan!),
      host.execute(add(`plain ${round}`)).then(({ outcome }) => outcome),
    ];
    if (round % 2 === 1) runs.reverse();
    const [one, two, three] = await Promise.all(runs);
    const [ran, applied, plain] = round % 2 === 1 ? [three!, two!, one!] : [one!, two!, three!];
    assertEquals([ran.committed, plain.status], [true, "ok"], JSON.stringify([ran, plain]));
    written.push(`atomic ${round}`, `plain ${round}`);
    if (applied.committed) written.push(`plan ${round}`);
    else assertStringIncludes(applied.error!.message, "changed since the dry run");
  }
  const all = texts(scratch);
  assertEquals(
    all.toSorted(),
    written.flatMap((name) => [`${name} begins`, `${name} ends`]).sort(),
  );
});

Deno.test("Of six plans the oldest is gone, and of the others one is written", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const plans: string[] = [];
  for (let index = 0; index < 6; index++) plans.push((await dry(host, add(`${index}`))).plan!);
  assertEquals(new Set(plans).size, 6);
  const [oldest, ...others] = await Promise.all(plans.map((plan) => apply(host, plan)));
  assertStringIncludes(oldest!.error!.message, `There is no plan "${plans[0]}"`);
  assertEquals(others.map(({ committed }) => committed), [true, false, false, false, false]);
  for (const { error } of others.slice(1)) {
    assertStringIncludes(error!.message, "has changed since the dry run");
  }
  assertEquals(wholePairs(texts(scratch)), ["1"]);
});

Deno.test("A plan of one host is none of another", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  await using other = hostOn(scratch.file);
  const { plan } = await dry(host, add("1"));
  assertNotEquals(plan, undefined);
  assertStringIncludes((await apply(other, plan!)).error!.message, "There is no plan");
  for (const strange of ["", "../../memory", "__proto__", "x".repeat(10_000)]) {
    assertStringIncludes((await apply(host, strange)).error!.message, "There is no plan");
  }
  assertEquals(texts(scratch), []);
});

Deno.test("A last try keeps no others waiting while it waits for a place itself", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file, { concurrent: 1 });
  await using other = hostOn(scratch.file);
  const write = (text: string) =>
    other.execute(`await memory.addObservations([{ entityName: "a", contents: ["${text}"] }])`);
  await write("warm");
  let [tries, before] = [0, 0];
  let plain: Promise<Outcome> | undefined;
  const onProgress = ({ calls }: { calls: number }) => {
    if (calls === 1 && before !== 1) {
      if (++tries <= 2) write(`other ${tries}`);
      // It gets the place before the third try.
      if (tries === 2) {
        const slow = `await new Promise((go) => setTimeout(go, 500)); ${add("plain")}`;
        plain = host.execute(slow).then(({ outcome }) => outcome);
      }
    }
    before = calls;
  };
  const code = `await memory.readGraph();
    await new Promise((go) => setTimeout(go, 300)); ${add("atomic")}`;
  const outcome = await atomic(host, code, { onProgress });
  assertEquals([tries, outcome.committed], [3, true], JSON.stringify(outcome));
  assertEquals((await plain)?.status, "ok", JSON.stringify(await plain));
  const pairs = ["plain begins", "plain ends", "atomic begins", "atomic ends"];
  assertEquals(texts(scratch), ["warm", "other 1", "other 2", ...pairs]);
});
