import { type Form, Work } from "./form.ts";
import { TypeWriter } from "./type_writer.ts";

/** What gives way first: the inner objects. */
const DEPTHS = [10, 4, 3, 2, 1];
/** What is written of an object whose own properties are too many: their text has no exact length before. */
const ROOM = [1, 0.7, 0.4, 0.2];
/** The largest tool of 37 servers takes a tenth of it. */
const STEPS = 10_000;

/**
 * Writes a schema as a type of at most `maxChars` characters, as deep as that leaves room for.
 *
 * @param root the document that references point into
 */
export function fittingType(
  schema: unknown,
  form: Omit<Form, "root">,
  maxChars: number,
  root: unknown = schema,
): string {
  const work = new Work(STEPS);
  const write = (depth: number, chars: number) => {
    const writer = new TypeWriter({ ...form, root }, { depth, chars, work });
    const { text } = writer.write(schema);
    return { text, full: writer.full };
  };
  for (const depth of DEPTHS) {
    const { text, full } = write(depth, maxChars);
    if (!full && text.length <= maxChars) return text;
  }
  for (const part of ROOM) {
    const { text } = write(DEPTHS.at(-1)!, maxChars * part);
    if (text.length <= maxChars) return text;
  }
  return "unknown";
}
