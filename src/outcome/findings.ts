import type { Finding } from "../rpc/check_protocol.ts";
import type { Context } from "./explain.ts";
import { globalHint } from "./hints.ts";
import type { SubmissionError } from "./outcome.ts";

/** Mistakes that an error names besides the first. */
const MORE = 4;
const UNCHECKED = "If it is right as it stands, // @ts-nocheck in its first line runs it unchecked";

/** Says why a program was stopped before it wrote anything: where it is certainly wrong. */
export function explainFindings(
  [first, ...others]: readonly Finding[],
  context: Context,
): SubmissionError {
  const { prepared } = context;
  const position = prepared.place(first!.start);
  const hint = hintOf(first!, context);
  const more = others.slice(0, MORE).map(({ start, message }) => ({
    ...prepared.place(start),
    message: firstLine(message),
  }));
  return {
    kind: "type",
    message: first!.message,
    ...position,
    frame: prepared.frame(position),
    ...(more.length > 0 ? { more } : {}),
    hint: hint === undefined ? UNCHECKED : `${hint}. ${UNCHECKED}`,
  };
}

/** What a finding says of a run that it did not stop: `Line 2: …`. */
export function findingHint(finding: Finding, context: Context): string {
  const hint = hintOf(finding, context);
  const { line } = context.prepared.place(finding.start);
  return `Line ${line}: ${firstLine(finding.message)}${hint === undefined ? "" : `. ${hint}`}`;
}

function hintOf({ name, calls, hint }: Finding, { api }: Context): string | undefined {
  if (name !== undefined) return globalHint(name, api.names);
  const signature = calls === undefined ? undefined : api.signature?.(calls);
  return signature === undefined ? hint : `It is ${signature}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.replace(/\.$/, "");
}
