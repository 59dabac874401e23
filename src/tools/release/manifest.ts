import config from "../../../deno.json" with { type: "json" };
import type { Names } from "./names.ts";

/** @returns what the binary is called in a bundle */
export function programOf(target: string): string {
  return target.includes("windows") ? "code-mode.exe" : "code-mode";
}

/**
 * What Claude Desktop reads of a bundle.
 *
 * @param target what the binary was made for
 */
export function manifest(target: string, { repository }: Names) {
  const program = programOf(target);
  const platform = target.includes("windows")
    ? "win32"
    : target.includes("apple")
    ? "darwin"
    : "linux";
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
    icon: "icon.png",
    ...repository === "" ? {} : {
      repository: { type: "git", url: `${repository}.git` },
      homepage: repository,
      support: `${repository}/issues`,
    },
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
