import type { Paint } from "../terminal/paint.ts";
import type { Finding } from "./finding.ts";

const MARKS = { ok: "ok", note: "note", fault: "FAULT" } as const;

/** The findings as a table for people, with what to do under each that needs it. */
export function findingsText(findings: readonly Finding[], paint: Paint): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const mark = Math.max(...Object.values(MARKS).map((text) => text.length));
  const lines = findings.flatMap(({ about, state, says, advice }) => [
    `${painted(state, MARKS[state].padEnd(mark), paint)}  ${about.padEnd(width)}  ${says}`,
    ...(advice ? [`${" ".repeat(mark + width + 4)}${paint.yellow("→")} ${advice}`] : []),
  ]);
  const faults = findings.filter(({ state }) => state === "fault").length;
  const notes = findings.filter(({ state }) => state === "note").length;
  const sum = faults === 0
    ? notes === 0
      ? "All is well."
      : `There is no fault, and ${notes === 1 ? "a note" : `${notes} notes`}.`
    : paint.red(paint.bold(faults === 1 ? "There is one fault." : `There are ${faults} faults.`));
  return [...lines, "", sum].join("\n");
}

function painted(state: Finding["state"], text: string, paint: Paint): string {
  switch (state) {
    case "ok":
      return paint.dim(text);
    case "note":
      return paint.yellow(text);
    case "fault":
      return paint.red(paint.bold(text));
  }
}
