import { fileURLToPath } from "node:url";
import { inMs, type Row } from "../row.ts";
import { sideBySide } from "../samples.ts";

const SERVERS = fileURLToPath(new URL("../http/noop_servers.ts", import.meta.url));
/** Calls in each round: one takes less than a timer can tell from what else the machine does. */
const CALLS = 200;

const BODY = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "execute_code", arguments: { code: "return 1" } },
});

/** A call over HTTP that does nothing, on one connection, beside a server that is built anew for each request. */
export async function http(rounds: number): Promise<Row[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-check",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      SERVERS,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  try {
    const [line] = await Array.fromAsync(first(child.stdout));
    const ports = JSON.parse(line!) as { once: number; anew: number };
    const [once, anew] = [await Connection.open(ports.once), await Connection.open(ports.anew)];
    const times = await sideBySide(rounds * 3, {
      once: () => once.calls(CALLS),
      anew: () => anew.calls(CALLS),
    }, { warmUp: 3 });
    once.close();
    anew.close();
    const { median, least } = times.anew;
    return [{
      what: `${CALLS} calls over HTTP that do nothing`,
      ...inMs(times.once),
      against: { what: "server built anew", value: median, least },
      targets: [{ of: "ratio", limit: 0.55 }],
    }];
  } finally {
    await child.stdin.close();
    await child.status;
  }
}

/** HTTP by hand, since `fetch` takes longer than the server. */
class Connection {
  readonly #socket: Deno.TcpConn;
  readonly #request: Uint8Array;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    this.#request = new TextEncoder().encode([
      "POST /mcp HTTP/1.1",
      "host: localhost",
      "content-type: application/json",
      "accept: application/json, text/event-stream",
      `content-length: ${BODY.length}`,
      "",
      BODY,
    ].join("\r\n"));
  }

  static async open(port: number): Promise<Connection> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay(true);
    return new Connection(socket);
  }

  async calls(count: number): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    for (let index = 0; index < count; index++) {
      await this.#socket.write(this.#request);
      // The last chunk of the stream is empty.
      for (let text = ""; !text.endsWith("0\r\n\r\n");) {
        const length = await this.#socket.read(buffer);
        if (length === null) {
          throw new Error("Cannot measure: the server has closed the connection");
        }
        text += new TextDecoder().decode(buffer.subarray(0, length));
      }
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** The first line alone. */
async function* first(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (!text.includes("\n")) continue;
    yield text.split("\n")[0]!;
    return;
  }
}
