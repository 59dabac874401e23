import type { MemoryCheck } from "../../servers/memory/file/check.ts";
import { commandText } from "../command_text.ts";
import type { Finding } from "./finding.ts";
import { lineNumbers } from "./line_numbers.ts";

/** Lines that are listed one by one with what is wrong with them. */
const SHOWN = 3;

/** What can be said of a memory file by its lines: first whether they can be read, then what is odd. */
export function contents(path: string, check: MemoryCheck): [Finding, ...Finding[]] {
  const about = "memory file";
  const { bytes, entities, relations, corrupt } = check;
  const says =
    `"${path}": ${size(bytes)}, ${entities} ${entities === 1 ? "entity" : "entities"}, ` +
    `${relations} ${relations === 1 ? "relation" : "relations"}`;
  if (corrupt.length === 0) return [{ about, state: "ok", says }, ...oddities(check, path)];
  const list = some(corrupt.map(({ line, problem }) => `line ${line}: ${problem}`));
  const repairable = entities + relations > 0;
  return [{
    about,
    state: "fault",
    says: `${says}; ${corrupt.length} cannot be read (${list})`,
    advice: repairable
      ? `mend these lines by hand, or move them to a file beside it: ${repairCommand(path)}`
      : `it is no memory file: no line of it can be read${
        check.looks ? `, it looks like ${check.looks}` : ""
      }; name the right one with --memory-file`,
  }, ...oddities(check, path)];
}

/** Nothing of this keeps the memory from working, and nothing of it is changed by a repair. */
function oddities({ foreign, marks, twins, loose }: MemoryCheck, path: string): Finding[] {
  const notes: [string, string][] = [];
  if (marks.length > 0) {
    notes.push([
      `a byte order mark before ${lineNumbers(marks)}`,
      `nothing is lost by it; the next write leaves it out, and so does: ${repairCommand(path)}`,
    ]);
  }
  if (twins.length > 0) {
    notes.push([
      some(
        twins.map(({ name, lines }) => `${lineNumbers(lines)}: entities of one name, "${name}"`),
      ),
      "make one of them, or give them different names: what is added goes to the first alone",
    ]);
  }
  if (loose.length > 0) {
    notes.push([
      some(
        loose.map(({ line, missing }) =>
          `line ${line}: a relation to an unknown entity, "${missing}"`
        ),
      ),
      "make that entity, or delete the relation",
    ]);
  }
  if (foreign.length > 0) {
    const verb = foreign.length === 1 ? "holds" : "hold";
    notes.push([
      `${lineNumbers(foreign)} ${verb} something that server-memory does not know`,
      "keep a copy if you need it: its next write leaves that out",
    ]);
  }
  return notes.map(([says, advice]) => ({ about: "memory file", state: "note", says, advice }));
}

function repairCommand(path: string): string {
  return commandText(["doctor", "--repair", "--memory-file", path]);
}

function some(texts: readonly string[]): string {
  const more = texts.length > SHOWN ? [`${texts.length - SHOWN} more`] : [];
  return [...texts.slice(0, SHOWN), ...more].join("; ");
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
