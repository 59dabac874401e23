import { codeMode } from "../code_mode.ts";

// deno-lint-ignore no-explicit-any -- whatever the server says
type Message = any;

/**
 * `code-mode serve` as a process of its own, spoken to line by line, so that a test sees every byte
 * that it writes.
 */
export class ServerProcess implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  /** Every line of stdout so far. */
  readonly lines: string[] = [];
  stderr = "";
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #waiting = new Map<number, (message: Message) => void>();
  #notified: (message: Message) => void = () => {};
  #nextId = 1;
  #reading: Promise<unknown>;

  constructor(args: string[], env: Record<string, string> = {}) {
    this.child = codeMode(["serve", ...args], {
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.child.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    this.#reading = Promise.all([this.#readLines(), this.#readStderr()]);
  }

  /** Starts a server and shakes hands with it. */
  static async start(args: string[], env?: Record<string, string>): Promise<ServerProcess> {
    const server = new ServerProcess(args, env);
    await server.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    });
    server.notify("notifications/initialized");
    return server;
  }

  /** Sends a request; resolves with the whole answer, an error included. */
  request(method: string, params: unknown = {}, id = this.#nextId++): Promise<Message> {
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.send({ jsonrpc: "2.0", id, method, params });
    return answer;
  }

  /** Calls `execute_code`; resolves with the tool's result. */
  async execute(code: string, args: Record<string, unknown> = {}): Promise<Message> {
    const params = { name: "execute_code", arguments: { code, ...args } };
    return (await this.request("tools/call", params)).result;
  }

  notify(method: string, params: unknown = {}): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  /** Sends any value as a line. */
  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(line: string): void {
    this.#writer.write(new TextEncoder().encode(line + "\n")).catch(() => {});
  }

  onNotification(take: (message: Message) => void): void {
    this.#notified = take;
  }

  /** Closes its stdin and waits for its end. */
  async close(): Promise<Deno.CommandStatus> {
    await this.#writer.close().catch(() => {});
    const status = await this.child.status;
    await this.#reading;
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // it has ended
    }
    await this.close();
  }

  async #readLines(): Promise<void> {
    let rest = "";
    for await (const text of this.child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        this.lines.push(line);
        const message = JSON.parse(line);
        if (message.id !== undefined && this.#waiting.has(message.id)) {
          this.#waiting.get(message.id)!(message);
          this.#waiting.delete(message.id);
        } else this.#notified(message);
      }
    }
    if (rest !== "") this.lines.push(rest);
  }

  async #readStderr(): Promise<void> {
    for await (const text of this.child.stderr.pipeThrough(new TextDecoderStream())) {
      this.stderr += text;
    }
  }
}
