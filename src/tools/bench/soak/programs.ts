/** A kind of submission, and how it must end. */
export interface Kind {
  /** How often it is sent, relative to the others. */
  readonly weight: number;
  /** How many texts it writes, one by one; none when left out. */
  readonly writes?: number;
  /** @param write statements that write the texts */
  readonly code: (write: string) => string;
  /** `ok`, or the kind of the error. */
  readonly ends: string;
  /** Deadline in milliseconds. */
  readonly timeoutMs?: number;
  /** The client takes the request back after so many milliseconds. */
  readonly cancelMs?: number;
}

const READ = `return (await memory.openNodes([name])).entities[0].observations.length;`;

/** Good, slow, huge and hostile ones. Each finds the name of its client's entity as `name`. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "writes and reads": { weight: 12, writes: 40, code: (write) => `${write} ${READ}`, ends: "ok" },
  "all at once": {
    weight: 4,
    code: () =>
      `const { entities } = await memory.searchNodes("Record_10");
       await Promise.all(entities.map(async (one) => {
         const { entities: [{ observations }] } = await memory.openNodes([one.name]);
         await memory.addObservations([{ entityName: one.name, contents: [observations[0]] }]);
       }));`,
    ends: "ok",
  },
  "slow": {
    weight: 3,
    writes: 2,
    code: (write) => `await new Promise((go) => setTimeout(go, 400)); ${write} ${READ}`,
    ends: "ok",
  },
  "huge argument": {
    weight: 2,
    code: () =>
      `const huge = { name: name + " huge", entityType: "Huge", observations: ["x".repeat(300_000)] };
       await memory.createEntities([huge]);
       await memory.deleteEntities([huge.name]);`,
    ends: "ok",
  },
  "huge result": { weight: 2, code: () => `return "x".repeat(5_000_000);`, ends: "ok" },
  "huge source": { weight: 1, code: () => `return "${"y".repeat(200_000)}".length;`, ends: "ok" },
  "flood of logs": {
    weight: 1,
    code: () => `for (let i = 0; i < 20_000; i++) console.log("log ".repeat(20), i);`,
    ends: "ok",
  },
  "writes, then throws": {
    weight: 2,
    writes: 3,
    code: (write) => `${write} null.x;`,
    ends: "runtime",
  },
  "writes, then never ends": {
    weight: 2,
    writes: 2,
    code: (write) => `${write} for (;;);`,
    ends: "timeout",
    timeoutMs: 1_500,
  },
  "cut while it writes": {
    weight: 2,
    writes: 2_000,
    code: (write) => write,
    ends: "timeout",
    timeoutMs: 60,
  },
  "taken back": {
    weight: 2,
    writes: 2_000,
    code: (write) => write,
    ends: "cancelled",
    cancelMs: 150,
  },
  "takes all memory": {
    weight: 1,
    code: () => `const all = []; for (;;) all.push(new Uint8Array(2 ** 20).fill(1));`,
    ends: "memory",
  },
  "flood of calls": {
    weight: 1,
    code: () => `for (;;) memory.readGraph().catch(() => {});`,
    ends: "memory",
    timeoutMs: 20_000,
  },
  "no program": { weight: 1, code: () => `import x from "npm:acorn"; {{`, ends: "syntax" },
};

/** @returns the name of a kind, each as often as its weight says */
export function pick(): string {
  const total = Object.values(KINDS).reduce((sum, { weight }) => sum + weight, 0);
  let at = Math.random() * total;
  for (const [name, { weight }] of Object.entries(KINDS)) {
    at -= weight;
    if (at < 0) return name;
  }
  return Object.keys(KINDS)[0]!;
}
