import { fileURLToPath } from "node:url";
import { BINARY, codeMode, NO_CONFIG } from "../helpers/code_mode.ts";

/** The project's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `deno task …`, as a user does, or the binary. */
export async function task(
  args: string[],
  options: { cwd?: string; stdin?: string } = {},
): Promise<Output> {
  const child = taskOrBinary(args, {
    cwd: options.cwd ?? ROOT,
    clearEnv: true,
    env: environment(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.stdin ?? ""));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The command that a task is, or the binary with its words. */
export function taskOrBinary(args: string[], options: Deno.CommandOptions): Deno.Command {
  if (BINARY) return codeMode(args, options);
  const env = { ...NO_CONFIG, ...options.env };
  return new Deno.Command(Deno.execPath(), { ...options, env, args: ["task", "--quiet", ...args] });
}

/** Ours, less what the task that runs the tests has set, and what a user may have. */
function environment(): Record<string, string> {
  const { INIT_CWD: _, MEMORY_FILE_PATH: __, ...env } = Deno.env.toObject();
  return { ...env, ...NO_CONFIG, NO_COLOR: "1" };
}
