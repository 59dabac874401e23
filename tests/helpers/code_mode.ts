import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { denoDir } from "../../src/process/cache/deno_dir.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** How every task starts us: the same kinds of permission. */
const PERMISSIONS = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-run"];

/** The compiled binary under test; undefined where the source is. */
export const BINARY = Deno.env.get("CODE_MODE_BIN") && resolve(Deno.env.get("CODE_MODE_BIN")!);

const NO_FOLDER = fileURLToPath(new URL("./no-such-folder", import.meta.url));

/** For the lists of servers that tests start; Deno's own cache stays where it is. */
const CACHE = Deno.makeTempDirSync({ prefix: "code-mode-" });
globalThis.addEventListener("unload", () => Deno.removeSync(CACHE, { recursive: true }));

/** Keeps the config and the lists of whoever runs the tests apart from them; on macOS in part. */
export const NO_CONFIG = {
  XDG_CONFIG_HOME: NO_FOLDER,
  APPDATA: NO_FOLDER,
  XDG_CACHE_HOME: CACHE,
  XDG_STATE_HOME: CACHE,
  DENO_DIR: denoDir() ?? "",
};

/** The words that start `code-mode …args`: the binary when `CODE_MODE_BIN` names one, else the source. */
export function codeModeLine(args: string[]): string[] {
  if (BINARY) return [BINARY, ...args];
  return [Deno.execPath(), "run", "--quiet", "--no-lock", ...PERMISSIONS, MAIN, ...args];
}

/** `code-mode …args`, without a config unless the options name its folder. */
export function codeMode(args: string[], options: Deno.CommandOptions = {}): Deno.Command {
  const [program, ...rest] = codeModeLine(args);
  return new Deno.Command(program!, {
    ...options,
    env: { ...NO_CONFIG, ...options.env },
    args: rest,
  });
}
