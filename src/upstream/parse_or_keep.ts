/** @returns the value of a JSON text; another text as it is */
export function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A server may answer in prose: then the prose is the value.
    return text;
  }
}
