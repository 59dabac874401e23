import { type Api, type ApiNames, fixedNames, fullName } from "../api/method.ts";
import { DerivedText } from "../rpc/positions/derived_text.ts";
import { codeFrame } from "../rpc/positions/frame.ts";
import { Lines, SCRIPT_LINE, TEXT_LINE } from "../rpc/positions/lines.ts";
import { plainText } from "../rpc/positions/plain_text.ts";
import type { Position } from "../rpc/positions/position.ts";
import type { Mention } from "../rpc/prepare_protocol.ts";
import { PACKAGED } from "../process/source.ts";
import { bug } from "../outcome/bug.ts";
import { closest } from "../api/closest.ts";
import type { SubmissionError } from "../outcome/outcome.ts";
import type { Prepared } from "../outcome/run.ts";
import type { Preparer } from "./preparer.ts";

import { ReaderError } from "../process/lines/reader_process.ts";
import { tellPeople } from "../process/tell_people.ts";

/**
 * Has a submission read. Here, on the server's own thread, its text is measured and lines of it are shown,
 * and nothing else: `Preparer` has the rest done behind the wall.
 *
 * @param api what the program may call
 * @param limits the longest text, in bytes of UTF-8
 * @param takesArgs whether the program's function gets arguments from outside
 * @returns the module, or why the text can't be run
 * @throws the signal's reason when it is aborted
 */
export async function prepare(
  source: string,
  api: Pick<Api, "names" | "get">,
  limits: { readonly sourceBytes: number },
  preparer: Preparer,
  signal: AbortSignal,
  takesArgs = false,
): Promise<Prepared | SubmissionError> {
  const bytes = utf8Length(source, limits.sourceBytes);
  if (bytes > limits.sourceBytes) {
    return {
      kind: "limit",
      message: `The code is ${bytes} bytes long: at most ${limits.sourceBytes} are taken`,
      hint: "Split the work over several programs, and keep data out of the code",
    };
  }
  const { names } = api;
  let reply;
  try {
    const request = { source, namespaces: Object.keys(names) };
    reply = await preparer.prepare(takesArgs ? { ...request, takesArgs } : request, signal);
  } catch (error) {
    if (error instanceof ReaderError) return explain(error);
    throw error;
  }
  const text = once(() => new Lines(plainText(source), TEXT_LINE));
  const frame = (position: Position) => codeFrame(text(), position);
  if (reply.type === "fault") return bug();
  if (reply.type === "missing") {
    return {
      kind: "unavailable",
      message:
        `The package ${reply.package}, which TypeScript is read with, is not in Deno's cache`,
      hint: PACKAGED
        ? "Tell the user to install code-mode again"
        : 'Tell the user to run "deno cache main.ts" in the folder of code-mode and to start it again',
    };
  }
  if (reply.type === "refused") {
    const { message, hint, line, column } = reply;
    const position = line === undefined || column === undefined ? undefined : { line, column };
    return {
      kind: "syntax",
      message,
      ...(position ? { ...position, frame: frame(position) } : {}),
      ...(hint === undefined ? {} : { hint }),
    };
  }
  const { module, origins, facts, mentions, typed } = reply;
  const wrong = findWrongMention(mentions, api);
  if (wrong) {
    const { line, column } = wrong.mention;
    const { message, hint } = wrong;
    return { kind: "syntax", message, line, column, frame: frame({ line, column }), hint };
  }
  const moduleLines = once(() => new Lines(module, SCRIPT_LINE));
  const derived = once(() => new DerivedText(module, piecesOf(origins)));
  return {
    module,
    mentions,
    facts: { ...facts, uses: facts.uses.filter(({ method }) => isMethod(method, names)) },
    frame,
    ...(typed === undefined ? {} : {
      typed: {
        text: plainText(source).slice(typed.start, typed.end),
        language: typed.language,
      },
    }),
    place: (offset) => text().position((typed?.start ?? 0) + offset),
    locate(line, column) {
      const offset = moduleLines().offset({ line, column });
      const at = offset === undefined ? undefined : derived().back(offset);
      return at === undefined ? undefined : text().position(at);
    },
  };
}

function explain({ reason, message }: ReaderError): SubmissionError {
  if (reason === "late") {
    return {
      kind: "limit",
      message: "The code takes too long to read",
      hint: "Write it simpler: less nesting, shorter expressions, and no data in the code",
    };
  }
  tellPeople("the process that reads programs did not start", message);
  return {
    kind: "unavailable",
    message: "The process that reads programs did not start",
    hint: "Try again; if it stays, tell the user: this server's stderr says why",
  };
}

/** The first use of a method that is not there. */
function findWrongMention(
  mentions: readonly Mention[],
  { names, get }: Pick<Api, "names" | "get">,
): { mention: Mention; message: string; hint: string } | undefined {
  const wrong = mentions.filter(({ namespace, name, called, guarded }) =>
    // `memory.toString()` and the like exist, if to no purpose.
    called && !guarded && fixedNames(names, namespace)?.includes(name) === false &&
    !(name in Object.prototype)
  );
  wrong.sort((a, b) => a.line - b.line || a.column - b.column);
  const [mention] = wrong;
  if (!mention) return undefined;
  const { namespace, name } = mention;
  const methods = fixedNames(names, namespace)!;
  const why = get(fullName(mention))?.leftOut;
  if (why !== undefined) {
    return {
      mention,
      message: `${fullName(mention)} is left out here: ${why}`,
      hint: `Programs can call ${methods.join(", ")}; only the user can change that`,
    };
  }
  const meant = closest(name, methods);
  return {
    mention,
    message: `${namespace}.${name} is not a method`,
    hint: meant ? `Did you mean ${meant}?` : `${namespace} has ${methods.join(", ")}`,
  };
}

function isMethod(method: string, names: ApiNames): boolean {
  const dot = method.indexOf(".");
  const namespace = method.slice(0, dot);
  if (!Object.hasOwn(names, namespace)) return false;
  return fixedNames(names, namespace)?.includes(method.slice(dot + 1)) ?? true;
}

function piecesOf(origins: readonly number[]) {
  return Array.from({ length: origins.length / 3 }, (_, i) => {
    const from = origins[3 * i + 1]!;
    return {
      to: origins[3 * i]!,
      from: from < 0 ? undefined : from,
      copied: origins[3 * i + 2] === 1,
    };
  });
}

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Exact only where it may matter. */
function utf8Length(text: string, limit: number): number {
  return text.length * 3 <= limit ? text.length : new TextEncoder().encode(text).length;
}
