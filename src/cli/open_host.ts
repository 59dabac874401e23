import { Host } from "../host.ts";
import { commandText } from "./command_text.ts";
import type { Settings } from "./flags.ts";

/**
 * Makes what a command's settings ask for; nothing is started.
 *
 * @param memoryFile an absolute path
 */
export function openHost({ api, limits, memoryCommand }: Settings, memoryFile: string): Host {
  return new Host({
    api,
    limits,
    memoryFile,
    repairCommand: commandText(["doctor", "--repair", "--memory-file", memoryFile]),
    tell: (text) => console.error(`code-mode: ${text}`),
    ...(memoryCommand ? { command: memoryCommand } : {}),
  });
}
