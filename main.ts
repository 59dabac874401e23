import { become, giveUpNetwork, roleOf } from "./src/cli/roles.ts";

if (import.meta.main) {
  const role = roleOf(Deno.args);
  if (role) await become(role);
  else {
    await giveUpNetwork(Deno.args);
    const { main } = await import("./src/cli/main.ts");
    // Not `exitCode`: `serve` may end on a signal while it still waits for the client's next line.
    Deno.exit(await main(Deno.args));
  }
}
