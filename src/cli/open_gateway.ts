import { MemoryGateway } from "../upstream/memory_gateway.ts";
import { commandText } from "./command_text.ts";
import type { Settings } from "./flags.ts";

/** An answer holds its data twice, once of it as a string of JSON with line breaks and escapes. */
const BYTES_PER_REPLY_CHAR = 3;

/**
 * Makes the gateway that a command's settings ask for; it isn't started.
 *
 * @param memoryFile an absolute path
 */
export function openGateway(settings: Settings, memoryFile: string): MemoryGateway {
  const { limits, memoryCommand } = settings;
  return new MemoryGateway({
    memoryFile,
    repairCommand: commandText(["doctor", "--repair", "--memory-file", memoryFile]),
    tell: (text) => console.error(`code-mode: ${text}`),
    ...(memoryCommand ? { command: memoryCommand } : {}),
    limits: { lockMs: limits.lockMs, answerBytes: limits.replyChars * BYTES_PER_REPLY_CHAR },
  });
}
