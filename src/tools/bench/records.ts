import { join } from "node:path";

/** A folder of its own with a memory file of records; goes when it is disposed of. */
export class Records implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "code-mode-bench-" });
  readonly file = join(this.#folder, "memory.jsonl");

  /**
   * @param count of entities, `Record_1` and so on, with three observations each
   * @param note in each of them, which makes the file larger
   */
  constructor(readonly count: number, note = "") {
    const lines = Array.from({ length: count }, (_, index) =>
      JSON.stringify({
        type: "entity",
        name: name(index),
        entityType: "Record",
        observations: ["status: active", `count: ${index}`, `category: ${"ABC"[index % 3]}${note}`],
      }));
    Deno.writeTextFileSync(this.file, lines.join("\n"));
  }

  /**
   * Makes sure that the file holds what was written to it.
   *
   * @param contents observations that every record must have, each once, and no other beside its first three
   * @param first how many of the records must have them; the rest must have none
   * @throws {Error} that says how many are missing or too many
   */
  verify(contents: readonly string[], first = this.count): void {
    const wanted = JSON.stringify(contents.toSorted());
    const lines = Deno.readTextFileSync(this.file).split("\n").filter((line) => line !== "");
    const wrong = lines.filter((line, index) => {
      const { observations } = JSON.parse(line) as { observations: string[] };
      return JSON.stringify(observations.slice(3).toSorted()) !== (index < first ? wanted : "[]");
    });
    if (wrong.length > 0 || lines.length !== this.count) {
      throw new Error(`${wrong.length} of ${lines.length} records are not what they must be`);
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/** The name of a record, by its number from 0. */
export function name(index: number): string {
  return `Record_${index + 1}`;
}
