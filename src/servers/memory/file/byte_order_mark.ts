/**
 * @param text of a memory file.
 * @returns it without the byte order marks at the start of lines, which JSON knows nothing of. Editors
 * put one at the start of a file; where files were joined there are more. Others are text.
 */
export function withoutMarks(text: string): string {
  return text.includes(MARK) ? text.replace(/(^|\n)\ufeff+/g, "$1") : text;
}

const MARK = "\ufeff";
