import type { CheckRequest } from "../rpc/check_protocol.ts";

const declarations = `interface Item { name: string; tags: string[] }
declare const shop: { find(query: string): Promise<Item[]>; add(items: Item[]): Promise<void> };`;

/** Programs of which it is known what is to be said: where it says anything else, it says nothing at all. */
export const SELF_TEST: readonly (CheckRequest & { readonly isGood: boolean })[] = [
  {
    isGood: true,
    language: "js",
    declarations,
    text: `const byTag = {};
for (const item of await shop.find("x")) {
  for (const tag of item.tags) (byTag[tag] ??= []).push(item.name.trim());
}
const seen = new Map(Object.entries(byTag).map(([tag, names]) => [tag, new Set(names).size]));
await shop.add([{ name: \`\${seen.size} at \${new Date().toISOString()}\`, tags: [...seen.keys()] }]);
return seen;`,
  },
  {
    isGood: false,
    language: "js",
    declarations,
    text: 'const items = shop.find("x");\nreturn items.map((item) => item.name);',
  },
];
