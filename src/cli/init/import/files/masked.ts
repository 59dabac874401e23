import type { Node } from "jsonc-parser";
import {
  isSecretName,
  redactor,
  secretsOfArguments,
  secretsOfUrl,
} from "../../../../servers/config/redact.ts";
import { find, parseObject } from "../../json_edit.ts";

const HIDDEN = "…";

/** Hides what an entry says in confidence: the values of its environment and its headers, keys, passwords. */
export function maskedWords(words: readonly string[]): string[] {
  const secrets = [...secretsOfArguments(words), ...words.flatMap((word) => secretsOfUrl(word))];
  const hide = redactor({ secrets });
  return words.map((word) => hide(word).replaceAll("***", HIDDEN));
}

/**
 * A JSON text with the same lines, of which only entries and rules can be read: no value of an entry's
 * environment and headers, no secret in its arguments, and nothing else that a person keeps there.
 *
 * @param sections where entries stand
 */
export function maskedText(text: string, sections: readonly (readonly string[])[]): string {
  if (text.trim() === "") return text;
  const root = parseObject(text);
  const groups = sections.flatMap((section) => find(root, section) ?? []);
  const masks = hiddenBelow(root, [...groups, ...[find(root, ["permissions"]) ?? []].flat()]);
  for (const { children: [, entry] = [] } of groups.flatMap(({ children }) => children ?? [])) {
    for (const { children: [key, value] = [] } of entry?.children ?? []) {
      if (key && value) masks.push(...secretsIn(String(key.value), value));
    }
  }
  let shown = "";
  let end = 0;
  for (const { offset, length } of masks.sort((a, b) => a.offset - b.offset)) {
    shown += `${text.slice(end, offset)}"${HIDDEN}"`;
    end = offset + length;
  }
  return shown + text.slice(end);
}

/** The values below a node, but for those in `shown`. */
function hiddenBelow(node: Node, shown: readonly Node[]): Node[] {
  if (shown.includes(node)) return [];
  if (node.type === "object") {
    return (node.children ?? []).flatMap(({ children: [, value] = [] }) =>
      hiddenBelow(value!, shown)
    );
  }
  return node.type === "array"
    ? (node.children ?? []).flatMap((one) => hiddenBelow(one, shown))
    : [node];
}

function secretsIn(key: string, value: Node): Node[] {
  const leaves = hiddenBelow(value, []);
  if (key === "env" || key === "headers" || isSecretName(key)) return leaves;
  const words = leaves.map((leaf) => String(leaf.value));
  const shown = maskedWords(words);
  return leaves.filter((_, at) => shown[at] !== words[at]);
}
