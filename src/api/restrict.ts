import type { MethodDefinition, NamespaceDefinition } from "./namespace.ts";

/** What the person who starts the server lets programs call. */
export interface Access {
  /** Nothing that changes data. */
  readonly readOnly: boolean;
  /** Only these methods, by `name` or `namespace.name`; all when empty. */
  readonly allow: readonly string[];
  /** None of these, whatever else says. */
  readonly deny: readonly string[];
}

/**
 * Leaves out the methods that may not be called. Declarations, stubs and the checks on the main thread
 * follow from what is left, so that a forged call of another method names nothing.
 *
 * @throws {RangeError} for a name that isn't a method's, and when no method is left
 */
export function restrict(namespace: NamespaceDefinition, access: Access): NamespaceDefinition {
  const all = Object.entries(namespace.methods);
  const find = (names: readonly string[]) => new Set(names.map((name) => own(namespace, name)));
  const allow = find(access.allow);
  const deny = find(access.deny);
  const left = all.filter(([name, { mutates }]) =>
    (allow.size === 0 || allow.has(name)) && !deny.has(name) && !(access.readOnly && mutates)
  );
  if (left.length === 0) throw new RangeError("No method is left that a program could call");
  return { ...namespace, methods: Object.fromEntries(left) };
}

/** @returns whether a program can change data */
export function mutates({ methods }: NamespaceDefinition): boolean {
  return Object.values<MethodDefinition>(methods).some(({ mutates }) => mutates);
}

function own({ name: namespace, methods }: NamespaceDefinition, given: string): string {
  const prefix = `${namespace}.`;
  const name = given.startsWith(prefix) ? given.slice(prefix.length) : given;
  if (Object.hasOwn(methods, name)) return name;
  const known = Object.keys(methods).join(", ");
  throw new RangeError(`There is no method "${given}": ${namespace} has ${known}`);
}
