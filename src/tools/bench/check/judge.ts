import { declarations } from "../../../api/declarations.ts";
import { check } from "../../../check/check.ts";
import { Compiler } from "../../../check/compile.ts";
import { CHECK_CHARS, CHECK_MS } from "../../../config.ts";
import { readLibraries } from "../../../executor/type_check/libraries.ts";
import { prepare } from "../../../prepare/prepare.ts";
import { Eraser } from "../../../prepare/types/eraser.ts";
import type { Finding } from "../../../rpc/check_protocol.ts";
import { memory } from "../../../servers/memory/namespace.ts";

/** What the check says of a program. */
export interface Judgement {
  readonly state: "passed" | "found" | "unchecked";
  readonly findings: readonly Finding[];
  /** Why it was not checked. */
  readonly why?: string;
  readonly ms: number;
}

/** Checks programs as the product does, in this process. */
export class Judge {
  readonly #compiler: Compiler;
  readonly #eraser = new Eraser();
  readonly #declarations = declarations([memory]);

  private constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  static async start(): Promise<Judge> {
    const judge = new Judge(new Compiler(await readLibraries()));
    await judge.judge("return await memory.readGraph()"); // the first one compiles what all share
    return judge;
  }

  async judge(source: string): Promise<Judgement> {
    const read = await prepare({ source, namespaces: ["memory"] }, this.#eraser);
    if (read.type !== "prepared") return unchecked("it is refused before");
    if (!read.typed || read.mentions.length === 0) return unchecked("there is nothing to check");
    const { start, end, language } = read.typed;
    const text = source.slice(start, end);
    if (text.length > CHECK_CHARS) return unchecked("it is too long");
    const request = { text, language, declarations: this.#declarations };
    const since = performance.now();
    const reply = check(request, this.#compiler);
    const ms = performance.now() - since;
    if (reply.type === "unreadable") return unchecked(reply.why, ms);
    if (ms > CHECK_MS) return unchecked("it takes too long", ms);
    const { findings } = reply;
    return { state: findings.length > 0 ? "found" : "passed", findings, ms };
  }
}

function unchecked(why: string, ms = 0): Judgement {
  return { state: "unchecked", findings: [], why, ms };
}
