import { codeMode } from "../code_mode.ts";
import { Scratch } from "../scratch.ts";
import { HEADERS, messagesOf } from "./http_bench.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";

const START_MS = 30_000;

export interface Sent extends RequestInit {
  token?: string;
}

/** `code-mode serve --http` on a free port, as people start it: a process of its own, which starts itself again. */
export class HttpProcess implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly scratch = new Scratch();
  stderr = "";
  /** Each line is of one program. */
  stdout = "";
  readonly #listening = Promise.withResolvers<string>();
  #url = "";
  #id = 0;
  readonly #reading: Promise<unknown>;

  private constructor(args: readonly string[], env: Record<string, string>, hasTenants: boolean) {
    const memory = hasTenants
      ? ["--tenants-dir", this.scratch.directory]
      : ["--memory-file", this.scratch.file];
    this.child = codeMode(["serve", "--http", "127.0.0.1:0", ...memory, ...args], {
      env: { NO_COLOR: "1", ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reading = Promise.all([
      read(this.child.stdout, (text) => this.stdout += text),
      read(this.child.stderr, (text) => {
        this.stderr += text;
        const [, url] = /listening on (http\S+)/.exec(this.stderr) ?? [];
        if (url !== undefined) this.#listening.resolve(url);
      }).then(() => this.#listening.reject(new Error(`It ended: ${this.stderr}`))),
    ]);
    this.#listening.promise.catch(() => {});
  }

  /** @param args more of `serve`; with `--tokens` or an issuer each tenant has a memory file of its own */
  static async start(
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<HttpProcess> {
    const hasTenants = args.some((arg) => arg === "--tokens" || arg === "--oidc-issuer");
    const server = new HttpProcess(args, env, hasTenants);
    const timer = setTimeout(() => server.#listening.reject(new Error("It is late")), START_MS);
    try {
      server.#url = await server.#listening.promise;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return server;
  }

  get url(): string {
    return this.#url;
  }

  post(message: unknown, { token, ...init }: Sent = {}): Promise<Response> {
    return fetch(this.#url, {
      method: "POST",
      body: typeof message === "string" ? message : JSON.stringify(message),
      ...init,
      headers: {
        ...HEADERS,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...init.headers,
      },
    });
  }

  /** Starts a program; its answer has not come yet. */
  send(code: string, init: Sent = {}, more: Record<string, unknown> = {}): Promise<Response> {
    return this.#call({ code, ...more }, init);
  }

  #call(args: Record<string, unknown>, init: Sent): Promise<Response> {
    const params = { name: "execute_code", arguments: args };
    return this.post({ jsonrpc: "2.0", id: ++this.#id, method: "tools/call", params }, init);
  }

  /** Runs a program. @throws {Error} with what was answered where it is no outcome */
  run(code: string, init: Sent = {}, more: Record<string, unknown> = {}): Promise<Outcome> {
    return this.runWith({ code, ...more }, init);
  }

  /** Calls the tool. @throws {Error} with what was answered where it is no outcome */
  async runWith(args: Record<string, unknown>, init: Sent = {}): Promise<Outcome> {
    const response = await this.#call(args, init);
    const messages = await messagesOf(response);
    const outcome = messages.at(-1)?.result?.structuredContent;
    if (!outcome) throw new Error(`${response.status} ${JSON.stringify(messages)}`);
    return outcome;
  }

  /** Tells it to end, and waits for that. @returns its exit code */
  async end(): Promise<number> {
    this.child.kill("SIGTERM");
    const { code } = await this.child.status;
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGTERM");
    } catch {
      // it has ended
    }
    await this.child.status;
    await this.#reading;
    this.scratch[Symbol.dispose]();
  }
}

async function read(stream: ReadableStream<Uint8Array>, hear: (text: string) => void) {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) hear(text);
}
