import { assertEquals, assertGreater } from "@std/assert";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { Workbench } from "../../helpers/execute.ts";
import { walk } from "./walk.ts";

/** Symbols that programs come by, by what makes them harmless. */
const SYMBOLS: Record<string, string[]> = {
  "of the language": [
    ..."asyncDispose asyncIterator dispose hasInstance isConcatSpreadable iterator match".split(
      " ",
    ),
    ..."matchAll metadata replace search species split toPrimitive toStringTag".split(" "),
    "unscopables",
  ].map((name) => `Symbol.${name}`),
  "fields of Deno's own objects: whoever writes there spoils an object of the program's": [
    ...["code", "message", "name", "quota", "requested"], // errors
    ...["list", "url object", "iterator internal", "updateUrlSearch"], // URLs
    ..."attributes canceledFlag dispatched inPassiveListener isTrusted path".split(" ") // events
      .concat("stopImmediatePropagationFlag", "stopPropagationFlag").map((name) => `[[${name}]]`),
    ..."abortAlgos abortReason add dependentSignals dependent remove runAbortSteps".split(" ") // signals
      .concat("signalAbort", "signal", "sourceSignals", "timerId").map((name) => `[[${name}]]`),
  ],
  "marks an instance for Deno's own methods, which read what the instance itself holds": [
    "[[webidl.brand]]",
  ],
  "the listeners of an EventTarget; those of the global object are frozen": ["", "eventHandlers"],
  "asked by Deno's structuredClone alone, which no program has": [
    "for Deno.core.hostObject",
    "[[NotSerializable]]",
  ],
  "asked by the console: called with Deno.inspect and its options, which make text": [
    "for Deno.privateCustomInspect",
    "for nodejs.util.inspect.custom",
  ],
};

/** Names and tags of classes that programs come by, by what makes them harmless. */
const CLASSES: Record<string, string[]> = {
  "of the language": [
    ..."Object Function Array Number Boolean String Symbol BigInt Math JSON Reflect".split(" "),
    ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError".split(" "),
    ..."URIError SuppressedError Date RegExp Promise Iterator Map Set WeakMap WeakSet".split(" "),
    ..."WeakRef FinalizationRegistry DisposableStack AsyncDisposableStack ArrayBuffer".split(" "),
    ..."DataView TypedArray Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array".split(
      " ",
    ),
    ..."Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array".split(" "),
    ..."Float64Array Generator AsyncGenerator".split(" "),
  ],
  "of the language, without a name that leads to them": [
    ..."Array Map Set String RegExp\u00a0String Segmenter\u00a0String".split(" ")
      .map((name) => `${name.replace("\u00a0", " ")} Iterator`),
    "Iterator Helper",
  ],
  "make code from text, which the process refuses": [
    ..."GeneratorFunction AsyncFunction AsyncGeneratorFunction".split(" "),
  ],
  "of Intl and Temporal, data and its texts": [
    ..."Collator DateTimeFormat DisplayNames DurationFormat ListFormat Locale".split(" ")
      .concat("NumberFormat", "PluralRules", "RelativeTimeFormat", "Segmenter")
      .flatMap((name) => [name, `Intl.${name}`]),
    ..."Duration Instant PlainDateTime PlainDate PlainMonthDay PlainTime PlainYearMonth".split(" ")
      .concat("ZonedDateTime", "Now").flatMap((name) => [name, `Temporal.${name}`]),
    ...["Intl", "Temporal"],
  ],
  "of the web, and on the allow-list of the lockdown": [
    ..."URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal".split(" "),
    "DOMException",
  ],
  "of the web, made by those: they hold what the program gave": [
    ...["EventTarget", "Event", "QuotaExceededError", "URLSearchParams Iterator"],
  ],
  "Deno's Map and Set with methods of their own, which are frozen": ["SafeMap", "SafeSet"],
  "Deno 2.4's set of signals: it holds no more than the program's": ["WeakRefSet"],
  'Deno\'s function around "self.onmessage", which is null': ["wrappedHandler"],
};

const known = (lists: Record<string, string[]>) => Object.values(lists).flat();

Deno.test("A walk from every global and instance finds no symbol, class or function but those on the lists", async () => {
  await using bench = new Workbench();
  const outcome = await bench.run(walk(known(SYMBOLS), known(CLASSES)));
  const { seen, ...unknown } = found(outcome);
  assertEquals(unknown, { symbols: [], classes: [], functions: [] });
  assertGreater(seen, 3_000, `${seen} objects`);
});

Deno.test("The walk tells of a symbol and of a class that are on no list", async () => {
  await using bench = new Workbench();
  const all = walk(
    known(SYMBOLS).filter((name) => !/^$|brand/.test(name)),
    known(CLASSES).slice(1),
  );
  const hidden =
    `const held = { [Symbol("secret")]: class Secret {}, [Symbol("op")]: function op_x() {} };
    globalThis.atob.held = held; globalThis.atob.read = function read() {};`;
  const { symbols, classes, functions } = found(await bench.run(hidden + all));
  const names = (list: string[][]) => list.map(([name]) => name).sort();
  assertEquals(names(symbols), ["", "[[webidl.brand]]", "op", "secret"]);
  assertEquals(names(classes), ["Object", "Secret"]);
  assertEquals(names(functions), ["op_x", "read"]);
});

function found(outcome: Outcome) {
  assertEquals([outcome.status, outcome.error], ["ok", undefined]);
  return outcome.result as {
    seen: number;
    symbols: string[][];
    classes: string[][];
    functions: string[][];
  };
}
