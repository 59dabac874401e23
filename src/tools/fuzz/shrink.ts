/**
 * Drops parts of a text as long as what is left still shows the same.
 *
 * @param shows whether a text does
 * @returns the parts that are needed
 */
export async function shrink(
  parts: readonly string[],
  shows: (text: string) => Promise<boolean>,
): Promise<string[]> {
  let left = [...parts];
  for (
    let size = Math.ceil(left.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < left.length;) {
      const without = left.toSpliced(at, size);
      if (await shows(without.join(""))) left = without;
      else at += size;
    }
  }
  return left;
}
