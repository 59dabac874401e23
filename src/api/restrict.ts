import { fullName } from "./method.ts";
import type { MethodDefinition, NamespaceDefinition } from "./namespace.ts";

/** What the person who starts the server lets programs call. */
export interface Access {
  /** Nothing that changes data. */
  readonly readOnly: boolean;
  /** Only these methods, by `name` or `namespace.name`; all when empty. */
  readonly allow: readonly string[];
  /** None of these, whatever else says. */
  readonly deny: readonly string[];
  /** What says so, for the error that a program gets. */
  readonly by?: string;
}

/**
 * Leaves out the methods that may not be called, and namespaces without a method. Declarations, stubs and
 * the checks on the main thread follow from what is left, so that a forged call of another method names
 * nothing.
 *
 * @throws {RangeError} for a name that isn't a method's, and when no method is left
 */
export function restrict(
  namespaces: readonly NamespaceDefinition[],
  access: Access,
): NamespaceDefinition[] {
  const allow = find(namespaces, access.allow);
  const deny = find(namespaces, access.deny);
  const { by = "code-mode was started with" } = access;
  const left = namespaces.map((namespace) =>
    leaveOut(namespace, (name, { mutates }) => {
      const called = fullName({ namespace: namespace.name, name });
      if (access.readOnly && mutates) return `${by} --read-only`;
      if (deny.has(called)) return `${by} a --deny that names it`;
      if (allow.size === 0 || allow.has(called)) return undefined;
      return `${by} an --allow that does not name it`;
    })
  ).filter(({ methods }) => Object.keys(methods).length > 0);
  if (left.length === 0) throw new RangeError("No method is left that a program could call");
  return left;
}

/** @param why says of a method why it is left out; `undefined` where it stays */
export function leaveOut(
  namespace: NamespaceDefinition,
  why: (name: string, definition: MethodDefinition) => string | undefined,
): NamespaceDefinition {
  const methods: Record<string, MethodDefinition> = {};
  const leftOut: Record<string, string> = { ...namespace.leftOut };
  for (const [name, definition] of Object.entries(namespace.methods)) {
    const reason = why(name, definition);
    if (reason === undefined) methods[name] = definition;
    else leftOut[name] = reason;
  }
  return { ...namespace, methods, leftOut };
}

/** @returns whether a program can change data */
export function mutates(namespaces: readonly NamespaceDefinition[]): boolean {
  return namespaces.some(({ methods }) => Object.values(methods).some(({ mutates }) => mutates));
}

/**
 * @returns the full names of the methods that are meant, also of those that are left out already: a bare name
 * means each method of that name
 */
function find(namespaces: readonly NamespaceDefinition[], names: readonly string[]): Set<string> {
  const all = namespaces.flatMap(({ name: namespace, methods, leftOut }) =>
    Object.keys({ ...methods, ...leftOut }).map((name) => ({
      name,
      called: fullName({ namespace, name }),
    }))
  );
  return new Set(names.flatMap((given) => {
    const meant = all.filter(({ name, called }) => given === name || given === called);
    if (meant.length > 0) return meant.map(({ called }) => called);
    const known = namespaces.map(({ name, methods }) =>
      `${name} has ${Object.keys(methods).join(", ")}`
    );
    throw new RangeError(`There is no method "${given}": ${known.join("; ")}`);
  }));
}
