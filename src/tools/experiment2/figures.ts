const START = "<!-- figures of deno task experiment2 -->";
const END = "<!-- end of the figures -->";

/**
 * Puts figures into a document, between the two comments that mark their place.
 *
 * @throws {TypeError} when the document has no such place
 */
export function withFigures(text: string, figures: string): string {
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) {
    throw new TypeError(`There is no place for figures: "${START}" and "${END}" must be there`);
  }
  return `${text.slice(0, start + START.length)}\n\n${figures}\n\n${text.slice(end)}`;
}

/** The same for the document at a path. */
export async function writeFigures(path: string, figures: string): Promise<void> {
  await Deno.writeTextFile(path, withFigures(await Deno.readTextFile(path), figures));
}
