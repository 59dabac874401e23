import type { Method } from "./method.ts";
import type { MethodDefinition, NamespaceDefinition } from "./namespace.ts";
import { refusal } from "./refusal.ts";
import { type Permissions, type Verdict, verdict } from "./rules/permissions.ts";

/** @returns the namespaces without the methods that the rules deny, and without those that are empty */
export function applyRules(
  namespaces: readonly NamespaceDefinition[],
  permissions: Permissions,
): NamespaceDefinition[] {
  return namespaces.map((namespace) => {
    const allowed = Object.entries(namespace.methods).filter(([, method]) =>
      judge(namespace.name, method, permissions).kind !== "deny"
    );
    return { ...namespace, methods: Object.fromEntries(allowed) };
  }).filter(({ methods }) => Object.keys(methods).length > 0);
}

/** @returns the methods of a namespace, of which those that need the user's consent refuse every call */
export function guardMethods(
  { name, methods: definitions }: NamespaceDefinition,
  methods: readonly Method[],
  permissions: Permissions,
): Method[] {
  return methods.map((method) => {
    const definition = definitions[method.name]!;
    const judged = judge(name, definition, permissions);
    if (judged.kind === "allow") return method;
    const error = () => refusal(method, judged, { server: name, tool: definition.tool });
    return { ...method, mutates: false, forward: () => Promise.reject(error()) };
  });
}

/** @returns what the rules say of a method of an embedded namespace */
export function judge(
  server: string,
  { tool, mutates }: MethodDefinition,
  permissions: Permissions,
): Verdict {
  return verdict({ server, name: tool, annotations: { readOnlyHint: !mutates } }, permissions);
}
