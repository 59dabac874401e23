import { assertEquals } from "@std/assert";
import { asksForNetwork } from "../../src/cli/roles.ts";
import { Program } from "../helpers/program.ts";

const PROGRAM = new URL("../helpers/programs/gives_up.ts", import.meta.url);

async function left(...keeps: string[]): Promise<string[]> {
  await using program = new Program(PROGRAM, ...keeps);
  const states = [];
  for (let i = 0; i < 7; i++) states.push(await program.line());
  return states.filter((line) => line.endsWith(": granted"));
}

Deno.test("giveUpPermissions leaves nothing that could be had again, but what is to stay", async () => {
  assertEquals(await left("read", "write", "env", "run"), [
    ...["read: granted", "write: granted", "env: granted", "run: granted"],
  ]);
  assertEquals(await left("read"), ["read: granted"]);
  assertEquals(await left(), []);
});

Deno.test("the network is for serve --http alone", () => {
  for (
    const args of [["serve", "--http", "127.0.0.1:1"], ["serve", "--read-only", "--http=[::1]:1"]]
  ) assertEquals(asksForNetwork(args), true, args.join(" "));
  for (
    const args of [
      [],
      ["serve"],
      ["run", "--http", "x"],
      ["--http", "serve"],
      ["serve", "--https"],
      [
        "serve",
        "http",
      ],
    ]
  ) assertEquals(asksForNetwork(args), false, args.join(" "));
});
