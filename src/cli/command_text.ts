import { commandLine, type Installation, installation } from "./init/client_entry.ts";

/**
 * A code-mode command as a person types it to run this installation, wherever that person is.
 *
 * @param args the command and its flags, e.g. `["doctor", "--repair"]`
 */
export function commandText(args: readonly string[], from: Installation = installation()): string {
  const words = commandLine(from);
  // Clients on Windows need "cmd" to find npx; who types is there already.
  const typed = words[0] === "cmd" ? words.slice(2) : words;
  const [program, ...rest] = [...typed, ...args];
  // PowerShell takes a first word in quotes for a text.
  const first = /^[\w@%+=:,./-]+$/.test(program!) ? program! : quoted(program!, from.os);
  return [first, ...rest.map((word) => quoted(word, from.os))].join(" ");
}

function quoted(word: string, os: Installation["os"]): string {
  if (/^[\w@%+=:,.-]+$/.test(word)) return word;
  // A backslash stays as it is but for one at the end, which would take the quote with it.
  if (os === "windows") return `"${word.replace(/\\+$/, "$&$&")}"`;
  // What means something between double quotes means nothing between single ones.
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
}
