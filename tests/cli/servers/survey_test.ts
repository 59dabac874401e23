import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { survey } from "../../../src/cli/servers/survey.ts";
import { listed, listing, offerOf } from "./config.ts";

const DEATH = {
  command: Deno.execPath(),
  args: ["eval", "--no-lock", "console.error('bad key ' + Deno.env.get('KEY')); Deno.exit(3)"],
  env: { KEY: "s3cr3t-value" },
};

Deno.test("survey starts what is not disabled, and says what the rules do", async () => {
  const offer = offerOf({
    mcpServers: {
      "my-notes": {
        ...listing([
          listed("read", { readOnlyHint: true }),
          listed("wipe", { destructiveHint: true }),
          listed("drop"),
          listed("a-b"),
          listed("a.b"),
          { name: "" },
        ]),
        private: true,
        description: "notes\u202e of\nmine",
      },
      off: { command: "nowhere", disabled: true },
    },
    permissions: { deny: ["my-notes.drop"] },
  });
  const [notes, off, ...more] = await survey({ offer });
  assertEquals([off!.state, more], ["disabled", []]);
  assertEquals([notes!.state, notes!.global, notes!.about], ["works", "my_notes", "notes of mine"]);
  assertEquals([notes!.private, notes!.readOnly], [true, false]);
  assertEquals(
    notes!.tools.map(({ written, judged }) => [written, judged.kind]),
    [["read", "allow"], ["wipe", "ask"], ["drop", "deny"], ["a_b", "allow"], ["a_b_2", "allow"]],
  );
  assertEquals(notes!.tools[0]!.signature, "read(args?: { a?: string })");
  assertEquals(notes!.renamed, [{ own: "a.b", written: "a_b_2" }]);
  assertEquals(notes!.refusals.length, 1);
  assert(notes!.ms! > 0);
});

Deno.test("survey says why a server does not work, without its secrets, and what to do", async () => {
  const offer = offerOf({
    mcpServers: {
      gone: { command: "nowhere-to-be-found" },
      folder: { ...listing([]), cwd: "/nowhere/at/all" },
      unset: { command: "x", env: { A: "${NOT_SET_HERE}" } },
      dies: { ...DEATH, description: "its key is s3cr3t-value" },
    },
  });
  const [gone, folder, unset, dies] = await survey({ offer });
  assertEquals(gone!.reason, '"nowhere-to-be-found" is not on the PATH');
  assertStringIncludes(gone!.remedy!, "its whole path as mcpServers.gone.command");
  assertEquals(folder!.reason, "the folder of its cwd is not there");
  assertStringIncludes(folder!.remedy!, "correct mcpServers.folder.cwd");
  assertStringIncludes(unset!.reason!, "mcpServers.unset.env.A, line 1: needs the variable");
  assertStringIncludes(dies!.reason!, 'exit code 3; the last that it said was "bad key ***"');
  assertEquals(dies!.about, "its key is ***");
  assertEquals([gone, folder, unset, dies].map((one) => one!.state), Array(4).fill("failed"));
});

Deno.test("survey gives a server up that never lists its tools", async () => {
  const offer = offerOf({ mcpServers: { never: listing() } });
  const heard: string[][] = [];
  const [never] = await survey({
    offer,
    limitMs: 100,
    onStarting: (names) => heard.push([...names]),
  });
  assertEquals(never!.reason, "it did not list its tools within 0.1 s");
  assertEquals(heard, [["never"], []]);
});

Deno.test("survey starts those alone that are named, by name or by global", async () => {
  const offer = offerOf({
    mcpServers: { "a-a": listing([]), b: { command: "nowhere" }, c: listing([]) },
  });
  const surveyed = await survey({ offer, names: ["a_a", "c"] });
  assertEquals(surveyed.map(({ name, state }) => [name, state]), [["a-a", "works"], [
    "c",
    "works",
  ]]);
});
