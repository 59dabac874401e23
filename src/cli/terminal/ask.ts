/**
 * Asks a question on the terminal: stdout is for what a program has returned.
 *
 * @param question without its end
 * @returns whether the answer was yes; Ctrl-C is a no
 */
export async function ask(question: string): Promise<boolean> {
  await say(`${question} [y/N] `);
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    const buffer = new Uint8Array(1_024);
    const read = await Promise.race([Deno.stdin.read(buffer), interrupted]);
    if (read === undefined) await say("\n");
    return /^\s*y(es)?\s*$/i.test(new TextDecoder().decode(buffer.subarray(0, read ?? 0)));
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}

async function say(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(text));
}
