import { assertEquals, assertStringIncludes } from "@std/assert";
import { Checker } from "../../../src/executor/type_check/checker.ts";
import { UNFIT } from "../../../src/rpc/check_protocol.ts";
import { until } from "../../helpers/processes.ts";
import { ScriptedPeer } from "../../helpers/scripted_peer.ts";

const REQUEST = { text: "return memory.x().y", language: "js", declarations: "" } as const;
const FINDING = { rule: "missing-property", start: 7, message: "There is no y" };

/** A checker whose processes are played by what `play` does with each; the first is number 1. */
function played(play: (peer: ScriptedPeer, number: number) => void, idleMs = 60_000) {
  const peers: ScriptedPeer[] = [];
  const checker = new Checker(() => {
    const peer = new ScriptedPeer();
    play(peer, peers.push(peer));
    return peer.child;
  }, idleMs);
  return { checker, peers };
}

/** Says "ready" once it has the libraries, and an answer to each text. */
function answering(...answers: unknown[]) {
  return async (peer: ScriptedPeer) => {
    await peer.hears("interface Array");
    peer.say("ready");
    for (const [at, answer] of answers.entries()) {
      await peer.hears('"declarations":', at + 1);
      peer.say(answer);
    }
  };
}

Deno.test("Checker gives the verdict, and remembers it", async () => {
  const reply = { type: "checked", findings: [FINDING] };
  const { checker, peers } = played((peer) =>
    void answering(reply, { ...reply, findings: [] })(peer)
  );
  await using _checker = checker;
  assertEquals(await checker.check(REQUEST) as unknown, reply);
  assertEquals(await checker.check(REQUEST) as unknown, reply);
  const other = await checker.check({ ...REQUEST, declarations: "declare const memory: any;" });
  assertEquals(other, { type: "checked", findings: [] });
  assertEquals(peers.length, 1);
});

const NONSENSE: Record<string, unknown> = {
  "no JSON": "{",
  "no object": "null",
  "a type that is not there": { type: "done" },
  "no findings": { type: "checked" },
  "findings that are no list": { type: "checked", findings: { length: 0 } },
  "findings without end": { type: "checked", findings: Array(21).fill(FINDING) },
  "findings that are no objects": { type: "checked", findings: ["here"] },
  "a place beyond the text": { type: "checked", findings: [{ ...FINDING, start: 20 }] },
  "a place before the text": { type: "checked", findings: [{ ...FINDING, start: -1 }] },
  "a place between two": { type: "checked", findings: [{ ...FINDING, start: 0.5 }] },
  "no message": { type: "checked", findings: [{ ...FINDING, message: 1 }] },
  "a message without end": {
    type: "checked",
    findings: [{ ...FINDING, message: "x".repeat(1_001) }],
  },
  "a hint that is no text": { type: "checked", findings: [{ ...FINDING, hint: {} }] },
  "a name without end": { type: "checked", findings: [{ ...FINDING, name: "x".repeat(201) }] },
  "a reason without end": { type: "unreadable", why: "x".repeat(1_001) },
};

for (const [what, answer] of Object.entries(NONSENSE)) {
  Deno.test(`Checker takes ${what} for no verdict, and replaces the process`, async () => {
    const good = { type: "checked", findings: [] };
    const { checker, peers } = played((peer, number) =>
      void answering(number === 1 ? answer : good)(peer)
    );
    await using _checker = checker;
    assertEquals((await checker.check(REQUEST)).type, "unchecked");
    assertEquals(peers[0]!.killed, true);
    assertEquals(await checker.check({ ...REQUEST, text: "another text" }) as unknown, good);
  });
}

Deno.test("Checker hands over what it knows of a finding, and nothing else", async () => {
  const more = { ...FINDING, start: REQUEST.text.length, hint: "Do that", name: "y" };
  const reply = { type: "checked", findings: [{ ...more, secret: 1 }], other: 2 };
  const { checker } = played((peer) => void answering(reply)(peer));
  await using _checker = checker;
  assertEquals(await checker.check(REQUEST) as unknown, { type: "checked", findings: [more] });
});

Deno.test("Checker says why a text is not checked, and asks again the next time", async () => {
  const { checker } = played((peer) =>
    void answering({ type: "unreadable", why: "it nests too deep" }, {
      type: "checked",
      findings: [],
    })(peer)
  );
  await using _checker = checker;
  assertEquals(await checker.check(REQUEST), { type: "unchecked", why: "it nests too deep" });
  assertEquals((await checker.check(REQUEST)).type, "checked");
});

Deno.test("Checker starts no process for a text that is too long", async () => {
  const { checker, peers } = played(() => {});
  await using _checker = checker;
  const text = " ".repeat(64 * 1024 + 1);
  assertEquals(await checker.check({ ...REQUEST, text }), {
    type: "unchecked",
    why: "it is too long",
  });
  assertEquals(peers.length, 0);
});

Deno.test("Checker is off for good when it fails its self-test, and tells people once", async () => {
  const { checker, peers } = played((peer) => {
    peer.complain(`Uncaught Error: ${UNFIT}: {}\n`);
    peer.exit(1);
  });
  await using _checker = checker;
  const said = await hearing(async () => {
    for (let i = 0; i < 2; i++) {
      assertEquals(await checker.check(REQUEST), {
        type: "unchecked",
        why: "the checker fails its self-test",
      });
    }
  });
  assertEquals(peers.length, 1);
  assertEquals(said.length, 1);
  assertStringIncludes(said[0]!, "programs are run unchecked");
});

Deno.test("Checker starts again after a start that failed, and tells people once", async () => {
  const { checker, peers } = played((peer, number) => {
    if (number < 3) peer.exit(1);
    else void answering({ type: "checked", findings: [] })(peer);
  });
  await using _checker = checker;
  const said = await hearing(async () => {
    for (let i = 0; i < 2; i++) assertEquals((await checker.check(REQUEST)).type, "unchecked");
    assertEquals((await checker.check(REQUEST)).type, "checked");
  });
  assertEquals([peers.length, said.length], [3, 1]);
});

Deno.test("Checker ends its process when no program comes, and starts another for the next", async () => {
  const { checker, peers } = played(
    (peer) => void answering({ type: "checked", findings: [] })(peer),
    20,
  );
  await using _checker = checker;
  await checker.check(REQUEST);
  await until(() => peers[0]!.killed, 5_000, "the process is killed");
  await checker.check({ ...REQUEST, text: "return 1" });
  assertEquals(peers.length, 2);
});

Deno.test("Checker starts its process ahead, once, and ends it too when no program comes", async () => {
  const { checker, peers } = played((peer) => void answering()(peer), 50);
  await using _checker = checker;
  checker.warmIn(1);
  checker.warmIn(1);
  await until(() => peers.length > 0, 5_000, "a process is started");
  await until(() => peers[0]!.killed, 5_000, "the process is killed");
  assertEquals(peers.length, 1);
});

Deno.test("Checker kills a process that is late, and says so", async () => {
  const { checker, peers } = played((peer) => void answering()(peer));
  await using _checker = checker;
  assertEquals(await checker.check(REQUEST), { type: "unchecked", why: "it takes too long" });
  assertEquals(peers[0]!.killed, true);
});

/** What people were told meanwhile. */
async function hearing(run: () => Promise<void>): Promise<string[]> {
  const said: string[] = [];
  const { error } = console;
  console.error = (text: string) => said.push(text);
  try {
    await run();
  } finally {
    console.error = error;
  }
  return said;
}
