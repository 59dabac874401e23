import { assertEquals } from "@std/assert";
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
