/**
 * Asks a question on the terminal: stdout is for what a program has returned.
 *
 * @param question without its end
 * @returns whether the answer was yes
 */
export async function ask(question: string): Promise<boolean> {
  await Deno.stderr.write(new TextEncoder().encode(`${question} [y/N] `));
  const buffer = new Uint8Array(1_024);
  const read = await Deno.stdin.read(buffer) ?? 0;
  return /^\s*y(es)?\s*$/i.test(new TextDecoder().decode(buffer.subarray(0, read)));
}
