import type { Mentioned } from "../../api/method.ts";
import { propertyName } from "../../api/types/literal.ts";
import { looseArguments, looseResult } from "../../api/types/loose_type.ts";
import { signature } from "../../api/types/signature.ts";
import { isRecord } from "../../api/types/schema.ts";
import type { Tool } from "../../upstream/tools/read_list.ts";
import type { ConfiguredServer } from "./server.ts";
import type { Servers } from "./servers.ts";

/** Stops declarations that a compiler reads for long, in characters; the tools beyond are of any type. */
const MAX_CHARS = 200_000;

/** About how long a signature in a hint may be, in characters. */
const SIGNATURE_CHARS = 300;

/** Every tool that is not declared: unknown ones, denied ones, those that no program names. */
const OTHERS = "[tool: string]: (args?: any, options?: any) => Promise<any>";

/**
 * Declares the globals of all servers for one program. What is not surely known is of any type: a server
 * whose tools nothing has named yet, a result without a schema.
 *
 * @param mentioned what the program names; only these tools are declared, as it spells them
 */
export function serverTypes(servers: Servers, mentioned: readonly Mentioned[]): string {
  const spellings = new Map<string, Set<string>>();
  for (const { namespace, name } of mentioned) {
    if (!spellings.has(namespace)) spellings.set(namespace, new Set());
    spellings.get(namespace)!.add(name);
  }
  let left = MAX_CHARS;
  const lines = ["declare const tools: any;"];
  for (const server of servers.all.values()) {
    const global = servers.globalOf(server.entry.name);
    const members: string[] = [];
    for (const spelling of spellings.get(global) ?? []) {
      const tool = toolOf(servers, server, spelling);
      if (!tool || left <= 0) continue;
      const member = `${propertyName(spelling)}: ${typeOf(tool)}`;
      left -= member.length;
      members.push(member);
    }
    const type = members.length === 0 ? "any" : `{ ${[...members, OTHERS].join("; ")} }`;
    lines.push(`declare const ${global}: ${type};`);
  }
  return lines.join("\n");
}

/** @returns how a tool is called, by the name that a program writes; `undefined` where it is not known */
export function signatureOf(servers: Servers, called: string): string | undefined {
  const [global = "", spelling = ""] = called.split(".", 2);
  const server = servers.find(global);
  const tool = server && toolOf(servers, server, spelling);
  return tool && signature(called, tool, SIGNATURE_CHARS);
}

/** The tool that a program means, if it is known and may be called. */
function toolOf(servers: Servers, server: ConfiguredServer, spelling: string): Tool | undefined {
  const { known } = server;
  // `github.toString()` and the like are every object's.
  if (!known || spelling in Object.prototype) return undefined;
  const tool = known.tools.get(known.names.resolve(spelling) ?? "");
  return tool && servers.judge(server, tool).kind !== "deny" ? tool : undefined;
}

/** A property, and no method: `new(…)` would be a constructor. */
function typeOf({ inputSchema, outputSchema }: Tool): string {
  const { type, isOptional } = looseArguments(inputSchema);
  const args = `args${isOptional ? "?" : ""}: ${type}`;
  const result = resultOf(outputSchema);
  if (result === "any") return `(${args}, options?: any) => Promise<any>`;
  // With `{ raw: true }` the result is of another shape.
  return `{ (${args}): Promise<${result}>; (args: ${type}, options: any): Promise<any> }`;
}

/**
 * Only of an object with fields is it known what a program gets: beside files it has others, and an object
 * that holds nothing but `result` may be handed over as what is in it.
 */
function resultOf(schema: Tool["outputSchema"]): string {
  if (schema === undefined || schema["x-fastmcp-wrap-result"] === true) return "any";
  const { properties } = schema;
  if (!isRecord(properties) || Object.keys(properties).join() === "result") return "any";
  const type = looseResult(schema);
  return type.startsWith("{") ? type : "any";
}
