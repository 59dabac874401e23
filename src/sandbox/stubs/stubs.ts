/**
 * The functions that a submission calls, each an RPC to the server. Messages are put together from texts,
 * so that a tampered prototype (`Object.prototype.toJSON` …) can spoil the arguments of its own calls and
 * nothing else.
 */
import type { SandboxSetup, StubNames, ToSandbox } from "../../rpc/protocol.ts";
import {
  defineHidden,
  defineProperty,
  Error,
  freeze,
  hasOwn,
  Map,
  mapDelete,
  mapGet,
  mapSet,
  mapSize,
  Object,
  Promise,
  safely,
  stringify,
  stringIndexOf,
  stringSlice,
  WeakMap,
  weakMapGet,
  weakMapSet,
} from "../primordials.ts";
import { argumentsText } from "./arguments_text.ts";
import { openObject } from "./open_object.ts";
import { Queue } from "./queue.ts";
import { standIn } from "./stand_in.ts";

type Reply = Extract<ToSandbox, { type: "reply" | "refuse" }>;

interface OpenCall {
  /** Length of its arguments. */
  chars: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
  /** Made where the call was made, so that a refusal points there. */
  error: Error;
}

/**
 * Ends the run.
 *
 * @param call the id of the call whose answer is used
 * @param error made where it is used
 */
export type Stop = (call: number, error: Error) => void;

/** A function of a namespace. */
export type Stub = (...args: unknown[]) => Promise<unknown>;

/** The globals that a submission calls, by name. */
export type Namespaces = Readonly<Record<string, object>>;

/** Builds the stubs and settles their calls. */
export class Stubs {
  #send: (line: string) => void;
  #stop: Stop;
  #setup: SandboxSetup;
  #nextId = 1;
  #onIdle: (() => void) | undefined;
  #open = new Map<number, OpenCall>();
  #openChars = 0;
  #waiting = new Queue<{ chars: number; send: () => void }>();
  #callOf = new WeakMap<object, number>();

  /**
   * @param send hands a message line, without its end, to the server
   * @param stop called where the code uses the answer of a call that is not made
   */
  constructor(setup: SandboxSetup, send: (line: string) => void, stop: Stop) {
    this.#setup = setup;
    this.#send = send;
    this.#stop = stop;
  }

  /** @returns one object of functions for each namespace, which cannot be changed; called before the code runs */
  build(names: StubNames): Namespaces {
    const namespaces: Record<string, object> = {};
    // deno-lint-ignore code-mode/primordials -- before the program runs
    for (const [namespace, methods] of Object.entries(names)) {
      const isOpen = "others" in methods;
      const stubs: Record<string, Stub> = {};
      // deno-lint-ignore code-mode/primordials -- before the program runs
      for (const name of isOpen ? methods.own : methods) {
        stubs[name] = this.#stub(`${namespace}.${name}`);
      }
      if (!isOpen) namespaces[namespace] = freeze(stubs);
      else if (methods.others === "tools") {
        namespaces[namespace] = openObject(stubs, (tool) => this.#stub(`${namespace}.${tool}`));
      } else {
        namespaces[namespace] = openObject<object>(
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
    return mapSize(this.#open) + this.#waiting.size;
  }

  /** Calls that were made so far, those that wait in the sandbox included. */
  get made(): number {
    return this.#nextId - 1 + this.#waiting.size;
  }

  /** Resolves once no call is open. */
  idle(): Promise<void> {
    return safely(
      new Promise((resolve) => {
        if (this.open === 0) resolve();
        else this.#onIdle = resolve;
      }),
    );
  }

  /** @returns the id of the call whose refusal `error` is, if it is one */
  callOf(error: object): number | undefined {
    return weakMapGet(this.#callOf, error);
  }

  /** Takes an answer of the server. */
  settle(reply: Reply): void {
    const call = mapGet(this.#open, reply.id);
    if (call === undefined) return;
    mapDelete(this.#open, reply.id);
    this.#openChars -= call.chars;
    for (let next; (next = this.#waiting.first) && this.#fits(next.chars);) {
      this.#waiting.shift();
      next.send();
    }
    if (this.open === 0) this.#onIdle?.();
    if (reply.type === "reply") {
      if (hasOwn(reply, "value")) return call.resolve(reply.value);
      return call.resolve(hasOwn(reply, "planned") ? this.#standIn(reply) : undefined);
    }
    const { error } = call;
    defineHidden(error, "message", reply.message);
    if (reply.name !== "Error") defineHidden(error, "name", reply.name);
    weakMapSet(this.#callOf, error, reply.id);
    call.reject(error);
  }

  #standIn({ id, planned }: Extract<Reply, { type: "reply" }>): object {
    return standIn(
      `[answer of ${planned}: not called in a dry run]`,
      (error) => this.#stop(id, error),
    );
  }

  /** Whether a call may be sent now: not too many are open, and not too long ones. */
  #fits(chars: number): boolean {
    const open = mapSize(this.#open);
    if (open === 0) return true;
    return open < this.#setup.inFlight && this.#openChars + chars <= this.#setup.openChars;
  }

  /** @param first what stands before the arguments of each call */
  #stub(method: string, first: readonly string[] = []): Stub {
    const head = `,"method":${stringify(method)},"args":`;
    // A plain function, frozen: the name is in its stack frame, and a submission cannot swap it.
    const name = first[1] ?? stringSlice(method, stringIndexOf(method, ".") + 1);
    const stub = (...args: unknown[]) => {
      const error = new Error();
      return new Promise<unknown>((resolve, reject) => {
        const text = argumentsText(method, first, args, this.#setup.argumentChars);
        const send = () => {
          // Each step may find the end of the stack. Until it is sent there was no call: the next one has
          // its number. An answer without a call is ignored.
          const id = this.#nextId;
          this.#send(`{"type":"call","id":${id}${head}${text}}`);
          this.#nextId = id + 1;
          mapSet(this.#open, id, { chars: text.length, resolve, reject, error });
          this.#openChars += text.length;
        };
        // Behind those that wait already: calls go out in the order in which they were made.
        if (this.#waiting.size === 0 && this.#fits(text.length)) send();
        else this.#waiting.push({ chars: text.length, send });
      });
    };
    defineProperty(stub, "name", { value: name });
    return freeze(stub);
  }
}
