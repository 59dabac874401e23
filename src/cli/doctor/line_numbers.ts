/** Numbers that are listed one by one. */
const SHOWN = 10;

/** Line numbers in words, e.g. `lines 2, 7 and 9`; of many lines the first ones. */
export function lineNumbers(numbers: readonly number[]): string {
  if (numbers.length === 1) return `line ${numbers[0]}`;
  const shown = numbers.slice(0, numbers.length > SHOWN ? SHOWN : -1).join(", ");
  const last = numbers.length > SHOWN ? `${numbers.length - SHOWN} more` : numbers.at(-1);
  return `lines ${shown} and ${last}`;
}
