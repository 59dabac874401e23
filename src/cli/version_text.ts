import { join } from "node:path";
import { versions } from "../process/version.ts";
import { type Installation, installation } from "./init/client_entry.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The versions of code-mode and of what it is made of, how it was installed, and how old that is. */
export function versionText(from: Installation = installation(), now: number = Date.now()): string {
  const [first, ...others] = versions().split("\n");
  return [first, installedText(from, now), ...others].join("\n");
}

function installedText(
  { standalone, packaged, program, folder }: Installation,
  now: number,
): string {
  if (standalone) return `Binary "${program}"${ageText([program], "written", now)}`;
  if (packaged) {
    return `Package in "${folder}"${ageText([join(folder, "package.json")], "installed", now)}`;
  }
  // Git writes the first at each commit, pull and checkout; a copy without Git's folder has none.
  const files = [join(folder, ".git", "logs", "HEAD"), join(folder, "deno.json")];
  return `Clone in "${folder}"${ageText(files, "last changed", now)}`;
}

/** @param files the first that is there has the date */
function ageText(files: readonly string[], what: string, now: number): string {
  for (const file of files) {
    try {
      const { mtime } = Deno.statSync(file);
      if (mtime) return `, ${what} ${dayText(mtime, now)}`;
    } catch {
      // the next may be there
    }
  }
  return "";
}

function dayText(date: Date, now: number): string {
  const days = Math.max(0, Math.floor((now - date.getTime()) / DAY_MS));
  const ago = days === 0 ? "today" : days === 1 ? "1 day ago" : `${days} days ago`;
  return `${date.toISOString().slice(0, 10)} (${ago})`;
}
