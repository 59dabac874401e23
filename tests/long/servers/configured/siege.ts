import { assertEquals, assertLess } from "@std/assert";
import { descendants, processes, until } from "../../../helpers/processes.ts";
import { type Entry, Folder, ownServer } from "../../../helpers/servers/real_servers.ts";
import { ServerProcess } from "../../../helpers/servers/server_process.ts";

const PROGRAM = new URL("../../../helpers/programs/hostile_server.ts", import.meta.url);

/** What `serve` may take at most under attack, in KiB. */
const RSS_KIB = 250 * 1024;
/** How late it may answer a ping at worst, in milliseconds; many times what an idle machine needs. */
const PING_MS = 2_000;
/** The same for half of all pings. */
const MEDIAN_PING_MS = 150;

/** `code-mode serve` with a server that attacks and one that does not. */
export class Siege implements AsyncDisposable {
  readonly #folder: Folder;
  readonly server: ServerProcess;
  /** How late it has answered each ping, in milliseconds. */
  readonly #pings: number[] = [];

  private constructor(folder: Folder, server: ServerProcess) {
    this.#folder = folder;
    this.server = server;
  }

  static async start(mode: string, more: Entry = {}): Promise<Siege> {
    const folder = new Folder();
    const mcpServers = {
      evil: { ...ownServer(PROGRAM, mode), ...more },
      good: ownServer(PROGRAM, "plain"),
    };
    Deno.writeTextFileSync(folder.file("mcp.json"), JSON.stringify({ mcpServers }));
    const args = ["--no-memory", "--config", folder.file("mcp.json")];
    const siege = new Siege(folder, await ServerProcess.start(args));
    await siege.run("return (await good.echo({ text: 'up' }))");
    return siege;
  }

  get pid(): number {
    return this.server.child.pid;
  }

  /** The most memory that it has taken so far, in KiB. */
  get peakKib(): number {
    const { stdout } = new Deno.Command("cat", { args: [`/proc/${this.pid}/status`] }).outputSync();
    return Number(/VmHWM:\s+(\d+)/.exec(new TextDecoder().decode(stdout))![1]);
  }

  /**
   * Runs a program that calls `evil`. Meanwhile the client pings, and another program calls `good`.
   *
   * @returns what it returned, or its error's message
   */
  async run(code: string, timeoutMs = 60_000): Promise<unknown> {
    let running = true;
    const pings = async () => {
      while (running) {
        const asked = performance.now();
        await this.server.request("ping");
        this.#pings.push(performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const pinging = pings();
    const answer = await this.server.execute(code, { timeout_ms: timeoutMs });
    running = false;
    await pinging;
    const { result, error } = answer.structuredContent;
    return error?.message ?? result;
  }

  /** Runs an attack beside a call of the other server, which must be answered. */
  async attack(code: string): Promise<unknown> {
    const [seen, beside] = await Promise.all([
      this.run(code),
      this.server.execute("return await good.echo({ text: 'beside' })"),
    ]);
    assertEquals(beside.structuredContent.result, "beside");
    return seen;
  }

  /**
   * Closes stdin.
   *
   * @throws unless it ends in time, leaves no process and has taken no more memory than it may
   */
  async end(): Promise<void> {
    const { peakKib } = this;
    const pings = this.#pings.sort((a, b) => a - b);
    const [medianPing, slowestPing] = [pings[pings.length >> 1]!, pings.at(-1)!];
    if (Deno.env.has("CODE_MODE_MEASURE")) console.error({ peakKib, medianPing, slowestPing });
    const own = descendants(this.pid).map(({ pid }) => pid);
    const asked = performance.now();
    await this.server.close();
    assertLess(performance.now() - asked, 2_000);
    const left = () => processes().filter(({ pid }) => own.includes(pid));
    await until(() => left().length === 0, 1_000, "all its processes are gone");
    assertLess(peakKib, RSS_KIB);
    assertLess(medianPing, MEDIAN_PING_MS);
    assertLess(slowestPing, PING_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}
