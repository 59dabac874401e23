import { assert, assertEquals, assertGreater } from "@std/assert";
import { fileURLToPath } from "node:url";
import { wordingsIn } from "../../src/tools/lint/word_list.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENTS = ["README.md", "docs/architecture.md", "docs/security.md"];

function exists(path: string): boolean {
  try {
    return Deno.statSync(`${ROOT}${path}`) !== undefined;
  } catch {
    return false;
  }
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(`${ROOT}${folder}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}

const ALL = [...filesBelow("src"), ...filesBelow("tests")];

for (const document of DOCUMENTS) {
  Deno.test(`${document} names files that are there`, () => {
    const text = Deno.readTextFileSync(`${ROOT}${document}`);
    const paths = [...text.matchAll(/(?<![\w/.-])(?:src|tests|docs|data)\/[\w./-]*[\w/]/g)]
      .map(([path]) => path);
    const names = [...text.matchAll(/`([\w./]+\.ts)`/g)].map(([, name]) => name!);
    assertGreater(paths.length + names.length, 5);
    assertEquals([...new Set(paths)].filter((path) => !exists(path)), []);
    const unknown = names.filter((name) => !ALL.some((path) => `/${path}`.endsWith(`/${name}`)));
    assertEquals([...new Set(unknown)], []);
  });
}

for (
  const document of [
    ...DOCUMENTS,
    "Experiment1.md",
    "docs/experiment2.md",
    "docs/operating.md",
    "docs/search.md",
  ]
) {
  Deno.test(`${document} is written in plain words, by the list of the lint rule`, () => {
    assertEquals(wordingsIn(Deno.readTextFileSync(`${ROOT}${document}`)), []);
  });
}

Deno.test("the architecture names every folder of src", () => {
  const text = Deno.readTextFileSync(`${ROOT}docs/architecture.md`);
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}src`)) {
    if (isDirectory) assert(text.includes(`\`src/${name}/`), name);
  }
});
