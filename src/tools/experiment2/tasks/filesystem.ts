import type { Call, TakeTurn } from "./task.ts";

/** A call of a tool of `filesystem`. */
export function onFiles(tool: string, args: Record<string, unknown>): Call {
  return { server: "filesystem", tool, args };
}

/**
 * Reads all files of a folder in two turns: the list, and one call that reads many files.
 *
 * @returns their texts by their paths
 */
export async function readAll(
  path: string,
  turn: TakeTurn,
): Promise<[path: string, text: string][]> {
  const [list] = await turn([onFiles("list_directory", { path })]);
  const names = (list.content as string).split("\n").map((line) => line.replace("[FILE] ", ""));
  const paths = names.map((name) => `${path}/${name}`);
  const [read] = await turn([onFiles("read_multiple_files", { paths })]);
  return (read.content as string).split("\n---\n").map((part) => {
    const at = part.indexOf(":\n");
    return [part.slice(0, at), part.slice(at + 2).replace(/\n$/, "")];
  });
}

/** A program that looks what a list of the folder and a file of it are like. */
export function lookInto(path: string): string {
  return `const path = "${path}";
const { content } = await filesystem.list_directory({ path });
const [name] = content.split("\\n")[0].split(" ").slice(-1);
return [content.slice(0, 100), await filesystem.read_text_file({ path: \`\${path}/\${name}\`, head: 8 })];`;
}
