import { assertEquals, assertRejects } from "@std/assert";
import type { Policy, Principal } from "../../../src/auth/principal.ts";
import { Busy } from "../../../src/http/busy.ts";
import { Tenants, type TenantsOptions } from "../../../src/http/tenants/tenants.ts";
import { FakeTime } from "../../helpers/fakes/fake_time.ts";

/** What answers a tenant's requests, and whether it still does. */
class Answering implements AsyncDisposable {
  ended = false;
  constructor(readonly tenant: string) {}

  [Symbol.asyncDispose](): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }
}

function of(tenant: string, policy: Policy = {}): Principal {
  return { tenant, credential: `of ${tenant}`, policy };
}

function tenants(options: Partial<TenantsOptions<Answering>> = {}) {
  const opened: Answering[] = [];
  const all = new Tenants<Answering>({
    open: ({ tenant }) => {
      const one = new Answering(tenant);
      opened.push(one);
      return Promise.resolve(one);
    },
    requestsAMinute: 1_000,
    most: 10,
    idleMs: 60_000,
    tell: () => {},
    ...options,
  });
  return { all, opened };
}

Deno.test("Tenants opens one for a tenant and policy, and ends all", async () => {
  const { all, opened } = tenants();
  const uses = await Promise.all([of("a"), of("a"), of("b"), of("a", { readOnly: true })]
    .map((principal) => all.use(principal)));
  assertEquals(uses.map((use) => opened.indexOf(use.of)), [0, 0, 1, 2]);
  for (const use of uses) use[Symbol.dispose]();
  await all[Symbol.asyncDispose]();
  assertEquals(opened.map(({ ended }) => ended), [true, true, true]);
});

Deno.test("Tenants ends one that has had no request for a while, not one that is used", async () => {
  using time = new FakeTime();
  const { all, opened } = tenants({ idleMs: 1_000 });
  const long = await all.use(of("a"));
  (await all.use(of("a")))[Symbol.dispose]();
  await time.pass(5_000);
  assertEquals(opened[0]!.ended, false);
  const other = await all.use(of("a"));
  long[Symbol.dispose]();
  long[Symbol.dispose](); // counts once
  await time.pass(5_000);
  assertEquals(opened[0]!.ended, false);
  other[Symbol.dispose]();
  await time.pass(900);
  const again = await all.use(of("a"));
  assertEquals(again.of, opened[0]);
  await time.pass(5_000);
  assertEquals(opened[0]!.ended, false, "it is used again");
  again[Symbol.dispose]();
  await time.pass(1_100);
  assertEquals([opened[0]!.ended, all.size], [true, 0]);
  assertEquals((await all.use(of("a"))).of, opened[1]);
});

Deno.test("Tenants makes room for another by ending the one that is idle longest", async () => {
  const { all, opened } = tenants({ most: 2 });
  const a = await all.use(of("a"));
  const b = await all.use(of("b"));
  await assertRejects(() => all.use(of("c")), Busy, "Too many users are at work");
  b[Symbol.dispose]();
  a[Symbol.dispose]();
  await all.use(of("c"));
  assertEquals(opened.map(({ tenant, ended }) => [tenant, ended]), [
    ["a", false],
    ["b", true],
    ["c", false],
  ]);
  await all[Symbol.asyncDispose]();
});

Deno.test("Tenants tries again what could not be opened", async () => {
  let tries = 0;
  const { all } = tenants({
    open: ({ tenant }) => {
      if (++tries === 1) return Promise.reject(new Error("no config"));
      return Promise.resolve(new Answering(tenant));
    },
  });
  await assertRejects(() => all.use(of("a")), Error, "no config");
  assertEquals((await all.use(of("a"))).of.tenant, "a");
  await all[Symbol.asyncDispose]();
});

Deno.test("Tenants lets so many requests of a tenant pass a minute, by its credential or all alike", async () => {
  const { all } = tenants({ requestsAMinute: 2 });
  const pass = async (principal: Principal, count: number) => {
    for (let index = 0; index < count; index++) (await all.use(principal))[Symbol.dispose]();
  };
  await pass(of("a"), 2);
  const error = await assertRejects(() => all.use(of("a")), Busy, "try again in 30 s");
  assertEquals(error.seconds, 30);
  await pass(of("b"), 2);
  const second = of("d", { requestsAMinute: 60 });
  await pass(second, 60);
  await assertRejects(() => all.use(second), Busy, "try again in 1 s");
  await pass(of("c", { requestsAMinute: 5 }), 5);
  await assertRejects(() => all.use(of("c", { requestsAMinute: 5 })), Busy, "try again in 12 s");
  await all[Symbol.asyncDispose]();
});
