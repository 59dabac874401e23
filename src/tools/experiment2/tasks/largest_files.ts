import { holds, makeFiles, number, prose } from "./files.ts";
import { onFiles } from "./filesystem.ts";
import type { Task } from "./task.ts";

const FOLDERS = ["api", "api/v1", "api/v2", "docs", "docs/old", "web", "web/pages", "web/parts"];
/** The number of words of each file; those of the five largest are far apart. */
const words = (at: number) => at % 11 === 5 ? 1_500 + at * 40 : 40 + at * 3;
const FILES = new Map(
  Array.from({ length: 56 }, (_, at) => [
    `${FOLDERS[at % FOLDERS.length]}/file-${number(at)}.md`,
    `# Page ${number(at)}\n\n${prose(words(at), at)}`,
  ]),
);
const [COUNT, FILE] = [5, "largest.txt"];

interface Found {
  path: string;
  kilobytes: number;
}

const summary = (files: readonly Found[], titles: readonly string[]) =>
  files.map(({ path, kilobytes }, at) => `${path}: ${kilobytes} KB, ${titles[at]}`).join("\n");

/** The sizes that the server tells: two decimals of a kilobyte. */
const WANTED = [...FILES].map(([path, text]) => ({
  path,
  kilobytes: Number((new TextEncoder().encode(text).length / 1024).toFixed(2)),
})).sort((a, b) => b.kilobytes - a.kilobytes).slice(0, COUNT);
const WITH_SUMMARY = new Map([
  ...FILES,
  [FILE, summary(WANTED, WANTED.map(({ path }) => FILES.get(path)!.split("\n")[0]!))],
]);

export const largestFiles: Task = {
  name: "largest files",
  about: "walk a tree of 8 folders and 56 files, write sizes and titles of the 5 largest",
  uses: { filesystem: ["list_directory_with_sizes", "read_text_file", "write_file"] },
  query: "list a directory with sizes, read a text file, write a file",
  prepare: ({ work }) => makeFiles(work, FILES),
  async direct({ work }, turn) {
    const files: Found[] = [];
    let folders = [work];
    while (folders.length > 0) {
      const lists = await turn(
        folders.map((path) => onFiles("list_directory_with_sizes", { path })),
      );
      const below = lists.flatMap(({ content }, at) => {
        files.push(
          ...[...content.matchAll(/^\[FILE\] (\S+) +([\d.]+) KB$/gm)].map(([, name, size]) => ({
            path: `${folders[at]}/${name}`,
            kilobytes: Number(size),
          })),
        );
        return [...content.matchAll(/^\[DIR\] (\S+)/gm)].map(([, name]) =>
          `${folders[at]}/${name}`
        );
      });
      folders = below;
    }
    const largest = files.sort((a, b) => b.kilobytes - a.kilobytes).slice(0, COUNT);
    const heads = await turn(
      largest.map(({ path }) => onFiles("read_text_file", { path, head: 1 })),
    );
    const content = summary(
      largest.map(({ path, kilobytes }) => ({ path: path.slice(work.length + 1), kilobytes })),
      heads.map(({ content }) => content),
    );
    const args = { path: `${work}/${FILE}`, content };
    await turn([onFiles("write_file", args)]);
  },
  look: ({ work }) =>
    `const path = "${work}";
return [await filesystem.list_directory_with_sizes({ path }),
  await filesystem.list_directory_with_sizes({ path: path + "/docs" })];`,
  program: ({ work }) =>
    `const root = "${work}";
const files = [];
const walk = async (path) => {
  const { content } = await filesystem.list_directory_with_sizes({ path });
  for (const [, name, size] of content.matchAll(/^\\[FILE\\] (\\S+) +([\\d.]+) KB$/gm)) {
    files.push({ path: \`\${path}/\${name}\`, size: Number(size) });
  }
  await Promise.all([...content.matchAll(/^\\[DIR\\] (\\S+)/gm)].map(([, name]) => walk(\`\${path}/\${name}\`)));
};
await walk(root);
const largest = files.sort((a, b) => b.size - a.size).slice(0, 5);
const lines = await Promise.all(largest.map(async ({ path, size }) => {
  const { content } = await filesystem.read_text_file({ path, head: 1 });
  return \`\${path.slice(root.length + 1)}: \${size} KB, \${content}\`;
}));
await filesystem.write_file({ path: root + "/largest.txt", content: lines.join("\\n") });
return lines;`,
  isRight: ({ work }) => holds(work, WITH_SUMMARY),
};
