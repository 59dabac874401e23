import { holds, makeFiles, number } from "./files.ts";
import { lookInto, onFiles, readAll } from "./filesystem.ts";
import type { Task } from "./task.ts";

const [OLD, NEW] = ['"colour":', '"color":'];
const ORDERS = new Map(
  Array.from({ length: 30 }, (_, at) => {
    const order = {
      id: 4100 + at,
      customer: `customer-${number(at % 7)}`,
      // A third of them has no such field.
      item: at % 3 === 2 ? { name: "desk", width: 140 } : { name: "chair", colour: "green" },
      count: 1 + at % 4,
      paid: at % 5 !== 0,
    };
    return [`order-${number(at)}.json`, JSON.stringify(order, null, 2)];
  }),
);
const RENAMED = new Map([...ORDERS].map(([name, text]) => [name, text.replace(OLD, NEW)]));

export const renameField: Task = {
  name: "rename a field",
  about: "look through 30 JSON files, rename a field in the 20 that have it",
  uses: { filesystem: ["list_directory", "read_text_file", "edit_file"] },
  query: "list a directory, read a text file, edit a file",
  prepare: ({ work }) => makeFiles(work, ORDERS),
  async direct({ work: path }, turn) {
    const read = await readAll(path, turn);
    const having = read.filter(([, text]) => text.includes(OLD));
    const edits = [{ oldText: OLD, newText: NEW }];
    await turn(having.map(([path]) => onFiles("edit_file", { path, edits })));
  },
  look: ({ work }) => lookInto(work),
  program: ({ work }) =>
    `const dir = "${work}";
const { content } = await filesystem.list_directory({ path: dir });
const changed = await Promise.all(content.split("\\n").map(async (line) => {
  const path = \`\${dir}/\${line.replace("[FILE] ", "")}\`;
  const { content } = await filesystem.read_text_file({ path });
  if (!content.includes('"colour":')) return 0;
  await filesystem.edit_file({ path, edits: [{ oldText: '"colour":', newText: '"color":' }] });
  return 1;
}));
return changed.reduce((sum, one) => sum + one);`,
  isRight: ({ work }) => holds(work, RENAMED),
};
