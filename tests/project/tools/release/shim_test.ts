/** The shim, in a folder that looks like the package, with a script in place of Deno. */
import { assertEquals, assertMatch } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoJson } from "../../../../src/tools/release/npm/manifests.ts";
import { Scratch } from "../../../helpers/scratch.ts";

const SHIM = fileURLToPath(new URL("../../../../src/tools/release/npm/shim.cjs", import.meta.url));
const { tasks } = denoJson({});
const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
const platform = Deno.build.os === "linux" ? `linux-${arch}-glibc` : `${Deno.build.os}-${arch}`;
const ignore = Deno.build.os === "windows"; // the script is a shell's

/** A package whose Deno is a shell script; `undefined` for none. */
class Shim extends Scratch {
  readonly main = join(this.directory, "main.js");

  constructor(script: string | undefined) {
    super();
    const deno = join(this.directory, `node_modules/@deno/${platform}/deno`);
    for (const folder of [dirname(deno), join(this.directory, "bin")]) {
      Deno.mkdirSync(folder, { recursive: true });
    }
    Deno.copyFileSync(SHIM, join(this.directory, "bin/code-mode.cjs"));
    Deno.writeTextFileSync(join(this.directory, "deno.json"), JSON.stringify({ tasks }));
    if (script === undefined) return;
    Deno.writeTextFileSync(deno, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  start(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
    return new Deno.Command("node", {
      args: [join(this.directory, "bin/code-mode.cjs"), ...args],
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH")!, HOME: "/home/ada", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async run(args: string[], stdin = "", env: Record<string, string> = {}) {
    const child = this.start(args, env);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin)).catch(() => {}); // it may read nothing
    await writer.close().catch(() => {});
    const { code, signal, stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, signal, stdout: text(stdout), stderr: text(stderr) };
  }
}

Deno.test({
  name: "The shim starts Deno as the package's tasks say, with the words that it was given",
  ignore,
  async fn() {
    using shim = new Shim(`printf '%s\\n' "$@"`);
    for (const [name, line] of Object.entries(tasks)) {
      const { stdout } = await shim.run([name, "a b", "$x", ""]);
      const flags = line.split(" ").slice(1, -2);
      assertEquals(stdout.split("\n"), [...flags, shim.main, name, "a b", "$x", "", ""]);
    }
    // What is no command gets no more than it needs to say so.
    const least = tasks["types"]!.split(" ").slice(1, -2);
    for (const args of [[], ["--version"], ["nonsense"], ["constructor"], ["toString"]]) {
      assertEquals((await shim.run(args)).stdout, [...least, shim.main, ...args, ""].join("\n"));
    }
  },
});

Deno.test({
  name: "The shim gives Deno a cache of ours, whatever the user's is",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using shim = new Shim(`echo "$DENO_DIR $DENO_NO_UPDATE_CHECK"`);
    const dir = async (env: Record<string, string>) => (await shim.run(["run"], "", env)).stdout;
    assertEquals(await dir({ DENO_DIR: "/theirs" }), "/home/ada/.cache/code-mode 1\n");
    assertEquals(await dir({ XDG_CACHE_HOME: "/c" }), "/c/code-mode 1\n");
  },
});

Deno.test({
  name: "The shim hands on what is said on stdin, stdout and stderr, and how it ended",
  ignore,
  async fn() {
    using shim = new Shim("cat; echo no >&2; exit 7");
    const said = await shim.run(["run", "-"], "yes\n");
    assertEquals(said, { code: 7, signal: null, stdout: "yes\n", stderr: "no\n" });
    using killed = new Shim("kill -KILL $$");
    assertEquals((await killed.run(["run"])).signal, "SIGKILL");
  },
});

Deno.test({
  name: "The shim hands signals on, and waits for what Deno makes of them",
  ignore,
  async fn() {
    using shim = new Shim(
      `trap 'echo told; exit 3' TERM INT HUP; echo ready; while :; do sleep 0.1; done`,
    );
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      const child = shim.start(["serve"]);
      let said = "";
      let isSent = false;
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        said += text;
        if (said.startsWith("ready") && !isSent) child.kill(signal);
        isSent ||= said.startsWith("ready");
        if (said.includes("told")) break;
      }
      await child.stdin.close();
      assertEquals([said, (await child.status).code], ["ready\ntold\n", 3], signal);
      await child.stderr.cancel();
    }
  },
});

Deno.test({
  name: "Deno hears of one Ctrl-C at a terminal once",
  ignore: Deno.build.os !== "linux" || !isThere("/usr/bin/script"),
  async fn() {
    // A shell would hear of two that come soon one after the other as one.
    const told = `exec node -e '
      process.on("SIGINT", () => console.log("told"));
      console.log("ready");
      setTimeout(() => {}, 1_000)'`;
    using shim = new Shim(told);
    const child = new Deno.Command("/usr/bin/script", {
      args: ["-qec", `node ${shim.directory}/bin/code-mode.cjs serve`, "/dev/null"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      if (!said.includes("ready") && (said + text).includes("ready")) {
        await writer.write(new TextEncoder().encode("\x03"));
      }
      said += text;
    }
    await writer.close().catch(() => {}); // it has ended
    await child.status;
    assertEquals(said.match(/told/g)?.length, 1, said);
  },
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("The shim says what to do where npm has left Deno out", async () => {
  using shim = new Shim(undefined);
  const { code, stdout, stderr } = await shim.run(["serve"]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^code-mode: Cannot find "@deno\/.*--omit=optional/);
});
