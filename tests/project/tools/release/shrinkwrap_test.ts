import { assertEquals, assertThrows } from "@std/assert";
import {
  assertSame,
  type DenoLock,
  layout,
  onTop,
} from "../../../../src/tools/release/npm/shrinkwrap.ts";

const lock: DenoLock = {
  npm: {
    "a@1.0.0_zod@4.0.0": { integrity: "a1", dependencies: ["@x/b", "c@2.0.0"] },
    "@x/b@1.1.0": { integrity: "b1", dependencies: ["c@1.0.0"] },
    "c@1.0.0": { integrity: "c1" },
    "c@2.0.0": { integrity: "c2", dependencies: ["@x/b"] },
    "unused@1.0.0": { integrity: "u1" },
  },
};

Deno.test("layout puts one of each name on top, and another version below who wants it", () => {
  const found = layout(lock, { a: "1.0.0" });
  assertEquals(
    Object.entries(found).map(([place, { integrity }]) => [place, integrity]),
    [
      ["node_modules/a", "a1"],
      ["node_modules/@x/b", "b1"],
      ["node_modules/c", "c2"],
      ["node_modules/@x/b/node_modules/c", "c1"],
    ],
  );
  assertEquals(found["node_modules/a"]!.dependencies, { "@x/b": "1.1.0", c: "2.0.0" });
  assertEquals(onTop(found), { "@x/b": "1.1.0", a: "1.0.0", c: "2.0.0" });
});

Deno.test("layout says what deno.lock doesn't have", () => {
  assertThrows(() => layout(lock, { a: "1.0.1" }), Error, "deno.lock has no a@1.0.1");
});

Deno.test("assertSame finds a package that is not the one of deno.lock", () => {
  const shrinkwrap = (integrity: string, version = "1.0.0") => ({
    ...{ name: "x", version: "1.0.0", lockfileVersion: 3 as const, requires: true as const },
    packages: {
      "": { version: "1.0.0", integrity: "" },
      "node_modules/@x/b/node_modules/c": { version, integrity },
      "node_modules/ours": { version: "1.0.0", integrity: "o" },
    },
  });
  const check = (...args: Parameters<typeof shrinkwrap>) =>
    assertSame(shrinkwrap(...args), lock, (name) => name === "ours");
  check("c1");
  assertThrows(() => check("c2"), Error, "c is not the one of deno.lock");
  assertThrows(() => check("c1", "1.0.1"), Error, "deno.lock has no c@1.0.1");
});
