import { UsageError } from "./usage_error.ts";

/** A command: takes its arguments, does its work, returns the exit code. */
export type Command = (args: string[]) => Promise<number>;

// Loaded when they are called for, so that each command starts as fast as it can.
const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  serve: {
    about: "Start the MCP server, on stdin and stdout or with --http",
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
    about: "Print the entry that makes a client start this server, or write it: " +
      "claude-code, claude-desktop, vscode, cursor or codex; alone, list those that are here",
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

/** What there is besides, for people who look around. */
const WORDS: Record<string, string> = {
  help: "Show the flags of a command, or with `limits` all limits",
  version: "Tell the version, how this was installed and how old it is",
};

/**
 * Runs `code-mode <command>`.
 *
 * @returns the exit code: 0, 1 when the command failed, 2 when it was called the wrong way
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "help" || isHelp(name)) {
      console.log(await helpOn(rest[0]));
      return name === undefined ? 2 : 0;
    }
    if (name === "version" || name === "--version" || name === "-V") {
      console.log((await import("./version_text.ts")).versionText());
      return 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw await unknownCommand(name);
    if (rest.some(isHelp)) {
      console.log(await helpOn(TOPICS.find((topic) => rest.includes(topic)) ?? name));
      return 0;
    }
    return await (await command.load())(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { commandText } = await import("./command_text.ts");
    const known = name !== undefined && Object.hasOwn(COMMANDS, name);
    const where = commandText(known ? [name, "--help"] : ["help"]);
    console.error(`code-mode: ${error.message}\nTry: ${where}`);
    return 2;
  }
}

/** What has a help of its own besides the commands. */
const TOPICS = ["limits", "http"];

function isHelp(arg: string): boolean {
  return arg === "--help" || arg === "-h";
}

/** @param topic a command, `limits` or `http`; everything when left out */
async function helpOn(topic: string | undefined): Promise<string> {
  const { commandHelp, help, httpHelp, limitsHelp } = await import("./settings/help.ts");
  if (topic === "limits") return limitsHelp();
  if (topic === "http") return httpHelp();
  if (topic === undefined || Object.hasOwn(WORDS, topic) || isHelp(topic)) {
    const { commandText } = await import("./command_text.ts");
    const commands = Object.entries(COMMANDS).map(([name, { about }]) => [name, about] as const);
    return help([...commands, ...Object.entries(WORDS)], commandText([]));
  }
  if (!Object.hasOwn(COMMANDS, topic)) throw await unknownCommand(topic);
  return commandHelp(topic, COMMANDS[topic]!.about);
}

async function unknownCommand(name: string): Promise<UsageError> {
  const { closest } = await import("../api/closest.ts");
  const meant = closest(name, [...Object.keys(COMMANDS), ...Object.keys(WORDS)]);
  return new UsageError(
    `There is no command "${name}"${meant === undefined ? "" : `: did you mean ${meant}?`}`,
  );
}
