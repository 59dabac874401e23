/** Distinct texts that are remembered: one that holds a time is always another. */
const MOST = 1_000;

/** @returns a function that passes each text on to `tell` once. */
export function tellOnce(tell: (text: string) => void = () => {}): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    if (told.size >= MOST) told.clear();
    told.add(text);
    tell(text);
  };
}
