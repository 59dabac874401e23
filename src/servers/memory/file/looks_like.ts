/**
 * Says what a file may be of which no line can be read as a part of a memory.
 *
 * @param head its first bytes.
 * @returns a few words; undefined when it looks like any other text.
 */
export function looksLike(head: Uint8Array): string | undefined {
  if (head.length === 0) return undefined;
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return UTF_16;
  const zeros = [0, 0];
  head.forEach((byte, index) => byte === 0 && zeros[index % 2]!++);
  const [even, odd] = zeros as [number, number];
  // Western text in UTF-16 has every other byte zero.
  if (Math.max(even, odd) > head.length / 4 && Math.min(even, odd) === 0) return UTF_16;
  return even + odd > 0 ? "binary data" : undefined;
}

const UTF_16 = "UTF-16 text";
