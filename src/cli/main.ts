import { UsageError } from "./usage_error.ts";

/** A command: takes its arguments, does its work, returns the exit code. */
export type Command = (args: string[]) => Promise<number>;

// Loaded when they are called for, so that each command starts as fast as it can.
const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  serve: {
    about: "Start the MCP server on stdin and stdout",
    load: async () => (await import("./serve.ts")).serve,
  },
  run: {
    about: "Run one program from a file, or from stdin with -",
    load: async () => (await import("./run/run.ts")).run,
  },
  servers: {
    about: "Start your other servers; say which work, and with a name every tool of it",
    load: async () => (await import("./servers/servers.ts")).servers,
  },
  types: {
    about: "Print the declarations of what a program can call; with a server's name: of its tools",
    load: async () => (await import("./servers/types.ts")).types,
  },
  log: {
    about: "Show what programs did lately, and what you were asked",
    load: async () => (await import("./log/log.ts")).log,
  },
  init: {
    about: "Print the entry that makes a client start this server: " +
      "claude-code, claude-desktop, vscode or cursor",
    load: async () => (await import("./init/init.ts")).init,
  },
  token: {
    about: "Make, list and revoke tokens of those who use the server over HTTP: new, list, revoke",
    load: async () => (await import("./token/token.ts")).token,
  },
  doctor: {
    about: "Look whether all that code-mode needs is there and works",
    load: async () => (await import("./doctor/doctor.ts")).doctor,
  },
};

/**
 * Runs `code-mode <command>`.
 *
 * @returns the exit code: 0, 1 when the command failed, 2 when it was called the wrong way
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "--help" || name === "-h") {
      console.log(await help());
      return name === undefined ? 2 : 0;
    }
    if (name === "--version" || name === "-V") {
      console.log((await import("../process/version.ts")).versions());
      return 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}"`);
    if (rest.includes("--help") || rest.includes("-h")) {
      console.log(await help());
      return 0;
    }
    return await (await command.load())(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { commandText } = await import("./command_text.ts");
    const known = name !== undefined && Object.hasOwn(COMMANDS, name) ? name : "run";
    console.error(`code-mode: ${error.message}\nTry: ${commandText([known, "--help"])}`);
    return 2;
  }
}

async function help(): Promise<string> {
  const { flagsHelp } = await import("./settings/flags.ts");
  const commands = Object.entries(COMMANDS).map(([name, { about }]) =>
    `  ${name.padEnd(8)} ${about}`
  );
  return [
    "code-mode: run programs on a memory and your other MCP servers, instead of a hundred tool calls",
    "",
    "Usage: code-mode <command> [flags]",
    "",
    "Commands:",
    ...commands,
    "",
    flagsHelp(),
  ].join("\n");
}
