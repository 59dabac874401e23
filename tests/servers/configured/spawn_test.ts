import { assert, assertEquals, assertThrows } from "@std/assert";
import { spawnConfigured } from "../../../src/servers/configured/spawn.ts";
import { ProcessTransport } from "../../../src/upstream/stdio.ts";
import { Trouble } from "../../../src/upstream/trouble.ts";
import { processes, until } from "../../helpers/processes.ts";

const ignore = Deno.build.os !== "linux"; // as `processes` is
const isAlive = (id: number) => processes().some(({ pid }) => pid === id);

/** A server whose shell writes the ids of what it starts, and the ids. */
async function started(script: string): Promise<[ProcessTransport, number[]]> {
  const launch = { command: "sh", args: ["-c", script], env: {} };
  const transport = new ProcessTransport(() => spawnConfigured(launch), 1_000, "shell");
  const ids: number[] = [];
  transport.onmessage = (message) => ids.push((message as { id: number }).id);
  await transport.start();
  await until(() => ids.length === 1, 5_000, "it is up");
  return [transport, ids];
}

const SAY_ID = `echo "{\\"id\\":$!,\\"method\\":\\"ping\\"}"`;
const IGNORES_ALL = "sh -c 'trap \"\" HUP TERM INT; exec sleep 60'";

/** Ways in which a command leaves a process behind that ends by itself in no way. */
const LEAVE: [name: string, script: string][] = [
  ["a wrapper that waits for it", `${IGNORES_ALL} & ${SAY_ID}; wait`],
  ["a wrapper that ends with its stdin", `${IGNORES_ALL} & ${SAY_ID}; read -r end`],
  ["one that has no pipe of ours", `${IGNORES_ALL} >/dev/null 2>&1 & ${SAY_ID}; read -r end`],
];
for (const [name, script] of LEAVE) {
  Deno.test({
    name: `what a server's command has started ends with it: ${name}`,
    ignore,
    fn: async () => {
      for (const how of ["close", "kill"] as const) {
        const [transport, [id]] = await started(script);
        assert(isAlive(id!));
        await transport[how]();
        await until(() => !isAlive(id!), 1_000, `it is gone after ${how}`);
      }
    },
  });
}

Deno.test("a server gets of our environment what programs need, and what its entry sets", async () => {
  Deno.env.set("CODE_MODE_TEST_SECRET", "1");
  try {
    const launch = { command: Deno.execPath(), args: ["eval", "-p", "Deno.env.toObject()"] };
    const child = spawnConfigured({ ...launch, env: { NO_COLOR: "1", MINE: "2" } });
    child.stdin.close();
    const { stdout } = await child.output();
    const text = new TextDecoder().decode(stdout);
    assertEquals([/SECRET/.test(text), /MINE: "2"/.test(text), /PATH: /.test(text)], [
      false,
      true,
      true,
    ]);
  } finally {
    Deno.env.delete("CODE_MODE_TEST_SECRET");
  }
});

Deno.test("a server that cannot be started says what is missing; the message for programs names no path", () => {
  const fail = (more: object) =>
    assertThrows(
      () => spawnConfigured({ command: "no-such-command", args: [], env: {}, ...more }),
      Trouble,
    );
  const { message, detail } = fail({ env: { PATH: "/nowhere" } });
  assertEquals(message, '"no-such-command" is not on the PATH');
  assertEquals(detail, `${message} that the client gave: /nowhere`);
  assertEquals(fail({ command: "/no/such" }).message, '"/no/such" is not there');
  assertEquals(
    fail({ command: "sh", cwd: "/no/such" }).message,
    "the folder of its cwd is not there",
  );
});
