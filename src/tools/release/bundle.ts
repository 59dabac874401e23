/** `deno task bundle`: packs a compiled binary for Claude Desktop. */
import { fileURLToPath } from "node:url";
import { command, Failure, sizeOf } from "./command.ts";
import { manifest, programOf } from "./manifest.ts";
import { NAMES } from "./names.ts";
import { notices, packages } from "./packages.ts";

const PACKER = "@anthropic-ai/mcpb@2.1.2";
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));
const ICON = fileURLToPath(new URL("../../../data/icon.png", import.meta.url));

const COMMAND = {
  task: "bundle",
  about:
    "Pack the binary for Claude Desktop, which installs the bundle by a double click. Needs npx, " +
    `and the npm registry for ${PACKER}, which checks and packs.`,
  flags: [
    ["--target TRIPLE", "the machine that the binary was made for; this one when left out"],
    ["--binary FILE", "what `deno task compile` has made for it in dist when left out"],
    ["--output FILE", "dist/code-mode.mcpb when left out, with the target in it"],
  ],
  run: (flag: (name: string) => string | undefined) =>
    bundle({ target: flag("target"), binary: flag("binary"), output: flag("output") }),
} as const;

if (import.meta.main) Deno.exit(await command(COMMAND, Deno.args));

async function bundle(
  options: Record<"target" | "binary" | "output", string | undefined>,
): Promise<string> {
  const target = options.target ?? Deno.build.target;
  const suffix = options.target ? `-${options.target}` : "";
  const windows = target.includes("windows");
  const program = programOf(target);
  const binary = options.binary ?? `${DIST}/code-mode${suffix}${windows ? ".exe" : ""}`;
  const output = options.output ?? `${DIST}/code-mode${suffix}.mcpb`;

  const folder = await Deno.makeTempDir({ prefix: "code-mode-bundle-" });
  try {
    await Deno.mkdir(`${folder}/server`);
    try {
      await Deno.copyFile(binary, `${folder}/server/${program}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      const compile = `deno task compile${options.target ? ` --target ${target}` : ""}`;
      throw new Failure(`There is no binary "${binary}": run "${compile}" first`);
    }
    if (!windows) await Deno.chmod(`${folder}/server/${program}`, 0o755);
    await Deno.writeTextFile(`${folder}/server/notices.txt`, notices(await packages()));
    await Deno.copyFile(ICON, `${folder}/icon.png`);
    const text = JSON.stringify(manifest(target, NAMES), null, 2);
    await Deno.writeTextFile(`${folder}/manifest.json`, text);
    await mcpb("validate", `${folder}/manifest.json`);
    await mcpb("pack", folder, output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return `${output}: ${await sizeOf(output)}; Claude Desktop installs it by a double click`;
}

async function mcpb(...args: string[]): Promise<void> {
  const npx = Deno.build.os === "windows" ? ["cmd", "/c", "npx"] : ["npx"];
  const [command, ...rest] = [...npx, "-y", PACKER, ...args];
  let process;
  try {
    process = new Deno.Command(command!, { args: rest }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(`Cannot ${args[0]} the bundle: there is no npx, which comes with Node`);
  }
  const { success } = await process.status;
  if (!success) throw new Failure(`Cannot ${args[0]} the bundle: ${PACKER} says why above`);
}
