import { assertEquals, assertRejects } from "@std/assert";
import { type Answer, Consent, type Question } from "../../../src/api/rules/consent.ts";

const NEVER = new AbortController().signal;
const DELETE = { server: "gh", tool: "delete", called: "gh.delete", rule: "@destructive" };
const MERGE = { server: "gh", tool: "merge", called: "gh.merge", rule: '"gh.merge"' };

/** A user who says what is in the list, one after another. */
class User {
  readonly asked: Question[] = [];
  open = 0;
  most = 0;

  constructor(readonly answers: Answer[]) {}

  readonly ask = async (question: Question): Promise<Answer> => {
    this.most = Math.max(this.most, ++this.open);
    this.asked.push(question);
    await new Promise((resolve) => setTimeout(resolve));
    this.open--;
    return this.answers.shift()!;
  };
}

Deno.test("a consent for once is for one call, and the question shows its arguments", async () => {
  const user = new User(["once", "no"]);
  const consent = new Consent(user.ask, new Set());
  assertEquals(await consent.forCall(DELETE, { id: 1 }, NEVER), undefined);
  assertEquals(await consent.forCall(DELETE, { id: 2 }, NEVER), "and the user said no");
  assertEquals(user.asked, [
    { tools: ["gh.delete"], rules: ["@destructive"], args: { value: { id: 1 } } },
    { tools: ["gh.delete"], rules: ["@destructive"], args: { value: { id: 2 } } },
  ]);
});

Deno.test("a consent for the program, and a no, count for all its calls of the tool and no other", async () => {
  const user = new User(["program", "no"]);
  const consent = new Consent(user.ask, new Set());
  const calls = [1, 2, 3].map((id) => consent.forCall(DELETE, { id }, NEVER));
  assertEquals(await Promise.all(calls), [undefined, undefined, undefined]);
  const merges = [1, 2].map(() => consent.forCall(MERGE, {}, NEVER));
  assertEquals(await Promise.all(merges), ["and the user said no", "and the user said no"]);
  assertEquals([user.asked.length, user.most], [2, 1], "one question at a time");
  const another = new Consent(new User(["no"]).ask, new Set());
  assertEquals(await another.forCall(DELETE, {}, NEVER), "and the user said no");
});

Deno.test("a consent until the restart counts for other programs, by tool and rule", async () => {
  const lasting = new Set<string>();
  const user = new User(["restart", "no"]);
  assertEquals(await new Consent(user.ask, lasting).forCall(DELETE, {}, NEVER), undefined);
  assertEquals(await new Consent(user.ask, lasting).forCall(DELETE, {}, NEVER), undefined);
  assertEquals(user.asked.length, 1);
  const stricter = { ...DELETE, rule: "mcpServers.mail.private" };
  assertEquals(
    await new Consent(user.ask, lasting).forCall(stricter, {}, NEVER),
    "and the user said no",
  );
});

Deno.test("what is asked before the program runs is one question about what is open", async () => {
  const user = new User(["program", "program"]);
  const consent = new Consent(user.ask, new Set());
  assertEquals(await consent.forProgram([DELETE, MERGE], NEVER), undefined);
  assertEquals(await consent.forProgram([DELETE, MERGE], NEVER), undefined);
  assertEquals(await consent.forCall(MERGE, {}, NEVER), undefined);
  assertEquals(user.asked, [
    { tools: ["gh.delete", "gh.merge"], rules: ["@destructive", '"gh.merge"'] },
  ]);
});

Deno.test("without an answer, or without one who could be asked, it is refused, and says why", async () => {
  const consent = new Consent(new User(["late", "unable"]).ask, new Set());
  assertEquals(await consent.forCall(DELETE, {}, NEVER), "and the user did not answer in time");
  assertEquals(await consent.forCall(MERGE, {}, NEVER), "and this client cannot ask");
  const none = new Consent(undefined, new Set());
  assertEquals(await none.forCall(DELETE, {}, NEVER), "and this client cannot ask");
  assertEquals([none.canAsk, consent.canAsk], [false, true]);
});

Deno.test("a program that has ended asks nothing more, and its answer is none", async () => {
  const end = new AbortController();
  const user = new User(["restart"]);
  const lasting = new Set<string>();
  const consent = new Consent(user.ask, lasting);
  const [asked, waiting] = [1, 2].map((id) => consent.forCall(DELETE, { id }, end.signal));
  end.abort(new Error("ended"));
  await assertRejects(() => asked!, Error, "ended");
  await assertRejects(() => waiting!, Error, "ended");
  assertEquals(lasting.size, 0);
});
