import type { SandboxSetup } from "../rpc/protocol.ts";
import { Outbox } from "./pipe/outbox.ts";
import { encodeLine } from "./pipe/stdio.ts";
import { parse, Promise, safely, setTimeout } from "./primordials.ts";
import { type Stub, Stubs } from "./stubs/stubs.ts";
import { Submission } from "./submission.ts";

/** Code that comes at once, as from a queue, is not kept waiting; in milliseconds. */
const BEGIN_MS = 10;
/** Between two rounds code that has come is run: it waits for one at most, half a millisecond. */
const ROUNDS = 12;
const CALLS_A_ROUND = 10;
const CODE = "async () => ({ list: [1, 'a', null] })";
const REPLY = '"value":{"list":[{"name":"x","items":["a","b"]}],"more":[]}';

/**
 * Runs code and makes calls as a submission does, and answers them itself, while there is none: V8
 * compiles a function when it is first called, so that the first calls cost three times what later
 * ones do. The code that comes may begin in the midst of a round. Nothing of it is seen outside: stubs,
 * outbox and submission are the practice's own.
 *
 * @param goOn whether there is still time
 */
export async function practise(setup: SandboxSetup, goOn: () => boolean): Promise<void> {
  let answered = 0;
  const outbox = new Outbox((text) => {
    encodeLine(text);
    stubs.settle(parse(`{"type":"reply","id":${++answered},${REPLY}}`));
  });
  const stubs = new Stubs(setup, (line) => outbox.add(line), () => {});
  const { call } = stubs.build({ practice: ["call"] })["practice"] as { call: Stub };
  await pause(BEGIN_MS);
  if (!goOn()) return;
  await safely(
    new Promise<void>((resolve) => new Submission(setup, stubs, () => resolve()).run(CODE)),
  );
  for (let round = 0; round < ROUNDS && goOn(); round++) {
    for (let i = 0; i < CALLS_A_ROUND; i++) await safely(call([{ name: "x", items: ["a"] }]));
    await pause(0);
  }
}

function pause(ms: number): Promise<void> {
  return safely(new Promise((resolve) => setTimeout(resolve, ms)));
}
