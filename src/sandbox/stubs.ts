/**
 * The functions that a submission calls, each an RPC to the server. References are taken before the
 * stranger's code runs, and messages are put together from texts, so that a tampered prototype
 * (`Object.prototype.toJSON` …) can spoil the arguments of its own calls and nothing else.
 */
import { openObject } from "./open_object.ts";
import { jsonDepth, MAX_DEPTH } from "../rpc/depth.ts";
import type { SandboxSetup, StubNames, ToSandbox } from "../rpc/protocol.ts";

type Reply = Extract<ToSandbox, { type: "reply" | "refuse" }>;

interface OpenCall {
  /** Length of its arguments. */
  chars: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
  /** Made where the call was made, so that a refusal points there. */
  error: Error;
}

/** A function of a namespace. */
export type Stub = (...args: unknown[]) => Promise<unknown>;

/** The globals that a submission calls, by name. */
export type Namespaces = Readonly<Record<string, object>>;

const { stringify } = JSON;
const { freeze, defineProperty } = Object;
const NativeError = Error;
const NativePromise = Promise;
const NativeRangeError = RangeError;
const NativeTypeError = TypeError;

/** Builds the stubs and settles their calls. */
export class Stubs {
  #send: (line: string) => void;
  #setup: SandboxSetup;
  #nextId = 1;
  #onIdle: (() => void) | undefined;
  #open = privateMap<number, OpenCall>();
  #openChars = 0;
  #waiting = queue<{ chars: number; send: () => void }>();
  #callOf = privateWeakMap<object, number>();

  /** @param send hands a message line, without its end, to the server */
  constructor(setup: SandboxSetup, send: (line: string) => void) {
    this.#setup = setup;
    this.#send = send;
  }

  /** @returns one object of functions for each namespace, which cannot be changed; called before the code runs */
  build(names: StubNames): Namespaces {
    const namespaces: Record<string, object> = {};
    for (const [namespace, methods] of Object.entries(names)) {
      const isOpen = "others" in methods;
      const stubs: Record<string, Stub> = {};
      for (const name of isOpen ? methods.own : methods) {
        stubs[name] = this.#stub(`${namespace}.${name}`);
      }
      if (!isOpen) namespaces[namespace] = freeze(stubs);
      else if (methods.others === "tools") {
        namespaces[namespace] = openObject(stubs, (tool) => this.#stub(`${namespace}.${tool}`));
      } else {
        namespaces[namespace] = openObject(
          stubs,
          // `tools["my.server"].tool(args)` is `tools.call("my.server", "tool", args)`.
          (server) => openObject({}, (tool) => this.#stub(`${namespace}.call`, [server, tool])),
        );
      }
    }
    return namespaces;
  }

  /** Calls that have no answer yet, those that wait in the sandbox included. */
  get open(): number {
    return this.#open.size() + this.#waiting.size();
  }

  /** Resolves once no call is open. */
  idle(): Promise<void> {
    return new NativePromise((resolve) => {
      if (this.open === 0) resolve();
      else this.#onIdle = resolve;
    });
  }

  /** @returns the id of the call whose refusal `error` is, if it is one */
  callOf(error: object): number | undefined {
    return this.#callOf.get(error);
  }

  /** Takes an answer of the server. */
  settle(reply: Reply): void {
    const call = this.#open.take(reply.id);
    if (call === undefined) return;
    this.#openChars -= call.chars;
    for (let next; (next = this.#waiting.first()) && this.#fits(next.chars);) {
      this.#waiting.shift();
      next.send();
    }
    if (this.open === 0) this.#onIdle?.();
    if (reply.type === "reply") return call.resolve(reply.value);
    const { error } = call;
    defineProperty(error, "message", { value: reply.message, writable: true, configurable: true });
    if (reply.name !== "Error") {
      defineProperty(error, "name", { value: reply.name, writable: true, configurable: true });
    }
    this.#callOf.set(error, reply.id);
    call.reject(error);
  }

  /** Whether a call may be sent now: not too many are open, and not too long ones. */
  #fits(chars: number): boolean {
    const open = this.#open.size();
    if (open === 0) return true;
    return open < this.#setup.inFlight && this.#openChars + chars <= this.#setup.openChars;
  }

  /** @param first what stands before the arguments of each call */
  #stub(method: string, first: readonly string[] = []): Stub {
    const head = `,"method":${stringify(method)},"args":`;
    // A plain function, frozen: the name is in its stack frame, and a submission cannot swap it.
    const name = first[1] ?? method.slice(method.indexOf(".") + 1);
    const stub = (...args: unknown[]) => {
      const error = new NativeError();
      return new NativePromise<unknown>((resolve, reject) => {
        const text = argumentsText(method, first, args, this.#setup.argumentChars);
        const send = () => {
          // Each step may find the end of the stack. Until it is sent there was no call: the next one has
          // its number. An answer that nobody waits for is let go.
          const id = this.#nextId;
          this.#send(`{"type":"call","id":${id}${head}${text}}`);
          this.#nextId = id + 1;
          this.#open.set(id, { chars: text.length, resolve, reject, error });
          this.#openChars += text.length;
        };
        // Behind those that wait already: calls go out in the order in which they were made.
        if (this.#waiting.size() === 0 && this.#fits(text.length)) send();
        else this.#waiting.push({ chars: text.length, send });
      });
    };
    defineProperty(stub, "name", { value: name });
    return freeze(stub);
  }
}

/** @throws {TypeError | RangeError} when the arguments have no JSON form, or too long a one */
function argumentsText(
  method: string,
  first: readonly string[],
  args: unknown[],
  maxChars: number,
): string {
  let text = "[";
  for (let i = 0; i < first.length; i++) text += (i > 0 ? "," : "") + stringify(first[i]);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg instanceof NativePromise) {
      throw new NativeTypeError(
        `Cannot call ${method}: argument ${i + 1} is a Promise: put "await" before what makes it`,
      );
    }
    let json: string | undefined;
    try {
      json = stringify(arg);
    } catch (cause) {
      throw new NativeTypeError(`Cannot call ${method}: argument ${i + 1} has no JSON form`, {
        cause,
      });
    }
    text += (i > 0 || first.length > 0 ? "," : "") + (json ?? "null");
  }
  text += "]";
  if (text.length > maxChars) {
    throw new NativeRangeError(
      `Cannot call ${method}: its arguments are ${text.length} characters of JSON, the limit is ` +
        `${maxChars}: split them over several calls`,
    );
  }
  // Two levels are the message's own.
  if (text.length > MAX_DEPTH && jsonDepth(text) > MAX_DEPTH - 1) {
    throw new NativeTypeError(
      `Cannot call ${method}: its arguments are nested more than ${MAX_DEPTH} levels deep`,
    );
  }
  return text;
}

// The methods are bound now, so that Map.prototype may be tampered with later.
function privateMap<K, V>() {
  const map = new Map<K, V>();
  const get = map.get.bind(map);
  const remove = map.delete.bind(map);
  const set = map.set.bind(map);
  let size = 0;
  return {
    set(key: K, value: V) {
      set(key, value);
      size++;
    },
    take(key: K): V | undefined {
      const value = get(key);
      if (remove(key)) size--;
      return value;
    },
    size: () => size,
  };
}

function privateWeakMap<K extends WeakKey, V>() {
  const map = new WeakMap<K, V>();
  return { get: map.get.bind(map), set: map.set.bind(map) };
}

/** First in, first out, without `Array.prototype`, in constant time. */
function queue<T>() {
  interface Link {
    value: T;
    next?: Link;
  }
  let first: Link | undefined;
  let last: Link | undefined;
  let size = 0;
  return {
    push(value: T) {
      const link: Link = { value };
      if (last) last.next = link;
      else first = link;
      last = link;
      size++;
    },
    first: (): T | undefined => first?.value,
    shift(): void {
      if (!first) return;
      first = first.next;
      if (!first) last = undefined;
      size--;
    },
    size: () => size,
  };
}
