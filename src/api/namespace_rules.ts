import { fullName, type Method } from "./method.ts";
import type { MethodDefinition, NamespaceDefinition } from "./namespace.ts";
import { leaveOut } from "./restrict.ts";
import { refusal } from "./refusal.ts";
import { CANNOT_ASK, type Consent, type NoConsent } from "./rules/consent.ts";
import { type Permissions, type Verdict, verdict } from "./rules/permissions.ts";

/** @returns the namespaces without the methods that the rules deny, and without those that are empty */
export function applyRules(
  namespaces: readonly NamespaceDefinition[],
  permissions: Permissions,
): NamespaceDefinition[] {
  return namespaces.map((namespace) =>
    leaveOut(namespace, (_, method) => {
      const judged = judge(namespace.name, method, permissions);
      return judged.kind === "deny" ? `the user's config denies it (${judged.rule})` : undefined;
    })
  ).filter(({ methods }) => Object.keys(methods).length > 0);
}

/** @returns the methods of a namespace, of which those that need the user's consent ask for it at each call */
export function guardMethods(
  { name, methods: definitions }: NamespaceDefinition,
  methods: readonly Method[],
  permissions: Permissions,
  consent: Consent,
): Method[] {
  return methods.map((method) => {
    if (method.leftOut !== undefined) return method;
    const { tool } = definitions[method.name]!;
    const judged = judge(name, definitions[method.name]!, permissions);
    if (judged.kind === "allow") return method;
    const refuse = (why: NoConsent) => refusal(method, judged, { server: name, tool }, why);
    const subject = { server: name, tool, called: fullName(method), rule: judged.rule };
    if (judged.kind === "deny" || !consent.canAsk) {
      const forward = () => Promise.reject(refuse(CANNOT_ASK));
      return { ...method, mutates: false, forward };
    }
    return {
      ...method,
      forward: async (input, signal) => {
        const why = await consent.forCall(subject, input, signal);
        if (why !== undefined) throw refuse(why);
        return await method.forward(input, signal);
      },
    };
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
