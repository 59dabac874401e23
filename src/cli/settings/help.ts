import { flagOf, LIMIT_TABLE, type LimitName, variableOf } from "../../config.ts";
import { OS_WALL_VARIABLE } from "../../process/surroundings.ts";
import { type Row, rowLines, WIDTH } from "../terminal/rows.ts";
import { wrap } from "../terminal/wrap.ts";
import { TRACE_VARIABLE } from "./flags.ts";

const CONFIG: Row = [
  "--config FILE",
  "file with your other MCP servers; code-mode/mcp.json in your config folder",
];
const NO_MEMORY: Row = ["--no-memory", "programs get your other servers alone"];
const MEMORY_FILE: Row = [
  "--memory-file PATH",
  "memory file (MEMORY_FILE_PATH); one in your data folder when left out",
];
const MEMORY_COMMAND: Row = [
  "--memory-command LINE",
  "command line of another memory server to start",
];
const ACCESS: readonly Row[] = [
  ["--read-only", "programs can call nothing that changes data"],
  ["--allow NAMES", "of the memory, programs can call these methods only: readGraph,openNodes"],
  ["--deny NAMES", "programs cannot call these methods: deleteEntities"],
];
const ATOMIC: Row = [
  "--atomic",
  "programs write what they change of the memory at their end: all of it or nothing",
];
const NO_TYPE_CHECK: Row = ["--no-type-check", "without a check of types before a program writes"];
const OS_WALL: Row = [
  "--os-wall MODE",
  `bwrap around processes: auto, require, off (auto; ${OS_WALL_VARIABLE})`,
];
const TRACE: Row = [
  "--trace FILE",
  `write what our processes say to each other (${TRACE_VARIABLE})`,
];
const JSON_OUTPUT: Row = ["--json", "print what became of it, or what was found, as JSON"];
const TIMEOUT = limitRow("timeoutMs");
const RUNS: readonly Row[] = [NO_TYPE_CHECK, OS_WALL, TRACE, TIMEOUT];

/** What the help of a command shows: only what changes what that command does. */
const SHOWN: Readonly<Record<string, { usage: string; flags: readonly Row[] }>> = {
  serve: {
    usage: "serve [flags]",
    flags: [
      CONFIG,
      NO_MEMORY,
      MEMORY_FILE,
      MEMORY_COMMAND,
      ...ACCESS,
      ATOMIC,
      ["--no-log", "keep no log of what programs did, which `log` shows"],
      ...RUNS,
      ["--http HOST:PORT", "over HTTP instead of stdin and stdout; its flags: --help http"],
    ],
  },
  run: {
    usage: "run FILE|- [flags]",
    flags: [
      [MEMORY_FILE[0], "memory file (MEMORY_FILE_PATH); a scratch copy of examples when left out"],
      ["--args JSON", "the object that the program's function gets, e.g. '{\"days\":7}'"],
      ["--dry-run", "write nothing, show what would change"],
      ["--apply", "show what would change, ask, and write it"],
      ATOMIC,
      JSON_OUTPUT,
      CONFIG,
      NO_MEMORY,
      MEMORY_COMMAND,
      ...ACCESS,
      ...RUNS,
    ],
  },
  servers: {
    usage: "servers [NAME…] [flags]",
    flags: [CONFIG, NO_MEMORY, ...ACCESS, JSON_OUTPUT, TRACE],
  },
  types: { usage: "types [NAME] [flags]", flags: [CONFIG, NO_MEMORY, ...ACCESS] },
  log: {
    usage: "log [flags]",
    flags: [["--last N", "how many programs to show, the newest; 50 when left out"], JSON_OUTPUT],
  },
  init: {
    usage: "init [CLIENT] [FILE…] [flags]",
    flags: [
      ["--write [FILE]", "put the entry into the client's own file, or this one; all else stays"],
      ["--replace", "with --write: take the entry of server-memory out, with no question"],
      [
        "--import",
        "move the client's servers and rules behind code-mode; a terminal is asked first",
      ],
      ["--copy", "with --import: leave them in the client, too"],
      ["--dry-run", "with --import: only show what would be done"],
      ["--undo", "put back what the last --import has moved"],
      ["…", "every flag of serve: it goes into the entry"],
    ],
  },
  token: {
    usage: "token new|list|revoke [ID] [flags]",
    flags: [
      ["--tokens FILE", "where they are; tokens.jsonl in your code-mode config folder if left out"],
      ["--tenant NAME", "new: whose memory it opens"],
      ["--expires WHEN", "new: 90d, 12h or 2027-01-31"],
      ["--read-only", "new: its programs can call nothing that changes data"],
      ["--allow NAMES", "new: of the memory, they can call these methods only"],
      ["--deny NAMES", "new: they cannot call these methods"],
      ["--config FILE", "new: the other servers that they can call"],
      ["--requests-a-minute N", "new: how many it may send"],
      ["--json", "list: as JSON"],
    ],
  },
  doctor: {
    usage: "doctor [flags]",
    flags: [
      ["--repair", "first move lines that cannot be read out of the memory file"],
      MEMORY_FILE,
      MEMORY_COMMAND,
      CONFIG,
      NO_MEMORY,
      NO_TYPE_CHECK,
      OS_WALL,
      TRACE,
      JSON_OUTPUT,
    ],
  },
};

/** The help of one command. */
export function commandHelp(name: string, about: string): string {
  const { usage, flags } = SHOWN[name]!;
  const limits = flags.includes(TIMEOUT) ? ["", "Limits have flags, too: --help limits"] : [];
  return [
    ...wrap(`${about}.`, WIDTH),
    "",
    `Usage: code-mode ${usage}`,
    "",
    "Flags:",
    ...rowLines(flags),
    ...limits,
  ].join("\n");
}

/** The help of all limits. */
export function limitsHelp(): string {
  return [
    "Limits of serve and run: each is a flag, and a variable of the environment.",
    `${variableOf("timeoutMs")} is what --${flagOf("timeoutMs")} is. What run prints`,
    `is whole, unless --${flagOf("answerChars")} is given.`,
    "",
    ...rowLines((Object.keys(LIMIT_TABLE) as LimitName[]).map(limitRow)),
  ].join("\n");
}

/** The flags of `serve --http`. */
const HTTP: readonly Row[] = [
  ["--http HOST:PORT", "where to listen, e.g. 127.0.0.1:8080: there no credential is needed"],
  ["--tokens FILE", "who may come in: the tokens that `token new` has made"],
  ["--oidc-issuer URL", "or: users of this issuer (OpenID Connect), whose tokens are JWTs"],
  ["--oidc-audience TEXT", "what their tokens are for; --public-url when left out"],
  ["--oidc-scope TEXT", "scopes that they must have"],
  ["--oidc-jwks-url URL", "the issuer's keys, where they lie on another host"],
  ["--tenant-claim NAME", "the claim that says whose memory it is; sub when left out"],
  ["--public-url URL", "the address that clients use, e.g. https://code.example/mcp"],
  ["--tenants-dir DIR", "where the memory files lie; your data folder when left out"],
  ["--allowed-hosts NAMES", "names that requests may be for, besides that of --public-url"],
  ["--cors ORIGINS", "web pages that may call, e.g. https://inspector.example"],
  ["--tls-cert FILE", "certificate, where no proxy in front has one"],
  ["--tls-key FILE", "its key"],
];

/** The help of serving over HTTP. */
export function httpHelp(): string {
  return [
    "Flags of serve --http. Each tenant has a memory file of its own; without a",
    "credential it is yours, and only this machine can be listened on.",
    "",
    ...rowLines(HTTP),
  ].join("\n");
}

/** The help of everything. */
export function help(commands: readonly Row[], typed: string): string {
  return [
    ...wrap(
      "code-mode: run programs on a memory and your other MCP servers, " +
        "instead of a hundred tool calls",
      WIDTH,
    ),
    "",
    "Usage: code-mode COMMAND [flags]",
    `Here:  ${typed} COMMAND [flags]`,
    "",
    "Commands:",
    ...rowLines(commands),
    "",
    "Flags of a command: COMMAND --help. All limits: --help limits",
  ].join("\n");
}

function limitRow(name: LimitName): Row {
  const { about, default: value } = LIMIT_TABLE[name];
  return [`--${flagOf(name)} N`, `${about} (${value})`];
}
