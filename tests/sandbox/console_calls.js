/** Calls whose output is the same on a terminal and captured, on every release of Deno that we support. */
export function callAll(console) {
  // Directives
  console.log();
  console.log("");
  console.log("a\nb", { a: 1 }, "c", ["s"], null, undefined, Symbol("x"), 5n, -0);
  console.log("%s %s %s %s", "a", { a: 1 }, 12n, null, "x", { b: "s" });
  console.log("%s|%s|%s", undefined, Symbol("q"), [1, "a"], function named() {});
  console.log("%s", { toString: () => "own text" });
  console.log("%d %d %d %d %d %d", 42.9, "42", "x", 4n, {}, Symbol("s"), 1);
  console.log("%i %i %i", 42.9, "42.9px", "0x1f");
  console.log("%f %f %f %f", 1.5, "1.5x", 4n, Symbol("s"));
  console.log("%o %O", "str", { a: [1, { b: [{ c: { d: 1 } }] }], f() {} });
  console.log("%c red %c plain", "color:red", "");
  console.log("100%", 5);
  console.log("%% %s", "a");
  console.log("%%");
  console.log("%s");
  console.log("%x %s %5d %", 1, 2);
  console.log("%s%%%d %s", "a");
  console.log(1, "%s", "b");
  // Values
  console.log({ a: { b: { c: { d: { e: { f: 1 } } } } } });
  console.log(Array.from({ length: 120 }, (_, i) => i), ["a".repeat(200)]);
  console.log(new Map([[1, { a: 2 }]]), new Set(["a"]), Promise.resolve(4), /x/g, new Date(0));
  console.log(
    {
      get a() {
        throw new Error("never read");
      },
    },
    class Q {},
    new (class P {
      x = 1;
    })(),
  );
  console.log({ [Symbol.for("Deno.customInspect")]: (inspect) => inspect("own view") });
  const cycle = { n: 1 };
  cycle.self = cycle;
  console.log(cycle);
  console.info("i", 1);
  console.debug("d", "s");
  console.warn("w %s", 1);
  console.error("e", { a: 1 });
  // dir, dirxml, assert, count
  console.dir({ a: { b: { c: { d: { e: { f: 1 } } } } } });
  console.dir({ a: { b: { c: 1 } } }, { depth: 0 });
  console.dir("text");
  console.dir();
  console.dirxml({ a: 1 });
  console.assert(true, "not shown");
  console.assert(false);
  console.assert(false, "m %s", "x");
  console.assert(0, { a: 1 }, 2);
  console.assert();
  console.count();
  console.count();
  console.count("a %s");
  console.countReset();
  console.count(undefined);
  console.count({ a: 1 });
  console.countReset("zz");
  console.timeLog("no");
  console.timeEnd("no");
  console.time("twice");
  console.time("twice");
  console.timeStamp("x");
  // Groups
  console.group("G1 %s", "x");
  console.log("x\ny", {
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaa: "bbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    cccccccccccccccccc: "dddddddddddd",
  });
  console.group();
  console.warn("deeper", { a: 1 });
  console.groupEnd();
  console.groupCollapsed("G2");
  console.table([{ a: 1 }]);
  console.error("e");
  console.groupEnd();
  console.groupEnd();
  console.groupEnd();
  console.log("outside");
  // Tables
  console.table([{ a: 1, b: "x" }, { a: 20, c: true }]);
  console.table([[1, 2], [3, 4, 5]]);
  console.table(["a", undefined, null, Symbol("q")]);
  console.table([1, { a: -5 }, "x", [7]]);
  console.table({ r: { x: 1.5 }, s: { x: 22 } });
  console.table({ 1: { x: 1 }, 22: { x: -10 } });
  console.table({ a: 1, b: { c: 2 } });
  console.table(new Map([["k", { a: 1 }], ["j", 2]]));
  console.table(new Set([1, "b"]));
  console.table(new Set([{ a: 1 }, { b: 2 }]));
  console.table([{ a: 1, b: 2 }, 5], ["b", "none"]);
  console.table([{ a: { b: { c: { d: 1 } } }, l: [[[1]]], f() {}, n: "a\nb" }]);
  console.table([{ name: "日本", v: "é" }, { name: "👍", v: "한" }]);
  console.table([]);
  console.table({});
  console.table(5);
  console.table("text");
  console.table(null);
}
