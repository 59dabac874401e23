import { holds, makeFiles, number, prose } from "./files.ts";
import { lookInto, onFiles, readAll } from "./filesystem.ts";
import type { Task } from "./task.ts";

const NOTES = new Map(
  Array.from({ length: 30 }, (_, at) => [`note-${number(at)}.txt`, prose(80 + at * 5, at)]),
);
const report = (texts: ReadonlyMap<string, string>) =>
  [...texts].map(([name, text]) => `${name}: ${text.match(/\S+/g)!.length}`).sort().join("\n");

const withReport = new Map([
  ...[...NOTES].map(([name, text]): [string, string] => [`notes/${name}`, text]),
  ["report.txt", report(NOTES)],
]);

export const countWords: Task = {
  name: "count words",
  about: "read 30 notes, count the words of each, write a report",
  uses: { filesystem: ["list_directory", "read_text_file", "write_file"] },
  query: "list a directory, read a text file, write a file",
  prepare: ({ work }) =>
    makeFiles(work, new Map([...NOTES].map(([name, text]) => [`notes/${name}`, text]))),
  async direct({ work }, turn) {
    const path = `${work}/notes`;
    const read = await readAll(path, turn);
    const texts = read.map(([path, text]): [string, string] => [path.split("/").at(-1)!, text]);
    const args = { path: `${work}/report.txt`, content: report(new Map(texts)) };
    await turn([onFiles("write_file", args)]);
  },
  look: ({ work }) => lookInto(`${work}/notes`),
  program: ({ work }) =>
    `const path = "${work}/notes";
const { content } = await filesystem.list_directory({ path });
const lines = await Promise.all(content.split("\\n").map(async (line) => {
  const name = line.replace("[FILE] ", "");
  const { content } = await filesystem.read_text_file({ path: \`\${path}/\${name}\` });
  return \`\${name}: \${content.split(/\\s+/).filter(Boolean).length}\`;
}));
await filesystem.write_file({ path: "${work}/report.txt", content: lines.sort().join("\\n") });
return lines.length;`,
  isRight: ({ work }) => holds(work, withReport),
};
