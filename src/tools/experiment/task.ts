import { join } from "node:path";

const EXAMPLE_RECORDS = new URL("../../../data/code-mode-memory.jsonl", import.meta.url);

interface Line {
  type: "entity" | "relation";
  name?: string;
  observations?: string[];
}

/**
 * The work: give each of so many records an observation that depends on what the record says. On a
 * scratch copy of the example records, with more of their kind where fifty are too few.
 */
export class Task implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "code-mode-experiment-" });
  readonly #before: readonly Line[];
  readonly file = join(this.#folder, "memory.jsonl");

  /** @param records how many are updated */
  constructor(readonly records: number) {
    const examples = parse(Deno.readTextFileSync(EXAMPLE_RECORDS));
    const known = new Set(examples.map(({ name }) => name));
    const more = recordNames(records).filter((name) => !known.has(name));
    this.#before = [...examples, ...more.flatMap(madeUp)];
    this.reset();
  }

  /** Puts the file back as it was. No server may be writing. */
  reset(): void {
    Deno.writeTextFileSync(this.file, text(this.#before));
  }

  /** Whether the file holds exactly what it must: all that was there, each observation added once. */
  isRight(): boolean {
    const chosen = new Set(recordNames(this.records));
    const wanted = this.#before.map((line) =>
      line.type === "entity" && chosen.has(line.name!)
        ? { ...line, observations: [...line.observations!, review(line.observations!)] }
        : line
    );
    return text(parse(Deno.readTextFileSync(this.file))) === text(wanted);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/** @returns the names of the records to update */
export function recordNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `Record_${String(i + 1).padStart(3, "0")}`);
}

/** @returns what is added to a record with these observations */
export function review([status]: readonly string[]): string {
  return status!.replace("status", "review");
}

function madeUp(name: string, index: number): Line[] {
  const observations = [`status: ${index % 5 < 3 ? "active" : "inactive"}`, `count: ${index % 90}`];
  return [
    { type: "entity", name, entityType: "Record", observations } as Line,
    { type: "relation", from: name, to: "Project_Atlas", relationType: "part_of" } as Line,
  ];
}

/** Entities first: so server-memory writes them. */
function text(lines: readonly Line[]): string {
  const ofType = (type: Line["type"]) => lines.filter((line) => line.type === type);
  return [...ofType("entity"), ...ofType("relation")].map((line) => JSON.stringify(line)).join(
    "\n",
  );
}

function parse(text: string): Line[] {
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
