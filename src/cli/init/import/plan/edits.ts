import { isObject } from "../../../../servers/config/fields.ts";
import { addToListInJson, setInJson } from "../../json_edit.ts";
import { removeFromJson } from "../../json_remove.ts";
import { JSON_FORM, type TextForm } from "../../text_form.ts";
import { at } from "../find/find_entries.ts";
import { type Kind, KINDS } from "../find/read_settings.ts";
import { isEqual } from "./make_plan.ts";

export type NamePath = readonly [string, ...string[]];

/** A value at a path of names. */
export interface Placed {
  readonly path: NamePath;
  readonly value: unknown;
}

/** What an edit takes out of a text, and puts into it. */
export interface Changes {
  /** Each is left where another value stands there by now. */
  readonly remove?: readonly Placed[];
  readonly set?: readonly Placed[];
  /** Rules, in JSON: what is there already is not added again. */
  readonly add?: Readonly<Record<Kind, readonly string[]>>;
  /** Rules that are taken out. */
  readonly drop?: Readonly<Record<Kind, readonly string[]>>;
}

/**
 * Edits a text and leaves all else as it stands, comments too. What comes out is compared with what it
 * should say: a text that cannot be edited so is not touched.
 *
 * @param text `undefined` for a file that is not there yet
 * @throws {TypeError} when it cannot be done, with the reason and a remedy
 */
export function editText(
  text: string | undefined,
  changes: Changes,
  form: TextForm = JSON_FORM,
): string {
  let now = text ?? "";
  let meant = valueOf(now, form);
  try {
    for (const { path, value } of changes.remove ?? []) {
      if (!isEqual(at(meant, path), value)) continue;
      now = form.remove(now, path);
      meant = without(meant, path);
    }
    for (const { path, value } of changes.set ?? []) {
      if (isEqual(at(meant, path), value)) continue;
      now = form.set(now, path, value);
      meant = withValue(meant, path, value);
    }
    for (const kind of KINDS) {
      const path = ["permissions", kind] as const;
      const list = at(meant, path);
      const rules = changes.add?.[kind].filter((rule) =>
        !(Array.isArray(list) && list.includes(rule))
      );
      if (rules && rules.length > 0) {
        now = addToListInJson(now, path, rules);
        meant = withValue(meant, path, [...Array.isArray(list) ? list : [], ...rules]);
      }
      const drop = changes.drop?.[kind] ?? [];
      if (drop.length === 0 || !Array.isArray(list)) continue;
      const left = list.filter((rule) => !drop.includes(rule));
      now = left.length > 0 ? setInJson(now, path, left) : removeFromJson(now, path);
      meant = left.length > 0 ? withValue(meant, path, left) : without(meant, path);
    }
  } catch (error) {
    throw new TypeError(`it is not as expected: ${(error as Error).message}: mend it`);
  }
  const { value, fault } = form.read(now);
  if (fault || !isEqual(form.meaning(value), form.meaning(meant))) {
    throw new TypeError("it cannot be edited with certainty: move its entries by hand");
  }
  return now;
}

function valueOf(text: string, form: TextForm): unknown {
  const { value, fault, lineOf } = form.read(text);
  if (fault) throw new TypeError(`line ${lineOf([])}: ${fault.what}: ${fault.remedy}`);
  return value;
}

function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (!isObject(value) || name === undefined) return value;
  const { [name]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...value, [name]: without(inner, rest) };
}

function withValue(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  const object = isObject(value) ? value : {};
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  return { ...object, [name]: withValue(inner, rest, put) };
}
