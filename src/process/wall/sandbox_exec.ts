import { dirname } from "node:path";
import type { Needs } from "./os_wall.ts";
import { ourFiles } from "../source.ts";

const PLACE = "/usr/bin/sandbox-exec";

/** @returns the program that makes the wall, if this system has it */
export function findSandboxExec(): string | undefined {
  try {
    return Deno.statSync(PLACE).isFile ? PLACE : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A command line that runs another one behind a wall of macOS's, which denies all but what is named: to
 * read Deno, what the system itself is made of, a cache and our source, and to write to one folder.
 */
export function behindSandboxExec(
  program: string,
  command: readonly string[],
  needs: Needs,
): string[] {
  return [program, "-p", profile(command[0]!, needs), ...command];
}

/** @returns the rules, in the language of sandbox-exec: the last one that fits counts */
export function profile(deno: string, { cwd, packages = [], cache, writable }: Needs): string {
  const folders = [...ourFiles(), ...packages, ...cache === undefined ? [] : [cache]];
  const written = writable === undefined ? [] : [writable];
  const seen = [deno, cwd, ...folders, ...written];
  return [
    "(version 1)",
    "(deny default)",
    '(import "system.sb")',
    `(allow process-exec ${literal(deno)})`,
    "(allow signal process-info* (target self))",
    `(allow file-read* ${[literal(deno), ...[...folders, ...written].map(subpath)].join(" ")})`,
    // A path is resolved from the root on.
    `(allow file-read-metadata ${[...new Set(seen.flatMap(above))].map(literal).join(" ")})`,
    ...written.map((folder) => `(allow file-write* ${subpath(folder)})`),
    "(deny network*)",
  ].join("\n");
}

function above(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [path] : [path, ...above(folder)];
}

const literal = (path: string) => `(literal ${quoted(path)})`;
const subpath = (path: string) => `(subpath ${quoted(path)})`;
const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
