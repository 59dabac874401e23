/** What a keyword of JSON Schema holds. Keywords with rules of their own are not among them. */
export type Holds =
  | "number"
  | "list"
  | "value"
  | "name"
  | "reference"
  | "schema"
  | "schemas"
  | "named schemas";

const HOLDS: Readonly<Record<Holds, string>> = {
  number:
    "maximum minimum exclusiveMaximum exclusiveMinimum multipleOf maxLength minLength maxItems " +
    "minItems maxProperties minProperties minContains maxContains",
  list: "enum",
  value: "const uniqueItems $recursiveAnchor",
  name: "$id $anchor",
  reference: "$ref $recursiveRef",
  schema: "propertyNames additionalItems contains not if then else",
  schemas: "prefixItems allOf anyOf oneOf",
  "named schemas": "properties $defs definitions dependentSchemas",
};

/** What each keyword holds. */
export const KEYWORDS: ReadonlyMap<string, Holds> = new Map(
  Object.entries(HOLDS).flatMap(([holds, names]) =>
    names.split(" ").map((name) => [name, holds as Holds] as const)
  ),
);

/** Keywords that only tell, and those that the validator would take for notes of its own. */
export const TELLING: ReadonlySet<string> = new Set(
  ("title description default examples example $comment $schema $vocabulary deprecated readOnly " +
    "writeOnly id nullable contentEncoding contentMediaType contentSchema __absolute_uri__ " +
    "__absolute_ref__ __absolute_recursive_ref__").split(" "),
);

/** Keywords below which only lies what references lead to. */
export const SHELVES: readonly string[] = ["$defs", "definitions"];

/** Keywords for which the validator goes through all keys of an object, or all items of a list. */
export const PER_KEY = ["additionalProperties", "unevaluatedProperties", "propertyNames"];
export const PER_ITEM = ["items", "additionalItems", "unevaluatedItems", "contains"];

export const TYPES: ReadonlySet<unknown> = new Set(
  "string number integer boolean null array object".split(" "),
);
