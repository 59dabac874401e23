/** A program of its own that takes the lock of a memory file and keeps it until it is killed. */
import { WriteLock } from "../../../src/servers/memory/lock/write_lock.ts";

const lock = new WriteLock(`${Deno.args[0]}.lock`, { lockMs: 5_000, burstMs: 1_000 });
await lock.acquire(Deno.args[1] ? Number(Deno.args[1]) : undefined);
console.log("held");
setInterval(() => {}, 60_000);
