import { fileURLToPath } from "node:url";
import { McpServerProcess } from "../../bench/servers.ts";
import type { Launch } from "./launches.ts";
import type { Scratch } from "./scratch.ts";

const MAIN = fileURLToPath(new URL("../../../../main.ts", import.meta.url));
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];

/** Starts code-mode with a config, its data in the scratch folder. */
export async function startCodeMode(config: string, scratch: Scratch): Promise<McpServerProcess> {
  return await McpServerProcess.start({
    args: [...PERMISSIONS, MAIN, "serve", "--no-memory", "--config", config],
    env: await environment(scratch),
  });
}

/**
 * Has code-mode ask servers for their lists, so that it knows them from then on.
 *
 * @param atATime how many it starts at once
 * @param onStep hears which are next
 * @throws {Error} when one of them does not work, with what code-mode prints
 */
export async function learnLists(
  launches: readonly Launch[],
  scratch: Scratch,
  atATime: number,
  onStep: (what: string) => void,
): Promise<void> {
  const config = scratch.writeConfig("all-servers", launches);
  const env = await environment(scratch);
  for (let at = 0; at < launches.length; at += atATime) {
    const names = launches.slice(at, at + atATime).map(({ name }) => name);
    onStep(`code-mode lists ${names.join(", ")}`);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--no-check", ...PERMISSIONS, MAIN, "servers"]
        .concat("--no-memory", "--config", config, names),
      env,
      stdin: "null",
    }).output();
    if (success) continue;
    const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    throw new Error(`Cannot have code-mode list ${names.join(", ")}: ${said}`);
  }
}

/** Deno's cache lies in the home, which is another here. */
async function environment(scratch: Scratch): Promise<Record<string, string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout)) as { denoDir: string };
  return { ...scratch.env, DENO_DIR: denoDir };
}
