// Asks only what the original does too: without `links` in deno.json these tests run against it.
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli";
import { parseArgs as parseArgsOfSubpath } from "@std/cli/parse-args";

Deno.test("parseArgs() reads flags, values and positional arguments", () => {
  assertEquals<unknown>(parseArgs(["run", "--a", "x", "--b=y=z", "-c", "1", "-d", "--e"]), {
    _: ["run"],
    a: "x",
    b: "y=z",
    c: 1,
    d: true,
    e: true,
  });
  assertEquals<unknown>(parseArgs(["-", "--a", "-"]), { _: ["-", "-"], a: true });
  assertEquals<unknown>(parseArgs(["-n", "-"]), { _: [], n: "-" });
});

Deno.test("parseArgs() is the same function under its subpath", () => {
  assertEquals(parseArgsOfSubpath, parseArgs);
});

Deno.test("parseArgs() turns numbers into numbers, unless the flag is a string", () => {
  const args = ["1", "0x10", "10f", "--a", "1e3", "--s", "007"];
  assertEquals<unknown>(parseArgs(args, { string: "s" }), {
    _: [1, 16, "10f"],
    a: 1000,
    s: "007",
  });
  assertEquals<unknown>(parseArgs(["1", " "], { string: "_" })._, ["1", " "]);
});

Deno.test("parseArgs() gives a boolean no value but true and false", () => {
  const options = { boolean: ["a", "b", "c", "d"] } as const;
  const args = ["--a", "x", "-b", "false", "--c=false", "y"];
  assertEquals<unknown>(parseArgs(args, options), {
    _: ["x", "y"],
    a: true,
    b: false,
    c: false,
    d: false,
  });
});

Deno.test("parseArgs() leaves an absent string out and a bare one empty", () => {
  const options = { string: ["a", "b", "c"] } as const;
  assertEquals<unknown>(parseArgs(["--a", "--b="], options), { _: [], a: "", b: "" });
  assertEquals<unknown>(parseArgs(["--b=", "x"]), { _: ["x"], b: "" });
  assertEquals<unknown>(parseArgs(["-b="]), { _: [], b: "" });
});

Deno.test("parseArgs() takes every long flag as a boolean when told so", () => {
  assertEquals<unknown>(parseArgs(["--a", "x", "--b=y", "-c", "1"], { boolean: true }), {
    _: ["x"],
    a: true,
    b: "y",
    c: 1,
  });
});

Deno.test("parseArgs() negates only what is negatable", () => {
  const options = { boolean: ["color"], negatable: ["color"], default: { color: true } } as const;
  assertEquals<unknown>(parseArgs([], options), { _: [], color: true });
  assertEquals<unknown>(parseArgs(["--no-color"], options), { _: [], color: false });
  assertEquals<unknown>(parseArgs(["--no-color", "--color"], options), { _: [], color: true });
  const collected = { string: "tag", collect: "tag", negatable: "tag" } as const;
  assertEquals<unknown>(parseArgs(["--tag", "x", "--no-tag"], collected), { _: [], tag: false });
  assertEquals<unknown>(parseArgs(["--no-other"]), { _: [], "no-other": true });
});

Deno.test("parseArgs() keeps the last value, or all of a collected flag", () => {
  const args = ["--a", "1", "--a", "2", "-l", "x", "--list", "y"];
  const options = {
    string: ["list", "more"],
    collect: ["list", "more"],
    alias: { list: "l" },
  } as const;
  assertEquals<unknown>(parseArgs(args, options), {
    _: [],
    a: 2,
    list: ["x", "y"],
    l: ["x", "y"],
    more: [],
  });
});

Deno.test("parseArgs() gives a flag's value to all its names", () => {
  const options = { alias: { help: ["h", "?"], file: "f" }, boolean: "help", string: "f" } as const;
  assertEquals<unknown>(parseArgs(["-h", "--file", "01"], options), {
    _: [],
    help: true,
    h: true,
    "?": true,
    file: "01",
    f: "01",
  });
  assertEquals<unknown>(parseArgs([], { alias: { file: "f" }, default: { file: 1 } }), {
    _: [],
    file: 1,
    f: 1,
  });
});

Deno.test("parseArgs() splits a cluster of short flags", () => {
  assertEquals<unknown>(parseArgs(["-abc", "x"]), { _: [], a: true, b: true, c: "x" });
  assertEquals<unknown>(parseArgs(["-n12", "-I/usr/lib", "-a=b=c", "-f-"]), {
    _: [],
    n: 12,
    I: "/usr/lib",
    a: "b=c",
    f: "-",
  });
  assertEquals<unknown>(parseArgs(["-vx", "y"], { boolean: ["v", "x"] }), {
    _: ["y"],
    v: true,
    x: true,
  });
});

Deno.test("parseArgs() stops at --, and at the first positional argument when told so", () => {
  const args = ["--a", "b", "--", "--c", "1"];
  assertEquals<unknown>(parseArgs(args), { _: ["--c", "1"], a: "b" });
  assertEquals<unknown>(parseArgs(args, { "--": true }), { _: [], a: "b", "--": ["--c", "1"] });
  assertEquals<unknown>(parseArgs(["-a", "--b", "c", "d", "--e", "1"], { stopEarly: true }), {
    _: ["d", "--e", "1"],
    a: true,
    b: "c",
  });
});

Deno.test("parseArgs() asks about what is not declared and leaves out what is refused", () => {
  const asked: unknown[] = [];
  const result = parseArgs(["file", "--known", "--odd=1", "-x", "2", "--no-color", "-l", "9"], {
    boolean: ["known"],
    alias: { level: "l" },
    negatable: ["color"],
    unknown: (arg, key, value) => {
      asked.push([arg, key, value]);
      return false;
    },
  });
  assertEquals(asked, [
    ["file", undefined, undefined],
    ["--odd=1", "odd", "1"],
    ["-x", "x", "2"],
    ["--no-color", "color", false],
  ]);
  assertEquals<unknown>(result, { _: [], known: true, level: 9, l: 9 });
});

Deno.test("parseArgs() nests dotted flags", () => {
  assertEquals<unknown>(parseArgs(["--a.b", "1", "--a.c.d"], { default: { "a.e": 2 } }), {
    _: [],
    a: { b: 1, c: { d: true }, e: 2 },
  });
});

Deno.test("parseArgs() types its result by the lists of flags", () => {
  const flags = parseArgs([], {
    boolean: ["help", "color"],
    string: ["file", "name", "tag"],
    collect: ["tag"],
    negatable: ["color"],
    default: { name: "x", port: 1 },
    alias: { help: "h" },
    "--": true,
  });
  flags.help satisfies boolean;
  flags.h satisfies boolean;
  flags.color satisfies boolean;
  flags.file satisfies string | undefined;
  flags.name satisfies string;
  flags.tag satisfies string[];
  flags._ satisfies (string | number)[];
  flags["--"] satisfies string[];
  // @ts-expect-error an absent string has no value
  flags.file satisfies string;
  // @ts-expect-error a boolean is no string
  flags.help satisfies string;
  // @ts-expect-error nobody said what it is
  flags.other satisfies string;
  assertEquals<unknown>(flags, {
    _: [],
    help: false,
    h: false,
    color: false,
    name: "x",
    port: 1,
    tag: [],
    "--": [],
  });
});
