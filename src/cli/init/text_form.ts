import { isObject } from "../../servers/config/fields.ts";
import { type JsonText, readJson } from "../../servers/config/json_text.ts";
import { maskedText } from "./import/files/masked.ts";
import { setInJson } from "./json_edit.ts";
import { removeFromJson } from "./json_remove.ts";
import { maskedToml, readToml, removeFromToml, setInToml } from "./toml_edit.ts";

/** `~/.claude.json` has all projects of a person. */
export const MAX_CHARS = 16 * 2 ** 20;

/** A form in which clients keep their servers: how it is read, and edited so that all else stays. */
export interface TextForm {
  read(text: string): JsonText;
  set(text: string, path: readonly [string, ...string[]], value: unknown): string;
  remove(text: string, path: readonly [string, ...string[]]): string;
  /** What of a value an edit can keep. */
  meaning(value: unknown): unknown;
  /** Hides secrets, and leaves the lines. */
  mask(text: string, sections: readonly (readonly string[])[]): string;
}

export const JSON_FORM: TextForm = {
  read: (text) => {
    const isBlank = text.replace(/^\uFEFF/, "").trim() === "";
    return readJson(isBlank ? "{}" : text, MAX_CHARS);
  },
  set: setInJson,
  remove: removeFromJson,
  meaning: (value) => value,
  mask: maskedText,
};

const TOML_FORM: TextForm = {
  read: readToml,
  set: setInToml,
  remove: removeFromToml,
  meaning: withoutEmpty,
  mask: maskedToml,
};

/** A table of TOML is often there by those below it alone. */
function withoutEmpty(value: unknown): unknown {
  if (!isObject(value)) return value;
  const left = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const)
    .filter(([, inner]) => !isObject(inner) || Object.keys(inner).length > 0);
  return Object.fromEntries(left);
}

/** @returns the form of a client's file */
export function formOf(file: string): TextForm {
  return file.endsWith(".toml") ? TOML_FORM : JSON_FORM;
}
