import type { LogLevel } from "../../rpc/protocol.ts";
import {
  bareRecord,
  captureStackTrace,
  Error,
  isArray,
  min,
  now,
  numberToFixed,
  stringIndexOf,
  stringRepeat,
  stringSlice,
} from "../primordials.ts";
import {
  capLine,
  formatLog,
  type Inspect,
  inspectSafely,
  replaceBreaks,
  stringSafely,
} from "./format_log.ts";
import { formatTable } from "./format_table.ts";

// A loop around `console.group` must not make every line break cost its depth in spaces.
const MAX_INDENTS = 20;

/**
 * A console whose lines go to `emit` instead of a terminal. Its methods need no `this` and never throw
 * because of what they are given. It isn't frozen: a submission that replaces a method, as people do,
 * only loses its own lines.
 *
 * @param inspect `Deno.inspect`, taken before it was deleted
 * @param emit takes a line, which may hold line breaks, at once
 * @param lineChars the longest line, in characters
 */
export function captureConsole(
  inspect: Inspect,
  emit: (level: LogLevel, text: string) => void,
  lineChars: number,
): Console {
  let depth = 0;
  const counts = bareRecord<number>();
  const timers = bareRecord<number>();

  function write(level: LogLevel, text: string): void {
    const line = capLine(text, lineChars);
    if (depth === 0) return emit(level, line);
    const indent = stringRepeat("  ", min(depth, MAX_INDENTS));
    emit(level, capLine(indent + replaceBreaks(line, `\n${indent}`), lineChars));
  }

  const logAt = (level: LogLevel) => (...args: unknown[]) =>
    write(level, formatLog(inspect, args, lineChars));
  const log = logAt("log");

  function group(...label: unknown[]): void {
    if (label.length > 0) write("log", formatLog(inspect, label, lineChars));
    depth++;
  }

  /** Writes the time of a timer; whether there is one. */
  function lap(label: string, data: readonly unknown[]): boolean {
    const start = timers[label];
    if (start === undefined) {
      write("warn", `Timer '${label}' does not exist`);
      return false;
    }
    const rest = data.length > 0 ? " " + formatLog(inspect, data, lineChars) : "";
    write("log", `${label}: ${duration(now() - start)}${rest}`);
    return true;
  }

  const console = {
    log,
    info: logAt("info"),
    debug: logAt("debug"),
    warn: logAt("warn"),
    error: logAt("error"),
    dirxml: log,

    dir(value?: unknown, options?: Deno.InspectOptions) {
      write("log", typeof value === "string" ? value : inspectSafely(inspect, value, options));
    },

    table(data?: unknown, columns?: string[]) {
      let text: string | undefined;
      try {
        text = formatTable(inspect, data, isArray(columns) ? columns : undefined);
      } catch {
        // A getter or a proxy: the log shows which.
      }
      if (text === undefined) log(data);
      else write("log", text);
    },

    trace(...args: unknown[]) {
      const place = new Error();
      captureStackTrace(place, console.trace);
      const stack = `${place.stack}`;
      const frames = stringIndexOf(stack, "\n    at ");
      const label = args.length > 0 ? `: ${formatLog(inspect, args, lineChars)}` : "";
      write("error", `Trace${label}${frames < 0 ? "" : stringSlice(stack, frames)}`);
    },

    assert(condition?: unknown, ...args: unknown[]) {
      if (condition) return;
      const label = args.length > 0 ? `: ${formatLog(inspect, args, lineChars)}` : "";
      write("error", `Assertion failed${label}`);
    },

    count(label: unknown = "default") {
      const name = stringSafely(label);
      counts[name] = (counts[name] ?? 0) + 1;
      write("log", `${name}: ${counts[name]}`);
    },

    countReset(label: unknown = "default") {
      const name = stringSafely(label);
      if (counts[name] === undefined) write("warn", `Count for '${name}' does not exist`);
      else delete counts[name];
    },

    time(label: unknown = "default") {
      const name = stringSafely(label);
      if (timers[name] !== undefined) write("warn", `Timer '${name}' already exists`);
      else timers[name] = now();
    },

    timeLog(label: unknown = "default", ...data: unknown[]) {
      lap(stringSafely(label), data);
    },

    timeEnd(label: unknown = "default") {
      const name = stringSafely(label);
      if (lap(name, [])) delete timers[name];
    },

    group,
    groupCollapsed: group,

    groupEnd() {
      if (depth > 0) depth--;
    },

    // What was written stays written, and there is no inspector that could draw these.
    clear() {},
    timeStamp() {},
    profile() {},
    profileEnd() {},
  };
  return console;
}

/** Milliseconds with three digits, as far as they are known. */
function duration(ms: number): string {
  const digits = ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0;
  return `${numberToFixed(ms, digits)}ms`;
}
