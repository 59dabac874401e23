/**
 * `deno task bundle [--target TRIPLE] [--binary FILE] [--output FILE]`: packs a compiled binary for Claude
 * Desktop, which installs the result by a double click. Needs npx, for the tool that checks and packs.
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { notices, packages } from "./packages.ts";

const PACKER = "@anthropic-ai/mcpb@2.1.2";
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));

const options = parseArgs(Deno.args, { string: ["target", "binary", "output"] });
const target = options.target ?? Deno.build.target;
const suffix = options.target ? `-${options.target}` : "";
const windows = target.includes("windows");
const program = windows ? "code-mode.exe" : "code-mode";

const folder = await Deno.makeTempDir({ prefix: "code-mode-bundle-" });
try {
  await Deno.mkdir(`${folder}/server`);
  const binary = options.binary ?? `${DIST}/code-mode${suffix}${windows ? ".exe" : ""}`;
  await Deno.copyFile(binary, `${folder}/server/${program}`);
  if (!windows) await Deno.chmod(`${folder}/server/${program}`, 0o755);
  await Deno.writeTextFile(`${folder}/server/notices.txt`, notices(await packages()));
  await Deno.writeTextFile(`${folder}/manifest.json`, JSON.stringify(manifest(), null, 2));
  await mcpb("validate", `${folder}/manifest.json`);
  await mcpb("pack", folder, options.output ?? `${DIST}/code-mode${suffix}.mcpb`);
} finally {
  await Deno.remove(folder, { recursive: true });
}

function manifest(): unknown {
  const platform = windows ? "win32" : target.includes("apple") ? "darwin" : "linux";
  return {
    manifest_version: "0.3",
    name: "code-mode",
    display_name: "Code mode",
    version: config.version,
    description: "One program instead of a hundred tool calls on your memory",
    long_description:
      "Gives Claude one tool, execute_code: a program that calls your memory as often " +
      "as it needs to. It runs in a process without permissions, which is killed afterwards.",
    author: { name: "the code-mode authors" },
    license: config.license,
    server: {
      type: "binary",
      entry_point: `server/${program}`,
      mcp_config: {
        command: `\${__dirname}/server/${program}`,
        args: ["serve"],
        env: { MEMORY_FILE_PATH: "${user_config.memory_file}" },
      },
    },
    tools: [{ name: "execute_code", description: "Runs a program on the user's memory" }],
    compatibility: { platforms: [platform] },
    user_config: {
      memory_file: {
        type: "string",
        title: "Memory file",
        description: "Absolute path of the memory file. Left empty, it lies in your data folder.",
        required: false,
        default: "", // else the variable's name would be the path
      },
    },
  };
}

async function mcpb(...args: string[]): Promise<void> {
  const npx = Deno.build.os === "windows" ? ["cmd", "/c", "npx"] : ["npx"];
  const [command, ...rest] = [...npx, "-y", PACKER, ...args];
  const { success } = await new Deno.Command(command!, { args: rest }).spawn().status;
  if (!success) throw new Error(`Cannot ${args[0]} the bundle: "${PACKER}" says why above`);
}
