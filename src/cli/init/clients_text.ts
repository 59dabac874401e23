import { dirname, join } from "node:path";
import type { Surroundings } from "../../servers/config/variables.ts";
import { commandText } from "../command_text.ts";
import { CLIENTS } from "./client_entry.ts";
import { findEntries } from "./import/find/find_entries.ts";
import { isCodeMode } from "./import/find/is_code_mode.ts";
import { memoryEntry } from "./import/find/memory_entry.ts";
import { placesOf } from "./import/find/places.ts";

/** `code-mode init`: the clients that it knows, which of them are there, and what it would do for each. */
export async function clientsText(surroundings: Surroundings): Promise<string> {
  const here: string[] = [];
  const missing: string[] = [];
  for (const [name, { command }] of Object.entries(CLIENTS)) {
    const places = placesOf(name, surroundings);
    const file = places.at(-1)?.file;
    const signs = [
      ...command !== undefined && isOnPath(command, surroundings) ? [`the command ${command}`] : [],
      ...file === undefined ? [] : [name === "claude-code" ? file : dirname(file)].filter(isThere),
    ];
    if (signs.length === 0) {
      missing.push(name);
      continue;
    }
    const entries = (await findEntries(places)).entries;
    const has = [
      ...entries.some(({ value }) => isCodeMode(value)) ? ["has code-mode already"] : [],
      ...await startsMemory(entries.map(({ value }) => value), surroundings)
        ? ["starts server-memory, whose memory would be taken over"]
        : [],
    ];
    here.push(
      `✓ ${[`${name}: ${signs.join(", ")}`, ...has].join("; ")}`,
      `    would write ${file}`,
      `    ${commandText(["init", name, "--write"])}`,
    );
  }
  return [
    ...here.length > 0 ? ["Clients on this machine:", ...here] : ["No client was found here."],
    ...missing.length > 0 ? [`Not found: ${missing.join(", ")}`] : [],
    "Without --write the entry is printed, with --write FILE it goes into another file.",
  ].join("\n");
}

async function startsMemory(values: readonly unknown[], surroundings: Surroundings) {
  for (const value of values) if (await memoryEntry(value, surroundings) !== undefined) return true;
  return false;
}

function isOnPath(command: string, { env, os }: Surroundings): boolean {
  const [separator, ends] = os === "windows" ? [";", [".exe", ".cmd"]] : [":", [""]];
  const folders = (env("PATH") ?? "").split(separator).filter((folder) => folder !== "");
  return folders.some((folder) => ends.some((end) => isThere(join(folder, command + end))));
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}
