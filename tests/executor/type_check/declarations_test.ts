import { assertEquals } from "@std/assert";
import type { Api } from "../../../src/api/method.ts";
import { Checker } from "../../../src/executor/type_check/checker.ts";
import { TypeCheck } from "../../../src/executor/type_check/type_check.ts";
import type { Mention } from "../../../src/rpc/prepare_protocol.ts";
import { ScriptedPeer } from "../../helpers/scripted_peer.ts";

const MENTIONS: Mention[] = [
  { namespace: "shop", name: "sell", called: true, guarded: false, line: 1, column: 1 },
];
const FINDING = { rule: "wrong-argument", start: 0, message: "No" };

/** The check of a program on a server whose list may be from yesterday, by a scripted process. */
function check(declarations: { now: string }, listed: () => Promise<unknown>) {
  const peer = new ScriptedPeer();
  const checker = new Checker(() => peer.child);
  const asked: string[] = [];
  const play = async () => {
    peer.say("ready");
    for (let n = 1; n <= 2; n++) {
      await peer.hears('"declarations":', n);
      const request = JSON.parse(peer.heard.at(-1)!);
      asked.push(request.declarations);
      const isOld = request.declarations === "old";
      peer.say({ type: "checked", findings: isOld ? [FINDING] : [] });
    }
  };
  void play();
  const api: Api = { names: {}, get: () => undefined, types: () => declarations.now, listed };
  const typed = { text: "shop.sell(1)", language: "js" } as const;
  const made = TypeCheck.of({
    mentions: MENTIONS,
    typed,
    api,
    args: undefined,
    checker,
    waitMs: 5_000,
  })!;
  return { made, asked, checker };
}

Deno.test("a finding by what a server listed at an earlier start is looked at again when it has been asked", async () => {
  const declarations = { now: "old" };
  const { made, asked, checker } = check(declarations, () => {
    declarations.now = "new";
    return Promise.resolve();
  });
  await using _checker = checker;
  assertEquals(await made.forWrite(), { type: "checked", findings: [] });
  assertEquals([asked, made.report?.state], [["old", "new"], "passed"]);
});

Deno.test("a finding stands where the server lists what it listed before", async () => {
  const { made, asked, checker } = check({ now: "old" }, () => Promise.resolve());
  await using _checker = checker;
  assertEquals(await made.forWrite(), { type: "checked", findings: [FINDING] });
  assertEquals([asked, made.report?.state], [["old"], "found"]);
});

Deno.test("a check that fails by our own fault lets the program go on", async () => {
  const { error } = console;
  const told: string[] = [];
  console.error = (text: string) => told.push(text);
  try {
    const { made, checker } = check({ now: "old" }, () => Promise.reject(new Error("ours")));
    await using _checker = checker;
    assertEquals(await made.forWrite(), { type: "unchecked", why: "the check failed" });
  } finally {
    console.error = error;
  }
  assertEquals(told.length, 1);
});
