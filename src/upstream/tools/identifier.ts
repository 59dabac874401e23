/** What the engine asks of any object, so that a tool of that name would be called unasked. */
const RESERVED = new Set(["then", "toJSON", "constructor", "prototype", "__proto__"]);

/**
 * Makes a property name that a program can write behind a dot: what an identifier cannot have becomes
 * `_`. Invisible characters count as such, though JavaScript takes some.
 */
export function identifier(name: string): string {
  const plain = name.replace(/[^\p{ID_Continue}$]|\p{Default_Ignorable_Code_Point}/gu, "_");
  const started = /^[\p{ID_Start}$_]/u.test(plain) ? plain : `_${plain}`;
  return RESERVED.has(started) ? `${started}_` : started;
}

/** @returns `name`, or `name_2`, `name_3` … when it is taken */
export function free(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let i = 2;; i++) if (!isTaken(`${name}_${i}`)) return `${name}_${i}`;
}
