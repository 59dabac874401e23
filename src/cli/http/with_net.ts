import config from "../../../deno.json" with { type: "json" };
import { FIND_PACKAGES, PACKAGED, ROOT, SUFFIX } from "../../process/source.ts";

/** Tells the process that it was started by `withNet`: it ends when its stdin does. */
const STARTED_BY_US = "CODE_MODE_STARTED_WITH_NET";

/** What the task of a clone leaves to Deno; that of a package says it all. */
const MORE = PACKAGED ? [] : ["--quiet", ...FIND_PACKAGES];

/**
 * Gets this process the right to the network that `serve --http` needs, and no other command: the tasks start
 * us without any. A process cannot be given a right, so it starts itself again with it.
 *
 * @param hosts all that is listened on or asked, each `HOST:PORT`
 * @param args of `serve`
 * @returns the exit code of the process that has done the work; `undefined` where this one has the right
 */
export async function withNet(
  hosts: readonly string[],
  args: readonly string[],
): Promise<number | undefined> {
  const has = hosts.every((host) =>
    Deno.permissions.querySync({ name: "net", host }).state === "granted"
  );
  if (has) return undefined;
  if (Deno.build.standalone) throw new Error("This binary was made without the right to listen");
  // `deno run --no-prompt … main.ts serve`, as the task has it.
  const words = config.tasks.serve.split(" ").slice(1, -2);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...words,
      ...MORE,
      `--allow-net=${hosts.join(",")}`,
      `${ROOT}/main${SUFFIX}`,
      "serve",
      ...args,
    ],
    env: { [STARTED_BY_US]: "1" },
    stdin: "piped", // it is closed when we end, however we do
  }).spawn();
  for (const signal of signals()) {
    Deno.addSignalListener(signal, () => {
      try {
        child.kill(signal);
      } catch {
        // it has ended already
      }
    });
  }
  return (await child.status).code;
}

/** Resolves when the process that has started this one is gone; never where a person has. */
export async function parentGone(): Promise<void> {
  if (Deno.env.get(STARTED_BY_US) === undefined) return new Promise(() => {});
  Deno.env.delete(STARTED_BY_US);
  const buffer = new Uint8Array(64);
  try {
    while (await Deno.stdin.read(buffer) !== null);
  } catch {
    // the pipe is broken
  }
}

function signals(): Deno.Signal[] {
  return Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
}
