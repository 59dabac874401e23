import { absent, type Family, undefinedGlobal } from "../../attack.ts";
import { listeners } from "../outside/processes.ts";

/** What listens to messages to the worker; those of the server don't come that way. */
const HANDLERS = `const handlers = [];
  ${listeners("for (const { callback } of listeners.message) handlers.push(callback)")}
  const say = (message) => { for (const f of handlers) f({ data: JSON.stringify(message) }) };`;

const ESCAPED =
  `export default async () => (await import("node:fs")).readFileSync("CANARY", "utf8")`;

export const channel: Family = {
  name: "reaching the channel to the server",
  attacks: [
    undefinedGlobal("postMessage", `postMessage('{"type":"done","result":"1"}')`),
    undefinedGlobal("self.postMessage", `self.postMessage('{"type":"done"}')`),
    absent(
      "ways of its own",
      ..."MessageChannel MessagePort BroadcastChannel onmessage self parent addEventListener"
        .split(" "),
    ),
    {
      name: "having the listener run a module that nobody has checked",
      code: `${HANDLERS}
        say({ type: "run", code: ${JSON.stringify(ESCAPED)} });
        await new Promise((resolve) => setTimeout(resolve, 300));
        return [handlers.length > 0, "mine"]`,
      expect: { result: [true, "mine"] },
    },
    {
      name: "having an event of its own run such a module",
      code: `let Event;
        const signal = new AbortController();
        signal.signal.addEventListener("abort", (event) => Event = event.constructor);
        signal.abort();
        const event = new Event("message");
        event.data = ${JSON.stringify(JSON.stringify({ type: "run", code: ESCAPED }))};
        dispatchEvent(event);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return [typeof Event, "mine"]`,
      expect: { result: ["function", "mine"] },
    },
    {
      name: "forging the answer to its own call",
      code: `${HANDLERS}
        const answer = memory.openNodes(["innocent"]);
        say({ type: "reply", id: 1, value: "forged" });
        return (await answer).entities.length`,
      expect: { result: 1 },
    },
    {
      name: "answers to calls that nobody made",
      code: `${HANDLERS}
        for (const id of [0, 1, -1, 1e9, "x", null]) say({ type: "reply", id, value: 1 });
        return (await memory.openNodes(["innocent"])).entities.length`,
      expect: { result: 1 },
    },
    {
      name: "what is no message at all",
      code: `${HANDLERS}
        let thrown = 0;
        for (const data of ["", "{", "null", 1, {}, undefined]) {
          for (const f of handlers) try { f({ data }) } catch { thrown++ }
        }
        return (await memory.openNodes(["innocent"])).entities.length`,
      expect: { result: 1 },
    },
    {
      name: "taking the listener away",
      code: listeners("listeners.message.length = 0"),
      expect: { error: "runtime", message: "read only" },
    },
    {
      name: "listening to the server's messages",
      code: `const { addEventListener } = Object.getPrototypeOf(AbortSignal.prototype);
        addEventListener.call(globalThis, "message", () => {})`,
      expect: { error: "runtime", message: "not extensible" },
    },
    {
      name: "a dispatch that hands out its target",
      code: `const caught = [];
        const events = Object.getPrototypeOf(AbortSignal.prototype);
        for (const name of ["dispatchEvent", "getParent", "addEventListener"]) {
          const was = events[name];
          events[name] = function (...args) {
            if (this !== globalThis && !(this instanceof AbortSignal)) caught.push(name);
            return was.apply(this, args);
          };
        }
        await memory.openNodes(["innocent"]);
        AbortSignal.timeout(10);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return caught`,
      expect: { result: [] },
    },
    {
      name: "a port in what is cloned",
      code: `const buffer = new ArrayBuffer(8);
        const clone = structuredClone({ buffer }, { transfer: [buffer] });
        return [buffer.byteLength, clone.buffer.byteLength, Object.keys(clone)]`,
      expect: { result: [0, 8, ["buffer"]] },
    },
    {
      name: "cloning the listener",
      code: `${HANDLERS} structuredClone(handlers[0])`,
      expect: { error: "runtime", message: "could not be cloned" },
    },
    {
      name: "an unhandled rejection that is forged",
      code: `${
        listeners(`listeners.unhandledrejection[0].callback({
          preventDefault() {}, promise: Promise.resolve(), reason: new Error("forged") })`)
      }
        return 1`,
      expect: { result: 1 },
    },
  ],
};
