import { join } from "node:path";
import { codeMode, codeModeLine, NO_CONFIG } from "../../../helpers/code_mode.ts";
import { readJson } from "../../../../src/servers/config/json_text.ts";
import { type Entry, Folder } from "../../../helpers/servers/real_servers.ts";
import { listed, listing } from "../../servers/config.ts";
import { inheritedEnv } from "../../../../src/upstream/inherited_env.ts";

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person's home with a project in it, for commands that know nothing of the real one. */
export class Home implements Disposable {
  readonly #folder = new Folder();
  readonly path = this.#folder.path;
  readonly project = join(this.path, "project");
  readonly config = join(this.path, ".config", "code-mode", "mcp.json");
  readonly #bin = join(this.path, "bin");

  constructor() {
    Deno.mkdirSync(join(this.project, ".git"), { recursive: true });
    Deno.mkdirSync(this.#bin);
  }

  /** Writes a file of the home: a text as it is, all else as JSON. */
  write(name: string, content: unknown, mode?: number): string {
    const file = join(this.path, name);
    Deno.mkdirSync(join(file, ".."), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content, null, 2) + "\n";
    Deno.writeTextFileSync(file, text);
    if (mode !== undefined) Deno.chmodSync(file, mode);
    return file;
  }

  /** Puts a command on the path, a script of `sh`. */
  command(name: string, script: string): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  }

  text(name: string): string {
    return Deno.readTextFileSync(join(this.path, name));
  }

  // deno-lint-ignore no-explicit-any -- tests look into whatever is there
  json(name: string): any {
    const { value, fault } = readJson(this.text(name));
    if (fault) throw new Error(fault.what);
    return value;
  }

  /** All files by their names, with what they hold; caches are none. */
  files(folder = this.path): Record<string, string> {
    return Object.fromEntries([...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
      const path = join(folder, name);
      if (isDirectory) return name === ".cache" ? [] : Object.entries(this.files(path));
      return [[path.slice(this.path.length + 1), Deno.readTextFileSync(path)]];
    }));
  }

  get env(): Record<string, string> {
    return {
      ...inheritedEnv(), // a server that is not in the cache yet is fetched
      ...NO_CONFIG,
      HOME: this.path,
      PATH: `${this.#bin}:${Deno.env.get("PATH")}`,
      NO_COLOR: "1",
      XDG_CONFIG_HOME: join(this.path, ".config"),
      XDG_CACHE_HOME: join(this.path, ".cache"),
      XDG_DATA_HOME: join(this.path, ".local", "share"),
    };
  }

  /** Runs `code-mode init …` in the project. */
  async init(...args: string[]): Promise<Said> {
    const { code, stdout, stderr } = await this.start(args).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  start(args: string[]): Deno.Command {
    return codeMode(["init", ...args], {
      cwd: this.project,
      clearEnv: true,
      env: this.env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** The words that do so. */
  line(...args: string[]): string[] {
    return codeModeLine(["init", ...args]);
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** An entry that works at once. */
export const GOOD: Entry = listing([listed("read"), listed("drop", { destructiveHint: true })]);

/** Another that works. */
export const OTHER: Entry = listing([listed("look")]);
