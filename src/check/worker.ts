/** Checks the types of programs, in a thread without permissions: one line is a request, the next its answer. */
import { answerLines } from "../process/lines/answer_lines.ts";
import {
  type CheckReply,
  type CheckRequest,
  type Libraries,
  UNFIT,
} from "../rpc/check_protocol.ts";
import { check } from "./check.ts";
import { Compiler } from "./compile.ts";
import { SELF_TEST } from "./self_test.ts";
import { tidy } from "./tidy.ts";

let compiler: Compiler;

answerLines({
  begin(line) {
    compiler = new Compiler(JSON.parse(line) as Libraries);
  },
  practise() {
    for (const { isGood, ...request } of SELF_TEST) {
      const reply = check(request, compiler);
      const passed = reply.type === "checked" && reply.findings.length === 0;
      // Without its libraries it would find a mistake in every line.
      if (passed !== isGood) throw new Error(`${UNFIT}: ${JSON.stringify({ request, reply })}`);
    }
  },
  answer: (line) => JSON.stringify(answer(JSON.parse(line) as CheckRequest)),
  tidy,
});

function answer(request: CheckRequest): CheckReply {
  try {
    return check(request, compiler);
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return { type: "unreadable", why: "it nests too deep" };
    }
    // TypeScript's own bugs: what it says of this text is worth nothing.
    console.error(error instanceof Error ? error.stack : error);
    return { type: "unreadable", why: "TypeScript failed" };
  }
}
