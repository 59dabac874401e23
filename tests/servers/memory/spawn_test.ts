import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

Deno.test("Deno fetches the memory server's package when it fetches ours", async () => {
  const gateway = fileURLToPath(new URL("../../../src/servers/memory/gateway.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", gateway],
  }).output();
  const { npmPackages } = JSON.parse(new TextDecoder().decode(stdout));
  const names = Object.values<{ name: string }>(npmPackages).map(({ name }) => name);
  assertEquals(names.includes("@modelcontextprotocol/server-memory"), true);
});
