import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { Preparer } from "../../src/executor/preparer.ts";
import { ReaderError } from "../../src/process/lines/reader_process.ts";
import { LIMITS } from "../prepare/evaluate.ts";
import { ScriptedPeer } from "../helpers/scripted_peer.ts";

const REQUEST = { source: "return 1", namespaces: ["memory"] };
const GOOD = {
  type: "prepared",
  module: "async () => 1",
  origins: [0, -1, 0, 3, 8, 1],
  facts: { returnsValue: true, awaitsInLoop: false, uses: [] },
  mentions: [],
};
const never = new AbortController().signal;

/** A preparer whose processes are played by what `play` does with each; the first is number 1. */
function played(play: (peer: ScriptedPeer, number: number) => void, patienceMs = 200) {
  let started = 0;
  const preparer = new Preparer(patienceMs, () => {
    const peer = new ScriptedPeer();
    play(peer, ++started);
    return peer.child;
  });
  return { preparer, started: () => started };
}

/** Says "ready", and `lines` once it has been asked. */
function answering(...lines: unknown[]) {
  return async (peer: ScriptedPeer) => {
    peer.say("ready");
    await peer.hears("source");
    peer.say(...lines);
  };
}

Deno.test("Preparer takes a good answer and keeps its process", async () => {
  const { preparer, started } = played(async (peer) => {
    peer.say("ready");
    for (let i = 1; i <= 3; i++) {
      await peer.hears("source", i);
      peer.say(GOOD);
    }
  });
  await using _preparer = preparer;
  for (let i = 0; i < 3; i++) {
    assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
  }
  assertEquals(started(), 1);
});

const HOSTILE: Record<string, unknown[]> = {
  "no JSON": ["{"],
  "no object": ["null"],
  "an array": [[GOOD]],
  "a type that is not there": [{ ...GOOD, type: "done" }],
  "no module": [{ ...GOOD, module: 1 }],
  "origins that are no list": [{ ...GOOD, origins: { length: 3 } }],
  "origins that go back": [{ ...GOOD, origins: [3, 0, 1, 2, 0, 1] }],
  "origins beyond the module": [{ ...GOOD, origins: [99, 0, 1] }],
  "origins beyond the text": [{ ...GOOD, origins: [0, 9, 1] }],
  "origins of a wrong number": [{ ...GOOD, origins: [0, 0] }],
  "origins with a third choice": [{ ...GOOD, origins: [0, 0, 2] }],
  "origins in parts": [{ ...GOOD, origins: [0.5, 0, 1] }],
  "origins of another number": [{ ...GOOD, origins: [0] }],
  "origins without end": [{ ...GOOD, origins: Array(60_001).fill([0, -1, 0]).flat() }],
  "a mention that is called somehow": [{ ...GOOD, mentions: [{ ...mention(), called: 1 }] }],
  "a mention that is guarded somehow": [{ ...GOOD, mentions: [{ ...mention(), guarded: 1 }] }],
  "no facts": [{ ...GOOD, facts: null }],
  "facts that are texts": [{ ...GOOD, facts: { ...GOOD.facts, returnsValue: "yes" } }],
  "uses without end": [{ ...GOOD, facts: { ...GOOD.facts, uses: Array(201).fill(use()) } }],
  "a use with a long name": [{ ...GOOD, facts: { ...GOOD.facts, uses: [use("x".repeat(201))] } }],
  "a use in line 0": [{ ...GOOD, facts: { ...GOOD.facts, uses: [{ ...use(), line: 0 }] } }],
  "mentions without end": [{ ...GOOD, mentions: Array(1_001).fill(mention()) }],
  "a mention of another namespace": [{ ...GOOD, mentions: [mention("__proto__")] }],
  "a mention without a place": [{ ...GOOD, mentions: [{ ...mention(), column: -1 }] }],
  "a refusal without words": [{ type: "refused" }],
  "a refusal without end": [{ type: "refused", message: "x".repeat(2_001) }],
};

function use(property = "x") {
  return { method: "memory.readGraph", property, line: 1 };
}

function mention(namespace = "memory") {
  return { namespace, name: "x", called: true, guarded: false, line: 1, column: 1 };
}

for (const [what, lines] of Object.entries(HOSTILE)) {
  Deno.test(`Preparer takes no answer with ${what}, and replaces the process`, async () => {
    const { preparer, started } = played((peer, number) =>
      void answering(...number === 1 ? lines : [GOOD])(peer)
    );
    await using _preparer = preparer;
    const error = await assertRejects(() => preparer.prepare(REQUEST, never), ReaderError);
    assertEquals(error.reason, "late");
    assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
    assertEquals(started(), 2);
  });
}

Deno.test("Preparer takes as many of each as there may be", async () => {
  const most = {
    ...GOOD,
    origins: Array(60_000).fill([0, -1, 0]).flat(),
    facts: { ...GOOD.facts, uses: Array(200).fill(use()) },
    mentions: Array(1_000).fill(mention()),
  };
  const { preparer } = played((peer) => void answering(most)(peer));
  await using _preparer = preparer;
  assertEquals(await preparer.prepare(REQUEST, never) as unknown, most);
});

Deno.test("Preparer reads nothing for whoever has left, and nothing once it is closed", async () => {
  const { preparer, started } = played((peer) => void answering(GOOD)(peer));
  await assertRejects(() => preparer.prepare(REQUEST, AbortSignal.abort()), DOMException);
  assertEquals(started(), 0);
  await preparer[Symbol.asyncDispose]();
  const error = await assertRejects(() => preparer.prepare(REQUEST, never), ReaderError);
  assertEquals([error.reason, error.message], ["start", "The server is shutting down"]);
  preparer.warm();
  assertEquals(started(), 0);
});

Deno.test("Preparer drops what is no part of an answer", async () => {
  const extra = {
    ...GOOD,
    toJSON: 1,
    facts: { ...GOOD.facts, more: 1, uses: [{ ...use(), more: 1 }] },
  };
  const { preparer } = played((peer) => void answering(extra)(peer));
  await using _preparer = preparer;
  const { facts, ...rest } = await preparer.prepare(REQUEST, never) as typeof GOOD;
  assertEquals(Object.keys(rest), ["type", "module", "origins", "mentions"]);
  assertEquals(facts, { ...GOOD.facts, uses: [use()] } as unknown);
});

Deno.test("Preparer takes a second answer for no answer to the next text", async () => {
  const forged = { type: "refused", message: "forged" };
  const { preparer, started } = played((peer, number) =>
    void answering(...number === 1 ? [GOOD, forged] : [GOOD])(peer)
  );
  await using _preparer = preparer;
  await preparer.prepare(REQUEST, never);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
  assertEquals(started(), 2);
});

Deno.test("Preparer ends a process that is late, and starts the next before it is asked", async () => {
  const { preparer, started } = played((peer, number) => {
    if (number === 1) peer.say("ready");
    else answering(GOOD)(peer);
  });
  await using _preparer = preparer;
  const from = performance.now();
  await assertRejects(() => preparer.prepare(REQUEST, never), ReaderError);
  assertLess(performance.now() - from, 500);
  assertEquals(started(), 2);
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
});

Deno.test("Preparer starts the successor of a slow process ahead, and ends the one that is not needed", async () => {
  const peers: ScriptedPeer[] = [];
  const { preparer, started } = played(async (peer, number) => {
    peers.push(peer);
    peer.say("ready");
    await peer.hears("source");
    if (number === 1) await new Promise((resolve) => setTimeout(resolve, 300));
    peer.say(GOOD);
    if (number === 1) await peer.hears("source", 2);
    peer.say(GOOD);
  }, 400);
  await using _preparer = preparer;
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
  assertEquals([started(), ...peers.map(({ killed }) => killed)], [2, false, true]);
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
  assertEquals(started(), 2);
});

Deno.test("Preparer counts the time from when the process is ready", async () => {
  const { preparer } = played(async (peer) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    answering(GOOD)(peer);
  });
  await using _preparer = preparer;
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
});

Deno.test("Preparer asks again, once, where the process ended of itself", async () => {
  const retiring = (times: number) =>
    played(async (peer, number) => {
      if (number > times) return void answering(GOOD)(peer);
      peer.say("ready");
      await peer.hears("source");
      peer.exit(0);
    });
  const once = retiring(1);
  await using preparer = once.preparer;
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
  assertEquals(once.started(), 2);
  const always = retiring(9);
  await using other = always.preparer;
  const error = await assertRejects(() => other.prepare(REQUEST, never), ReaderError);
  assertEquals(error.reason, "late");
});

Deno.test("Preparer says that a process did not start, and keeps its words to people", async () => {
  const { preparer } = played((peer) => {
    peer.complain("error: /home/somebody\n");
    peer.exit(1);
  });
  await using _preparer = preparer;
  const error = await assertRejects(() => preparer.prepare(REQUEST, never), ReaderError);
  assertEquals(error.reason, "start");
});

Deno.test("Preparer gives a text up that nobody waits for any more", async () => {
  const { preparer, started } = played((peer, number) => {
    if (number === 1) peer.say("ready");
    else answering(GOOD)(peer);
  }, LIMITS.prepareMs);
  await using _preparer = preparer;
  const from = performance.now();
  await assertRejects(() => preparer.prepare(REQUEST, AbortSignal.timeout(50)), DOMException);
  assertLess(performance.now() - from, 1_000);
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
  assertEquals(started(), 2);
});

Deno.test("Preparer says so where no process can be started, and the server goes on", async () => {
  let starts = 0;
  await using preparer = new Preparer(200, () => {
    if (++starts <= 2) throw new Deno.errors.NotFound("/home/somebody/deno");
    const peer = new ScriptedPeer();
    answering(GOOD)(peer);
    return peer.child;
  });
  preparer.warm();
  const error = await assertRejects(() => preparer.prepare(REQUEST, never), ReaderError);
  assertEquals(error.reason, "start");
  assertEquals((await preparer.prepare(REQUEST, never)).type, "prepared");
});
