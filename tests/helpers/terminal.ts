/** Debian and others bring it: it gives a program a terminal. */
const SCRIPT = "/usr/bin/script";

/** Whether a test can give a program a terminal here. */
export const HAS_TERMINAL = Deno.build.os === "linux" && isThere(SCRIPT);

/**
 * Runs a program on a terminal and types an answer when it asks.
 *
 * @param line its command line
 * @param answer without its line end
 * @param question what it shows then
 * @returns all that the terminal has shown
 */
export async function onTerminal(
  line: readonly string[],
  answer: string,
  options: Pick<Deno.CommandOptions, "cwd" | "env" | "clearEnv">,
  question = "[y/N]",
): Promise<string> {
  const child = new Deno.Command(SCRIPT, {
    ...options,
    args: ["-qec", line.map((word) => `'${word}'`).join(" "), "/dev/null"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const asked = !said.includes(question) && (said + text).includes(question);
    said += text;
    if (asked) await stdin.write(new TextEncoder().encode(`${answer}\n`));
  }
  await stdin.close();
  await child.status;
  return said;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
