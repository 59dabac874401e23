import { assert, assertEquals, assertMatch } from "@std/assert";
import { servers } from "../../../src/cli/doctor/servers.ts";
import { KeptList } from "../../../src/servers/configured/kept_list.ts";
import { ListStore } from "../../../src/upstream/catalogue/list_store.ts";
import { Offer } from "../../../src/upstream/catalogue/offer.ts";
import { Folder } from "../../helpers/servers/real_servers.ts";
import { listed, listing, offerOf } from "./config.ts";

Deno.test("doctor has a finding for the config, its problems, and each server", async () => {
  const offer = offerOf({
    mcpServers: {
      good: listing([listed("read"), listed("drop"), listed("wipe", { destructiveHint: true })]),
      odd: listing([{ name: "" }]),
      dead: { command: "nowhere", colour: 1 },
      unset: { command: "x", env: { A: "${NOT_SET_HERE}" } },
      off: { disabled: true, env: 1 },
    },
    permissions: { deny: ["good.drop"], bogus: [] },
  });
  const found = await servers(offer);
  assertEquals(found.map(({ about, state }) => [about, state]), [
    ["config", "ok"],
    ["config", "note"],
    ["config", "note"],
    ["config", "fault"],
    ["server good", "ok"],
    ["server odd", "note"],
    ["server dead", "fault"],
    ["server unset", "fault"],
    ["server off", "ok"],
  ]);
  assertMatch(found[4]!.says, /^started and listed 0 of 3 tools in \d+ ms; denied 3$/);
  assertMatch(found[6]!.says, /^does not work: "nowhere" is not on the PATH$/);
  assertMatch(found[6]!.advice!, /^install it/);
});

Deno.test("doctor says nothing of servers without a config", async () => {
  assertEquals(await servers({ namespaces: [] }), []);
});

Deno.test("doctor notes tools that are new or have changed since they were listed last", async () => {
  using folder = new Folder();
  const offer = offerOf({ mcpServers: { good: listing([listed("read"), listed("drop")]) } });
  const [entry] = offer.servers!.entries;
  const lists = new ListStore(folder.path);
  const kept = new KeptList(entry!, entry!.launch!, lists, assert);
  const { name, inputSchema, annotations } = listed("read");
  const before = [{ name, inputSchema, annotations }];
  kept.keep(new Offer(before, () => before, { refusals: [] }));
  await kept.written;
  const withLists = { ...offer, servers: { ...offer.servers!, lists } };
  const found = (await servers(withLists)).find(({ about }) => about === "server good");
  assertEquals(found?.state, "note");
  assertMatch(found!.says, /in \d+ ms\. Tools changed since \d{4}-\d\d-\d\d: drop$/);
  assertEquals(found!.advice, "look at what they are now: code-mode types good");
});
