import { Host } from "../host.ts";
import { commandText } from "./command_text.ts";
import type { Settings } from "./flags.ts";

/**
 * Makes what a command's settings ask for; nothing is started.
 *
 * @param memoryFile an absolute path
 */
export function openHost(
  { namespaces, limits, memoryCommand }: Settings,
  memoryFile: string,
): Host {
  return new Host({
    namespaces,
    limits,
    memoryFile,
    repairCommand: commandText(["doctor", "--repair", "--memory-file", memoryFile]),
    tell: (text) => console.error(`code-mode: ${text}`),
    ...(memoryCommand ? { command: memoryCommand } : {}),
  });
}
