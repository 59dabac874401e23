import type { Servers } from "../servers.ts";
import { readingMethod, type ToolsMethod } from "./tools_method.ts";

/** `tools.servers()`: the servers that a program can call, their state, and why one is missing. */
export function serversMethod(servers: Servers): ToolsMethod {
  return readingMethod("servers", () => undefined, () => Promise.resolve(servers.summaries()));
}
