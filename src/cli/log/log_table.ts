import { plainLine } from "../../api/types/plain_line.ts";
import type { ConsentRecord, ProgramRecord } from "../../mcp/program_record.ts";
import type { Paint } from "../terminal/paint.ts";

const CALLS = 6;
const LINE_CHARS = 200;

/** Writes records for people, a line each and one for each question that the user was asked. */
export function logTable(records: readonly ProgramRecord[], paint: Paint): string {
  const clients = Math.max(0, ...records.map(({ client }) => client.length));
  return records.flatMap((record) => {
    const { at, client, outcome, ms, consents = [] } = record;
    const good = outcome === "ok" ? paint.green : paint.red;
    return [
      [
        paint.dim(timeText(at)),
        plainLine(client, LINE_CHARS).padEnd(clients),
        good(plainLine(outcome, LINE_CHARS).padEnd(11)),
        `${ms} ms`.padStart(9),
        callsText(record),
      ].join("  "),
      ...consents.map((one) => paint.dim(`  ${consentText(one)}`)),
    ];
  }).join("\n");
}

/** In the time of the person who reads it, to the second. */
function timeText(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return plainLine(at, 19).padEnd(19);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace("T", " ");
}

function callsText({ calls, mode, committed }: ProgramRecord): string {
  const all = Object.entries(calls);
  const shown = all.slice(0, CALLS).map(([name, count]) => `${name} ${count}`);
  const more = all.length > CALLS ? [`and ${all.length - CALLS} more`] : [];
  const kind = mode === "plain" ? [] : [committed === false ? `${mode}, not written` : mode];
  const text = [...shown, ...more].join(", ") || (mode === "apply" ? "" : "no call");
  return plainLine([...kind.map((word) => `(${word})`), text].join(" "), LINE_CHARS);
}

function consentText({ tools, answer }: ConsentRecord): string {
  return plainLine(`asked: ${tools.join(", ")}: ${ANSWERS[answer] ?? answer}`, LINE_CHARS);
}

const ANSWERS: Readonly<Record<string, string>> = {
  once: "yes, this call",
  program: "yes, for the program",
  restart: "yes, until the restart",
  no: "no",
  late: "no answer in time",
  unable: "the client cannot ask",
};
