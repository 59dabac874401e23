// @ts-types="@modelcontextprotocol/sdk/shared/transport"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { LineReader } from "../process/lines/line_reader.ts";
import { traceOf } from "../process/trace.ts";

/** A client that sends a longer line is broken; code is at most 256 KiB. */
const MAX_LINE_BYTES = 16 * 2 ** 20;

/**
 * MCP over our own stdin and stdout. The SDK's reads at quadratic cost under Deno, and doesn't notice
 * that the client has closed the pipe.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  #lines = new LineReader(MAX_LINE_BYTES);
  #encoder = new TextEncoder();
  #sent: Promise<void> = Promise.resolve();
  #trace = traceOf("client");

  start(): Promise<void> {
    this.#read().catch((error) => this.onerror?.(error)).finally(() => this.onclose?.());
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    const text = JSON.stringify(message);
    this.#trace?.("to", text);
    const bytes = this.#encoder.encode(text + "\n");
    // One after the other: a write may take a part only, and the parts of two must not mix.
    this.#sent = this.#sent.catch(() => {}).then(() => write(bytes));
    return this.#sent;
  }

  async close(): Promise<void> {
    await this.#sent.catch(() => {}); // its sender has the error
    this.onclose?.();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    for (let n; (n = await Deno.stdin.read(buffer)) !== null;) {
      for (const line of this.#lines.push(buffer.subarray(0, n))?.split("\n") ?? []) {
        if (line.trim() === "") continue;
        this.#trace?.("from", line);
        this.#receive(line);
      }
    }
  }

  #receive(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return this.#refuse(-32700, "Parse error: the line is not JSON");
    }
    if (typeof message !== "object" || message === null || Array.isArray(message)) {
      return this.#refuse(-32600, "Invalid request: a message must be an object");
    }
    this.onmessage?.(message as JSONRPCMessage);
  }

  #refuse(code: number, message: string): void {
    // JSON-RPC answers what it can't read with the id null, which the SDK's type doesn't know.
    const error = { jsonrpc: "2.0", id: null, error: { code, message } };
    this.send(error as unknown as JSONRPCMessage).catch((error) => this.onerror?.(error));
  }
}

async function write(bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await Deno.stdout.write(bytes));
}
