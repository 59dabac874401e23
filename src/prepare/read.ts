import { type DerivedText, identity } from "../rpc/positions/derived_text.ts";
import type { Language } from "../rpc/check_protocol.ts";
import { type Eraser, EraserError } from "./types/eraser.ts";
import { eraseTypes } from "./types/erase_types.ts";
import { objectsAtEnd } from "./object_at_end.ts";
import { parse, type Parsed, TOO_DEEP } from "./syntax/parse.ts";
import { Refusal } from "./syntax/refusal.ts";

/** A program in plain JavaScript. */
export interface Script extends Parsed {
  /** Its text, made from the text that was read. */
  source: DerivedText;
  /** How TypeScript would read the text; left out where more than its types was changed. */
  language?: Language;
}

/**
 * Reads a program in JavaScript or TypeScript.
 *
 * @throws {Refusal} that points into `text`
 */
export async function read(text: string, eraser: Eraser): Promise<Script> {
  const script = await readAs(text, eraser);
  if (!(script instanceof Refusal)) return script;
  let refusal = script;
  if (script.message !== TOO_DEEP) {
    for (const { text: candidate, isMeant } of objectsAtEnd(text, script.at ?? text.length)) {
      const other = await readAs(candidate.text, eraser);
      if (!(other instanceof Refusal)) {
        if (!isMeant(other.program)) continue;
        const { program, comments } = other;
        return { program, comments, source: candidate.chain(other.source) };
      }
      refusal = further(refusal, movedBack(other, candidate));
    }
  }
  throw refusal;
}

/** `new Set<string>(names)`, which JavaScript takes for two comparisons. */
const TYPE_ARGUMENTS = /[\w$]<[^()=;<>][^()=;]{0,200}>\(/;

/** What is left of a program in which types hide from JavaScript. */
async function withoutTypes(text: string, eraser: Eraser): Promise<Script | undefined> {
  try {
    const erased = await eraseTypes(text, eraser);
    if (erased instanceof Refusal || erased.text === text) return undefined;
    const script = attempt(erased, "ts");
    return script instanceof Refusal ? undefined : script;
  } catch (error) {
    if (error instanceof Refusal || error instanceof EraserError) return undefined;
    throw error;
  }
}

/** As it stands, or without its types where it is no JavaScript. */
async function readAs(text: string, eraser: Eraser): Promise<Script | Refusal> {
  const plain = attempt(identity(text), "js");
  if (!(plain instanceof Refusal)) {
    return TYPE_ARGUMENTS.test(text) ? await withoutTypes(text, eraser) ?? plain : plain;
  }
  if (plain.message === TOO_DEEP) return plain;
  let erased: DerivedText | Refusal;
  try {
    erased = await eraseTypes(text, eraser);
  } catch (error) {
    if (!(error instanceof EraserError)) throw error;
    const hint = `If it is TypeScript, send plain JavaScript instead: ${error.message}`;
    throw new Refusal(plain.message, plain.at, hint);
  }
  const typed = erased instanceof Refusal ? erased : attempt(erased, "ts");
  return typed instanceof Refusal ? further(plain, typed) : typed;
}

function attempt(source: DerivedText, language: Language): Script | Refusal {
  try {
    return { ...parse(source.text), source, language };
  } catch (error) {
    if (error instanceof Refusal) return movedBack(error, source);
    throw error;
  }
}

function movedBack({ message, at, hint }: Refusal, text: DerivedText): Refusal {
  return new Refusal(message, at === undefined ? undefined : text.back(at), hint);
}

/** Of two readings, the one that got further, or has more to say, understood more of the text. */
function further(first: Refusal, second: Refusal): Refusal {
  const isVague = ({ message }: Refusal) => message.startsWith("Unexpected");
  if (isVague(first) && !isVague(second)) return second;
  return (second.at ?? 0) > (first.at ?? 0) ? second : first;
}
