/** A program of its own that gives up its permissions but for those named, and prints what it has left. */
import { giveUpPermissions } from "../../../src/cli/roles.ts";

await giveUpPermissions(Deno.args as Parameters<typeof giveUpPermissions>[0]);
for (const name of ["read", "write", "env", "run", "net", "sys", "ffi"] as const) {
  console.log(`${name}: ${(await Deno.permissions.request({ name })).state}`);
}
