import { assertEquals } from "@std/assert";
import { bareServer } from "../../../../helpers/programs/bare_server.ts";
import { memoryServers } from "../../../../helpers/servers/memory_servers.ts";
import { Program } from "../../../../helpers/program.ts";
import { until } from "../../../../helpers/processes.ts";
import { IS_ROOT, NOBODY, rightsOf } from "../../../../helpers/rights.ts";
import { client, entity, Scratch } from "../../../../helpers/scratch.ts";

const killedWriter = new URL("../../../../helpers/programs/killed_writer.ts", import.meta.url);

function memoryOf(mode: number): Scratch {
  const scratch = new Scratch([entity("a")]);
  if (IS_ROOT) Deno.chownSync(scratch.file, NOBODY, NOBODY);
  Deno.chmodSync(scratch.file, mode);
  return scratch;
}

Deno.test("what a kill leaves of mode and owner is put right before the next start's first answer", async () => {
  for (const command of [true, false]) {
    using scratch = memoryOf(0o640);
    const rights = rightsOf(scratch.file);
    // A write that is carried out, and killed before anybody can put anything right.
    await using program = new Program(killedWriter, scratch.file);
    assertEquals(await program.line(), "calling");
    await until(() => scratch.read().includes("hang"), 20_000, "it has written");
    await program.kill();
    for (const pid of await memoryServers(scratch.directory)) Deno.kill(pid, "SIGKILL");
    const left = rightsOf(scratch.file);
    assertEquals(left.split(" ")[0], "600", "stricter than it was, never laxer");
    await using gateway = scratch.gateway(
      command ? { command: bareServer(scratch.directory) } : {},
    );
    const { entities } = await client(gateway).readGraph();
    assertEquals(entities[0].observations, ["hang"]);
    assertEquals(rightsOf(scratch.file), rights);
    // Once it is put right it is the user's again.
    Deno.chmodSync(scratch.file, 0o604);
    await using next = scratch.gateway();
    await client(next).readGraph();
    assertEquals(rightsOf(scratch.file).split(" ")[0], "604");
  }
});
