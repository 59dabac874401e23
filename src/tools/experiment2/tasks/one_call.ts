import { makeFiles } from "./files.ts";
import { onFiles } from "./filesystem.ts";
import type { Task } from "./task.ts";

const TEXT = "The key to the shed hangs behind the clock.";

/** The task in which a program cannot save a round trip. */
export const oneCall: Task = {
  name: "one call",
  about: "read one short file",
  uses: { filesystem: ["read_text_file"] },
  query: "read a text file",
  prepare: ({ work }) => makeFiles(work, new Map([["shed.txt", TEXT]])),
  async direct({ work }, turn) {
    const args = { path: `${work}/shed.txt` };
    await turn([onFiles("read_text_file", args)]);
  },
  program: ({ work }) => `return await filesystem.read_text_file({ path: "${work}/shed.txt" });`,
  isRight: (_, answer) => JSON.stringify(answer).includes(TEXT),
};
