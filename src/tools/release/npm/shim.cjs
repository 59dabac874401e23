#!/usr/bin/env node
// `code-mode` as npm installs it: starts Deno's executable, which npm has put beside us, and gets out of the
// way. Deno gets our own cache, for the user's own may be of another release, or not to be written to.
"use strict";
const { readFileSync } = require("node:fs");
const { homedir } = require("node:os");
const { join } = require("node:path");

const { argv, env, platform, arch } = process;
const ROOT = join(__dirname, "..");

const args = argv.slice(2);
const { tasks } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
// What is no command asks for help at most.
const task = Object.hasOwn(tasks, args[0]) ? tasks[args[0]] : tasks.types;
const [, ...flags] = task.slice(0, task.indexOf(" main.js")).split(" ");
const line = [...flags, join(ROOT, "main.js"), ...args];

env.DENO_DIR = join(caches(), "code-mode");
env.DENO_NO_UPDATE_CHECK = "1";

const deno = executable();
// Node 22.15 and newer: Deno takes this process over, on all but Windows.
if (process.execve && platform !== "win32") process.execve(deno, [deno, ...line]);
start();

function executable() {
  const name = `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`;
  try {
    return require.resolve(`${name}/deno${platform === "win32" ? ".exe" : ""}`);
  } catch {
    console.error(
      `code-mode: Cannot find "${name}": npm leaves it out with --omit=optional, ` +
        "and where Deno has nothing for the machine",
    );
    process.exit(1);
  }
}

function caches() {
  if (platform === "win32") return env.LOCALAPPDATA || join(homedir(), "AppData", "Local");
  if (platform === "darwin") return join(homedir(), "Library", "Caches");
  return env.XDG_CACHE_HOME || join(homedir(), ".cache");
}

function start() {
  // A terminal gives Ctrl-C to both of us, and a second one would end the server at once.
  const { isatty } = require("node:tty");
  const isTyped = [0, 1, 2].some(isatty);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => signal === "SIGINT" && isTyped || child.kill(signal));
  }
  const child = require("node:child_process").spawn(deno, line, { stdio: "inherit" });
  child.on("error", ({ message }) => {
    console.error(`code-mode: Cannot start Deno: ${message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
