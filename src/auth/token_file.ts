import { tellPeople } from "../process/tell_people.ts";
import { bearerIn } from "./bearer.ts";
import type { Authenticator, Verdict } from "./principal.ts";
import { digestOf, isToken } from "./token.ts";
import { hasExpired, MOST_BYTES, type TokenLine } from "./token_line.ts";
import { brokenText, readTokenList } from "./token_list.ts";

/**
 * The file is looked at when a request comes and the last look is as long ago, in milliseconds, so that a
 * token that was taken out is refused a second later. A watch would have to be on the folder, since the file
 * is replaced, and hears nothing on network file systems; a look takes some 0.1 ms.
 */
const LOOK_MS = 1_000;

/**
 * Others may do nothing with the file, and its group may read it, as Kubernetes has it for its secrets: of the digests
 * in it no token can be made, but who adds a line lets in others.
 */
export const NOT_ALLOWED = 0o037;

/** Lets in who sends a token that a file names: one for each line of it, by its digest. */
export class TokenFile implements Authenticator {
  readonly #path: string;
  readonly #tell: (text: string) => void;
  #byDigest: ReadonlyMap<string, TokenLine> = new Map();
  /** What the file was when it was read last. */
  #read = "";
  #lookedAt = performance.now();
  #looking: Promise<void> | undefined;
  /** Why the file could not be read at the last look. */
  #trouble = "";

  private constructor(path: string, tell: (text: string) => void) {
    this.#path = path;
    this.#tell = tell;
  }

  /**
   * Reads a tokens file.
   *
   * @param path absolute
   * @param tell hears of lines that cannot be used, and of a file that can no longer be read
   * @throws {Error} when it is missing, cannot be read, is too big, or others can read it
   */
  static async open(path: string, tell: (text: string) => void = tellPeople): Promise<TokenFile> {
    const file = new TokenFile(path, tell);
    await file.#readIfChanged();
    return file;
  }

  async authenticate(authorization: string | null): Promise<Verdict> {
    const bearer = bearerIn(authorization);
    if ("type" in bearer) return bearer;
    const digest = isToken(bearer.token) ? await digestOf(bearer.token) : "";
    await this.#look();
    const line = this.#byDigest.get(digest);
    if (!line) return { type: "refused", why: "The token is not known, or was revoked" };
    if (hasExpired(line, Date.now())) return { type: "refused", why: "The token has expired" };
    const { tenant, id: credential, policy } = line;
    return { type: "known", principal: { tenant, credential, policy } };
  }

  /** Reads the file again where it has changed. All that come meanwhile wait for it. */
  async #look(): Promise<void> {
    if (!this.#looking && performance.now() - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = performance.now();
      this.#looking = this.#readOrKeep().finally(() => this.#looking = undefined);
    }
    await this.#looking;
  }

  /** Where the file cannot be read, the tokens stay what they were: a slip must not lock all out. */
  async #readOrKeep(): Promise<void> {
    let trouble = "";
    try {
      await this.#readIfChanged();
    } catch (error) {
      trouble = (error as Error).message;
      if (trouble !== this.#trouble) {
        this.#tell(`${trouble}\nUntil then the tokens of the last reading are good`);
      }
    }
    this.#trouble = trouble;
  }

  async #readIfChanged(): Promise<void> {
    const info = await Deno.stat(this.#path).catch((error) => {
      throw this.#error(error);
    });
    // Looked at before it is read: what changes it in between is seen at the next look.
    const { dev, ino, size, mode, mtime, ctime } = info;
    const seen = [dev, ino, size, mode, mtime?.getTime(), ctime?.getTime()].join();
    if (seen === this.#read) return;
    this.#check(info);
    let list;
    try {
      list = readTokenList(await Deno.readTextFile(this.#path));
    } catch (error) {
      throw this.#error(error as Error);
    }
    this.#byDigest = new Map(list.tokens.map((line) => [line.sha256, line]));
    this.#read = seen;
    const broken = brokenText(list);
    if (broken === undefined) return;
    this.#tell(
      `The tokens file "${this.#path}" has what is no token, or one twice, in ${broken}: ` +
        'left out; write lines with "code-mode token new"',
    );
  }

  #check({ isFile, size, mode }: Deno.FileInfo): void {
    if (!isFile) throw this.#error(new Error("it is not an ordinary file"));
    if (size > MOST_BYTES) throw this.#error(new Error(`it is larger than ${MOST_BYTES} bytes`));
    if (Deno.build.os === "windows" || ((mode ?? 0) & NOT_ALLOWED) === 0) return;
    const bits = (mode! & 0o777).toString(8);
    throw new Error(
      `Others may use the tokens file "${this.#path}" (mode ${bits}): ` +
        `make it yours alone with: chmod 600 "${this.#path}"`,
    );
  }

  #error(error: Error): Error {
    return error instanceof Deno.errors.NotFound
      ? new Error(
        `There is no tokens file "${this.#path}": ` +
          `make one with: code-mode token new --tenant NAME --tokens "${this.#path}"`,
      )
      : new Error(`Cannot use the tokens file "${this.#path}": ${error.message}`);
  }
}
