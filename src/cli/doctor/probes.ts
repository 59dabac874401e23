/** An attempt of a submission to get through the wall. */
export interface Probe {
  /** What is tried. */
  readonly about: string;
  readonly code: string;
  /** The kind of the error and the words in its message by which it must fail. */
  readonly fails: readonly [kind: string, words: RegExp];
  /** Deadline in milliseconds; a long one when left out, since a busy machine is no fault. */
  readonly timeoutMs?: number;
}

const undefinedName = ["runtime", /is not defined/] as const;

/** Names of what reaches out of a worker, as far as releases of Deno have had any. */
const THEIRS =
  /deno|process|require|eval|fetch|socket|worker|webassembly|navigator|gpu|cache|storage|channel/i;

/**
 * The essential ones: each would notice that a release of Deno has changed something that the wall is
 * built on. The tests hold the whole collection.
 */
export const PROBES: readonly Probe[] = [
  {
    about: "read a file",
    code: `return Deno.readTextFileSync("/etc/hosts")`,
    fails: undefinedName,
  },
  {
    about: "see the environment",
    code: `return process.env`,
    fails: undefinedName,
  },
  {
    about: "use the network",
    code: `return (await fetch("http://127.0.0.1:9/")).status`,
    fails: undefinedName,
  },
  {
    about: "start a program",
    code: `return new Deno.Command("true").outputSync().code`,
    fails: undefinedName,
  },
  {
    about: "start a worker",
    code: `return new Worker("data:text/javascript,0", { type: "module" })`,
    fails: undefinedName,
  },
  {
    about: "import a package",
    code: `return await import("npm:acorn")`,
    fails: ["syntax", /Cannot import/],
  },
  {
    about: "make code from text",
    code: `return (async () => {}).constructor('return import("npm:acorn")')()`,
    fails: ["runtime", /Code generation from strings disallowed/],
  },
  {
    about: "find Deno's own globals",
    code: `const found = [];
      for (let at = globalThis; at; at = Object.getPrototypeOf(at)) {
        found.push(...Object.getOwnPropertyNames(at));
      }
      const theirs = found.filter((name) => name !== "EvalError" && ${THEIRS}.test(name));
      throw new Error(theirs.length === 0 ? "there are none" : theirs.join());`,
    fails: ["runtime", /^there are none$/],
  },
  {
    about: "never end",
    code: `for (;;);`,
    fails: ["timeout", /./],
    timeoutMs: 500,
  },
  {
    about: "take all memory",
    code: `const all = []; for (;;) all.push(new Uint8Array(2 ** 20).fill(1));`,
    fails: ["memory", /./],
  },
];
