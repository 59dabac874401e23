/** Reads programs, in a thread without permissions: one line is a request, the next that goes out its answer. */
import { answerLines } from "../process/lines/answer_lines.ts";
import type { PrepareReply, PrepareRequest } from "../rpc/prepare_protocol.ts";
import { Eraser, MissingPackage } from "./types/eraser.ts";
import { TOO_DEEP } from "./syntax/parse.ts";
import { prepare } from "./prepare.ts";

/** Of every way through `prepare` something, so that the first program finds the code compiled. */
const PRACTICE = [
  "const { entities } = await memory.readGraph();\nreturn entities.length",
  "for (const x of [1, 2]) console.log(`${x}`);\nexport default async () => /a/.test('a')",
  "const x = ",
];
const ROUNDS = 20;

const eraser = new Eraser();

answerLines({
  async practise() {
    // These texts hold no types worth a wait.
    const plain = { broken: true, erase: () => Promise.reject(new Error()) } as unknown as Eraser;
    for (let i = 0; i < ROUNDS; i++) {
      const source = PRACTICE[i % PRACTICE.length]!;
      await prepare({ source, namespaces: ["memory"] }, plain).catch(() => {});
    }
  },
  answer: async (line) => JSON.stringify(await answer(JSON.parse(line) as PrepareRequest)),
  isBroken: () => eraser.broken,
});

async function answer(request: PrepareRequest): Promise<PrepareReply> {
  try {
    return await prepare(request, eraser);
  } catch (error) {
    // The parser has limits of its own; what walks its tree has the stack's.
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return { type: "refused", message: TOO_DEEP };
    }
    console.error(error instanceof Error ? error.stack : error);
    if (error instanceof MissingPackage) return { type: "missing", package: error.packageName };
    return { type: "fault" };
  }
}
