import { parseFlags } from "../../cli/settings/parse_flags.ts";
import { type Row, rowLines, WIDTH } from "../../cli/terminal/rows.ts";
import { wrap } from "../../cli/terminal/wrap.ts";
import { UsageError } from "../../cli/usage_error.ts";

/** What is missing, or what another program has said, in words for the person who started the command. */
export class Failure extends Error {
  override name = "Failure";
}

/** A command of the release, as a person starts it. */
export interface ReleaseCommand {
  /** The task in deno.json. */
  readonly task: string;
  readonly about: string;
  /** Its flags, each with a value. */
  readonly flags: readonly Row[];
  /**
   * Does the work.
   *
   * @param flag gives the value of a flag
   * @returns what was made, in a line
   * @throws {Failure}
   */
  run(flag: (name: string) => string | undefined): Promise<string>;
}

/** @returns the exit code: 0, 1 when it failed, 2 when it was called the wrong way */
export async function command(
  { task, about, flags, run }: ReleaseCommand,
  args: readonly string[],
): Promise<number> {
  const names = flags.map(([written]) => /^--([\w-]+)/.exec(written)![1]!);
  try {
    const { positional: [extra], switches, values } = parseFlags(args, ["help"], names);
    if (switches.has("help")) {
      const usage = `Usage: deno task ${task} [flags]`;
      console.log([...wrap(about, WIDTH), "", usage, "", "Flags:", ...rowLines(flags)].join("\n"));
      return 0;
    }
    if (extra !== undefined) throw new UsageError(`"${task}" takes no "${extra}"`);
    console.log(await run((name) => values.get(name)));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`code-mode: ${error.message}\nTry: deno task ${task} --help`);
      return 2;
    }
    if (!(error instanceof Failure)) throw error;
    console.error(`code-mode: ${error.message}`);
    return 1;
  }
}

/** @returns the size of a file, e.g. `113 MB` */
export async function sizeOf(file: string): Promise<string> {
  const { size } = await Deno.stat(file);
  return size < 1e6 ? `${Math.round(size / 1e3)} kB` : `${Math.round(size / 1e6)} MB`;
}
