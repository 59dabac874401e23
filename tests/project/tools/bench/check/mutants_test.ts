import { assert, assertEquals } from "@std/assert";
import { KINDS } from "../../../../../src/tools/bench/check/changes/change.ts";
import { mutantsOf } from "../../../../../src/tools/bench/check/mutants.ts";
import { dice } from "../../../../../src/tools/fuzz/dice.ts";

const ALL = 1_000;

function mutants(code: string, most = ALL): string[] {
  return mutantsOf(code, dice(1), most).map((mutant) => `${mutant.kind}: ${mutant.code}`);
}

/** A line, and one of the mutants that it must have. */
const MISTAKES: readonly (readonly [code: string, mutant: string])[] = [
  [
    "return (await memory.readGraph()).entities",
    "await dropped: return (memory.readGraph()).entities",
  ],
  ["await Promise.all(a.map(b))", "Promise.all dropped: await a.map(b)"],
  ["const { a } = await b()", "destructuring dropped: const a = await b()"],
  ["return a.length", "property renamed: return a.lenth"],
  ["const { entity } = b", "property renamed: const { entitys: entity } = b"],
  ["memory.createEntities([{ nam }])", "key renamed: memory.createEntities([{ nams: nam }])"],
  ["memory.readGraph()", "method misspelt: memory.readraph()"],
  ["const list = []; return list", "variable misspelt: const list = []; return lit"],
  ["const list = []; return { list }", "variable misspelt: const list = []; return { list: lit }"],
  ["memory.openNodes([x])", "array unwrapped: memory.openNodes(x)"],
  ["memory.openNodes(x)", "array wrapped: memory.openNodes([x])"],
  [
    "memory.addObservations([{ contents: x }])",
    "array wrapped: memory.addObservations([{ contents: [x] }])",
  ],
];

Deno.test("mutants have mistakes of each kind", () => {
  for (const [code, mutant] of MISTAKES) {
    // Dice choose one of several wrong names.
    const seen = Array.from({ length: 20 }, (_, seed) => mutantsOf(code, dice(seed), ALL)).flat();
    const texts = seen.map(({ kind, code }) => `${kind}: ${code}`);
    assert(texts.includes(mutant), `${mutant}\nin\n${[...new Set(texts)].join("\n")}`);
  }
  for (const kind of KINDS) assert(MISTAKES.some(([, one]) => one.startsWith(kind)), kind);
});

Deno.test("mutants leave alone what is no value: types, declarations, what is assigned to", () => {
  assertEquals(mutants("class Ab {}\nconst a: Ab = 1"), []);
  assertEquals(mutants("class Ab {}\ninterface Cd extends Ab { ef: Ab }\ntype Gh = Ab"), []);
  assertEquals(mutants("x.abc = 1"), []);
  assertEquals(mutants("f([x])"), []);
  assertEquals(mutants("memory.openNodes([...x])").filter((one) => one.includes("array")), []);
});

Deno.test("mutants are the same for the same seed, and of all kinds before more of one", () => {
  const code = "const { ab } = await memory.openNodes([cd]);\nreturn [ab.ef, ab.gh, ab.ij]";
  assertEquals(mutants(code), mutants(code));
  const kinds = mutantsOf(code, dice(3), 5).map(({ kind }) => kind);
  assertEquals(new Set(kinds).size, 5);
  assertEquals(mutants(code, 2).length, 2);
});
