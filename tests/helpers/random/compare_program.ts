import { prepare as prepareFor } from "../../../src/executor/prepare.ts";
import type { Preparer } from "../../../src/executor/preparer.ts";
import { Lines, TEXT_LINE } from "../../../src/rpc/positions/lines.ts";
import { plainText } from "../../../src/rpc/positions/plain_text.ts";
import { Eraser } from "../../../src/prepare/types/eraser.ts";
import { prepare } from "../../../src/prepare/prepare.ts";
import { parsePrepareReply } from "../../../src/rpc/prepare_guards.ts";
import type { PrepareRequest } from "../../../src/rpc/prepare_protocol.ts";
import { compileForSubmission } from "../../../src/sandbox/compile.ts";
import { LIMITS, memory, run, thrownAt } from "../../prepare/evaluate.ts";
import { type GoodProgram, plainBody, submittedText } from "./good_program.ts";

const API = { names: { memory: ["readGraph", "openNodes"] }, get: () => undefined };
// The statements by themselves have it too.
Object.assign(globalThis, { memory });
const never = new AbortController().signal;

/** Reads programs in this process, and hands the answers on as the other one's are. */
class NearPreparer {
  #eraser = new Eraser();

  async prepare(request: PrepareRequest) {
    const line = JSON.stringify(await prepare(request, this.#eraser));
    return parsePrepareReply(line, request.source.length, request.namespaces);
  }
}

const preparer = new NearPreparer() as unknown as Preparer;

/**
 * Runs a program as it is submitted, and its statements by themselves.
 *
 * @returns what differs, if anything
 */
export async function difference(program: GoodProgram): Promise<string | undefined> {
  const source = submittedText(program);
  let made;
  try {
    made = await prepareFor(source, API, LIMITS, preparer, never);
  } catch (error) {
    return `broke: ${error}`;
  }
  if ("kind" in made) return `refused: ${made.kind}: ${made.message} ${made.line}:${made.column}`;
  const prepared = made;
  const main = () =>
    compileForSubmission(`"use strict";return (async () => {\n${plainBody(program)}\n})()`, [])();
  // The forms that end in an object have the value in it.
  const isObject = /^\{\s*all:/.test(program.entry("", ""));
  const expected = await outcome(main);
  const actual = await outcome(async () => {
    const value = await run(prepared);
    return isObject ? (value as { all: unknown }).all : value;
  });
  if (actual.shown !== expected.shown) return `${actual.shown} in place of ${expected.shown}`;
  const { error } = actual;
  if (!error || !error.message.includes("boom")) return undefined;
  const text = plainText(source);
  const { line } = new Lines(text, TEXT_LINE).position(text.indexOf("boom"));
  const [found] = thrownAt(error, prepared).split(":");
  return found === String(line) ? undefined : `thrown at line ${found} in place of ${line}`;
}

async function outcome(main: () => unknown): Promise<{ shown: string; error?: Error }> {
  try {
    const value = await main();
    return { shown: Deno.inspect(value, { depth: 9, iterableLimit: 99, strAbbreviateSize: 999 }) };
  } catch (error) {
    if (!(error instanceof Error)) return { shown: `threw ${Deno.inspect(error)}` };
    return { shown: `threw ${error.name}: ${error.message}`, error };
  }
}
