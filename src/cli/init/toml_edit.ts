import { parse, stringify, TomlError } from "smol-toml";
import type { JsonText } from "../../servers/config/json_text.ts";

/**
 * Codex keeps its servers in TOML. Libraries that edit it keep comments, but write tables anew that stand
 * beside ours (toml-patch 3.3 makes `[mcp_servers.other]` a line in `[mcp_servers]`): so a table is added
 * at the end, or taken out by its lines, and the parser says whether the text means what it should.
 */

/** Reads TOML. Never throws. */
export function readToml(text: string): JsonText {
  try {
    return { value: parse(text.replace(/^\uFEFF/, "")), flaws: [], lineOf: () => 1 };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.replace("Invalid TOML document: ", "").split("\n");
    return {
      value: undefined,
      flaws: [],
      fault: { what: `The file is not TOML: ${reason}`, remedy: "mend it there" },
      lineOf: () => error.line,
    };
  }
}

/** Puts a table at the end of a text, instead of one of that name; all other lines stay as they are. */
export function setInToml(text: string, path: readonly string[], value: unknown): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const before = removeFromToml(text, path).trimEnd();
  const table = tomlText(path, value).trimEnd().replaceAll("\n", end) + end;
  return before === "" ? table : `${before}${end}${end}${table}`;
}

/** Takes a table out, and those below it, by their lines; comments in front of what follows stay. */
export function removeFromToml(text: string, path: readonly string[]): string {
  const lines = text.split("\n");
  const heads = lines.flatMap((line, at) => isHead(line) ? [at] : []);
  for (const [which, start] of [...heads.entries()].reverse()) {
    const name = nameOf(lines[start]!);
    if (!path.every((part, at) => name[at] === part)) continue;
    let end = heads[which + 1] ?? lines.length;
    while (end > start + 1 && /^\s*(?:#.*)?$/.test(lines[end - 1]!)) end--;
    const isBetween = start === 0 || lines[start - 1]!.trim() === "";
    if (isBetween && lines[end]?.trim() === "" && end < lines.length - 1) end++;
    lines.splice(start, end - start);
  }
  return lines.join("\n");
}

/** A value as a table of its own. */
export function tomlText(path: readonly string[], value: unknown): string {
  return stringify(path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value));
}

/** A text with the same lines, of which no value of an entry's environment and headers can be read. */
export function maskedToml(text: string): string {
  let hides = false;
  return text.split("\n").map((line) => {
    if (isHead(line)) hides = SECRET.test(nameOf(line).at(-1) ?? "");
    else if (hides) return line.replace(/^(\s*[^\s=#]+\s*=|(?!\s*(?:#|$))).+$/, "$1 …");
    return line.replace(
      /^(\s*([\w-]+)\s*=).+$/,
      (all, key, name) => SECRET.test(name) ? `${key} …` : all,
    );
  }).join("\n");
}

const SECRET = /^(?:env|http_headers|bearer_token.*)$/;

/** A line in an array of arrays may look so, too: what is edited by mistake does not mean what it should. */
function isHead(line: string): boolean {
  return /^\s*\[.*\]\s*(?:#.*)?$/.test(line);
}

/** `[a."b.c"]` as its parts; none where the line is no head of a table. */
function nameOf(line: string): string[] {
  const names: string[] = [];
  const { value, fault } = readToml(line);
  if (fault || /^\s*\[\[/.test(line)) return names;
  for (let table = value; typeof table === "object" && table !== null;) {
    const [name] = Object.keys(table);
    if (name === undefined) break;
    names.push(name);
    table = (table as Record<string, unknown>)[name];
  }
  return names;
}
