import { basename } from "node:path";

/** Where the values of variables come from. */
export interface Surroundings {
  readonly env: (name: string) => string | undefined;
  /** The user's home, an absolute path; absent when the environment has none. */
  readonly home?: string;
  /** The folder that the user works in, an absolute path. */
  readonly workspace: string;
  readonly os: typeof Deno.build.os;
}

/** A text with its variables put in. */
export interface Expanded {
  readonly text: string;
  /** The values that came from the environment. */
  readonly secrets: readonly string[];
  readonly faults: readonly VariableFault[];
}

export interface VariableFault {
  readonly what: string;
  readonly remedy: string;
}

/**
 * Puts variables in: `${NAME}`, `${NAME:-default}`, `${env:NAME}`, `${workspaceFolder}`, `${userHome}`, and
 * a leading `~/`. `$${` stands for `${` itself. What comes from a variable is not looked at again.
 */
export function expand(text: string, surroundings: Surroundings): Expanded {
  const secrets: string[] = [];
  const faults: VariableFault[] = [];
  const { home, os } = surroundings;
  const inHome = home !== undefined &&
    (os === "windows" ? /^~(?=$|[/\\])/ : /^~(?=$|\/)/).test(text);
  const expanded = (inHome ? text.slice(1) : text).replace(
    /\$?\$\{([^}]*)(\}?)/g,
    (whole, inside: string, closed: string) => {
      if (whole.startsWith("$$")) return whole.slice(1);
      const value = closed === "" ? NOT_CLOSED : valueOf(inside, surroundings);
      if (typeof value === "string") return value;
      if (value.secret !== undefined) secrets.push(value.secret);
      if (value.what !== undefined) faults.push({ what: value.what, remedy: value.remedy });
      return value.secret ?? whole;
    },
  );
  return { text: inHome ? home + expanded : expanded, secrets, faults };
}

/** A value that may be shown, one that may not, or why there is none. */
type Value =
  | string
  | { readonly secret: string; readonly what?: never }
  | { readonly secret?: never; readonly what: string; readonly remedy: string };

const ESCAPE = "write $${ where the text itself is meant";
const NOT_CLOSED: Value = { what: 'opens "${" and does not close it', remedy: ESCAPE };

function valueOf(inside: string, { env, home, workspace, os }: Surroundings): Value {
  switch (inside) {
    case "workspaceFolder":
      return workspace;
    case "workspaceFolderBasename":
      return basename(workspace);
    case "pathSeparator":
    case "/":
      return os === "windows" ? "\\" : "/";
    case "userHome":
      return home ?? { what: "uses ${userHome}, and there is no HOME", remedy: "set HOME" };
  }
  const [, kind, name, fallback] = /^(?:([a-z]+):(?!-))?(.*?)(?::-(.*))?$/s.exec(inside)!;
  if (kind === "input") {
    return {
      what: `asks for the input "${name}", which code-mode cannot do`,
      remedy: "put it into an environment variable and write ${env:NAME} here",
    };
  }
  if (inside.includes("${")) {
    return { what: "has a variable inside a variable", remedy: "write the default as plain text" };
  }
  if ((kind ?? "env") !== "env" || !/^[^\s:{}$=]+$/.test(name!)) {
    return {
      what: `uses \${${inside}}, which is no variable`,
      remedy: `write \${NAME}, or ${ESCAPE}`,
    };
  }
  const value = env(name!);
  // As in a shell, a default counts for what is empty, too.
  if (fallback !== undefined && !value) return fallback;
  if (value !== undefined) return { secret: value };
  return {
    what: `needs the variable ${name}, which is not set`,
    remedy: `set ${name} where your client starts code-mode, or write \${${name}:-default}`,
  };
}
