import { chain, derive, type DerivedText } from "./derived_text.ts";
import type { TypeEraser } from "./eraser/type_eraser.ts";
import { eraseTypes } from "./erase_types.ts";
import { objectsAtEnd } from "./object_at_end.ts";
import { parse, type Parsed, TOO_DEEP } from "./parse.ts";
import { Refusal } from "./refusal.ts";

/** A program in plain JavaScript. */
export interface Script extends Parsed {
  /** Its text, made from the text that was read. */
  source: DerivedText;
}

/**
 * Reads a program in JavaScript or TypeScript.
 *
 * @throws {Refusal} that points into `text`
 */
export async function read(text: string, eraser: TypeEraser): Promise<Script> {
  const script = await readAs(text, eraser);
  if (!(script instanceof Refusal)) return script;
  if (script.message !== TOO_DEEP) {
    for (const candidate of objectsAtEnd(text, script.at ?? text.length)) {
      const other = await readAs(candidate.text, eraser);
      if (other instanceof Refusal) continue;
      return { ...other, source: chain(candidate, other.source) };
    }
  }
  throw script;
}

/** As it stands, or without its types where it is no JavaScript. */
async function readAs(text: string, eraser: TypeEraser): Promise<Script | Refusal> {
  const plain = attempt(() => ({ ...parse(text), source: derive(text, []) }));
  if (!(plain instanceof Refusal) || plain.message === TOO_DEEP) return plain;
  const erased = await eraseTypes(text, eraser);
  if (erased instanceof Refusal) return further(plain, erased);
  const typed = attempt(() => ({ ...parse(erased.text), source: erased }));
  if (!(typed instanceof Refusal)) return typed;
  const at = typed.at === undefined ? undefined : erased.back(typed.at);
  return further(plain, new Refusal(typed.message, at, typed.hint));
}

function attempt(parse: () => Script): Script | Refusal {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Of two readings, the one that got further understood more of the text. */
function further(plain: Refusal, typed: Refusal): Refusal {
  return (typed.at ?? Infinity) > (plain.at ?? 0) ? typed : plain;
}
