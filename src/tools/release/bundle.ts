/**
 * `deno task bundle [--target TRIPLE] [--binary FILE] [--output FILE]`: packs a compiled binary for Claude
 * Desktop, which installs the result by a double click. Needs npx, for the tool that checks and packs.
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { manifest, programOf } from "./manifest.ts";
import { NAMES } from "./names.ts";
import { notices, packages } from "./packages.ts";

const PACKER = "@anthropic-ai/mcpb@2.1.2";
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));
const ICON = fileURLToPath(new URL("../../../data/icon.png", import.meta.url));

const options = parseArgs(Deno.args, { string: ["target", "binary", "output"] });
const target = options.target ?? Deno.build.target;
const suffix = options.target ? `-${options.target}` : "";
const windows = target.includes("windows");
const program = programOf(target);

const folder = await Deno.makeTempDir({ prefix: "code-mode-bundle-" });
try {
  await Deno.mkdir(`${folder}/server`);
  const binary = options.binary ?? `${DIST}/code-mode${suffix}${windows ? ".exe" : ""}`;
  await Deno.copyFile(binary, `${folder}/server/${program}`);
  if (!windows) await Deno.chmod(`${folder}/server/${program}`, 0o755);
  await Deno.writeTextFile(`${folder}/server/notices.txt`, notices(await packages()));
  await Deno.copyFile(ICON, `${folder}/icon.png`);
  const described = manifest(target, NAMES);
  await Deno.writeTextFile(`${folder}/manifest.json`, JSON.stringify(described, null, 2));
  await mcpb("validate", `${folder}/manifest.json`);
  await mcpb("pack", folder, options.output ?? `${DIST}/code-mode${suffix}.mcpb`);
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function mcpb(...args: string[]): Promise<void> {
  const npx = Deno.build.os === "windows" ? ["cmd", "/c", "npx"] : ["npx"];
  const [command, ...rest] = [...npx, "-y", PACKER, ...args];
  const { success } = await new Deno.Command(command!, { args: rest }).spawn().status;
  if (!success) throw new Error(`Cannot ${args[0]} the bundle: "${PACKER}" says why above`);
}
