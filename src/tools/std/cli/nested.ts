type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}

/** Sets a value at a dotted path, `a.b` being `b` of the object `a`, which is made when missing. */
export function setNested(root: Tree, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop()!;
  let tree = root;
  for (const key of keys) {
    const next = tree[key];
    // What is inherited, such as `toString`, is a function here and not entered.
    tree = isTree(next) ? next : (tree[key] = {}) as Tree;
  }
  tree[last] = value;
}

/** @returns what is held at a dotted path: `undefined` also when there is nothing. */
export function getNested(root: Tree, path: string): unknown {
  return find(root, path)?.value;
}

/** Whether something, even `undefined`, was set at a dotted path. */
export function hasNested(root: Tree, path: string): boolean {
  return find(root, path) !== undefined;
}

function find(root: Tree, path: string): PropertyDescriptor | undefined {
  let found: PropertyDescriptor | undefined = { value: root };
  for (const key of path.split(".")) {
    if (!isTree(found.value)) return;
    found = Object.getOwnPropertyDescriptor(found.value, key);
    if (!found) return;
  }
  return found;
}
