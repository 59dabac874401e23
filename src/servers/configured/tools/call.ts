import { closest } from "../../../api/closest.ts";
import { mayMutate, type Method } from "../../../api/method.ts";
import type { ConfiguredServer } from "../server.ts";
import type { Servers } from "../servers.ts";
import type { ToolsMethod } from "./tools_method.ts";

/** `tools.call(server, tool, args?, options?)`: calls by names that a program computes. */
export function callMethod(
  servers: Servers,
  callOf: (server: ConfiguredServer, namespace: string, tool: string) => Method,
): ToolsMethod {
  const make = (): Method => {
    let call: Method | undefined;
    return {
      // Once it is known, the tool that is called: effects are counted by it.
      get namespace() {
        return call?.namespace ?? "tools";
      },
      get name() {
        return call?.name ?? "call";
      },
      get mutates() {
        return call?.mutates ?? false;
      },
      get mayMutate() {
        return call ? mayMutate(call) : true;
      },
      parse: ([server, tool, ...args]) => {
        if (typeof server !== "string" || typeof tool !== "string") {
          throw new TypeError("Cannot call tools.call: server and tool must be strings");
        }
        const found = servers.find(server);
        if (!found) throw unknownServer(server, servers);
        call = callOf(found, servers.globalOf(found.entry.name), tool);
        return call.parse(args);
      },
      ownArguments: (args) => args.slice(2),
      forward: (input, signal) => call!.forward(input, signal),
    };
  };
  return { name: "call", make };
}

/** @returns the error for a name that no server has */
export function unknownServer(name: string, servers: Servers): TypeError {
  const names = [...servers.all.keys()];
  const meant = closest(name, names);
  const hint = meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${meant}?`;
  return new TypeError(`There is no server "${name}": ${hint}`);
}
