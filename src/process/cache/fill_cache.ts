import { join } from "node:path";
import type { Role } from "../role.ts";
import { Killer } from "../killer.ts";
import { spawnIn } from "../spawn_in.ts";
import { FIND_PACKAGES, ROOT } from "../source.ts";

/** One that takes longer has been stopped by something, in milliseconds. */
const LOAD_MS = 30_000;

/** How often each is started: Deno keeps what V8 has compiled from the second time on. */
const TIMES = 2;

/** What makes each load all of itself, and a sign that it has. */
const STARTS: Record<Role, { flags: string[]; args: string[]; say: string; ready: string }> = {
  "sandbox": {
    flags: ["--no-remote", "--no-npm", "--no-config", "--no-lock", "--unstable-worker-options"],
    args: [
      '{"names":{},"inFlight":1,"argumentChars":99,"logs":{"head":9,"tail":9,"line":9},"resultChars":99,"memoryBytes":1e9}',
    ],
    say: "",
    ready: '"ready"',
  },
  "preparer": {
    flags: [
      ...FIND_PACKAGES,
      "--no-remote",
      "--cached-only",
      "--no-lock",
      "--unstable-worker-options",
    ],
    args: ['{"patienceMs":60000,"memoryBytes":1e9}'],
    say: '{"source":"enum E { A }","namespaces":[]}\n', // for the part that erases types
    ready: '"type"',
  },
  "server-memory": {
    flags: [...FIND_PACKAGES, "--cached-only", "--allow-env=MEMORY_FILE_PATH"],
    args: [],
    say: '{"jsonrpc":"2.0","id":1,"method":"ping"}\n',
    ready: '"result"',
  },
};

/** Has Deno load, with `cache` for its own, what our children load. */
export async function fillCache(cache: string): Promise<void> {
  const roles = Object.keys(STARTS) as Role[];
  await Promise.all(roles.map(async (role) => {
    for (let i = 0; i < TIMES; i++) await load(role, cache);
  }));
}

async function load(role: Role, cache: string): Promise<void> {
  const { flags, args, say, ready } = STARTS[role];
  const env = role === "server-memory" ? { MEMORY_FILE_PATH: join(cache, "none.jsonl") } : {};
  const around = { wall: undefined, cache };
  const read = role === "server-memory" ? [] : ["--allow-read=src"];
  const child = spawnIn(around, role, { flags: [...flags, ...read], args, env, cwd: ROOT });
  const writer = child.stdin.getWriter();
  const killer = new Killer(child, writer);
  const timer = setTimeout(() => killer.kill(), LOAD_MS);
  await writer.write(new TextEncoder().encode(say)).catch(() => {}); // its end tells why
  const errors = new Response(child.stderr).text();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said.includes(ready)) break;
  }
  const isLoaded = said.includes(ready);
  clearTimeout(timer);
  killer.kill();
  await child.status;
  if (!isLoaded) throw new Error(`${role} did not start: ${(await errors).trim().slice(-500)}`);
  await errors;
}
