const SPACE_OR_COMMENT = /\s+|\/\/[^\n\r\u2028\u2029]*|\/\*(?:[^*]|\*(?!\/))*\*\//y;
const NO_CHECK = /^(?:\/\/\/?|\/\*\*?)\s*@ts-nocheck\b/;

/** Whether a program says, in a comment before its first statement, that its types are not to be checked. */
export function saysNoCheck(text: string): boolean {
  const comment = new RegExp(SPACE_OR_COMMENT);
  for (let at = 0;; at = comment.lastIndex) {
    comment.lastIndex = at;
    const [found] = comment.exec(text) ?? [];
    if (found === undefined) return false;
    if (NO_CHECK.test(found)) return true;
  }
}
