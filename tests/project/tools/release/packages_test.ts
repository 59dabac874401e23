import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { notices, packages } from "../../../../src/tools/release/packages.ts";

const held = await packages();

Deno.test("packages are all that a binary holds, each in its folder", () => {
  const names = held.map(({ name }) => name);
  for (const name of ["typescript", "amaro", "@modelcontextprotocol/sdk"]) {
    assertEquals(names.filter((one) => one === name), [name]);
  }
  for (const { name, version, folder } of held) {
    const json = JSON.parse(Deno.readTextFileSync(join(folder, "package.json")));
    assertEquals([json.name, json.version], [name, version]);
  }
});

Deno.test("notices are the licence of each package that has one, and what belongs to it", () => {
  const text = notices(held);
  const from = ({ name, version }: { name: string; version: string }) => `${name} ${version}: `;
  const without = held.filter((one) => !text.includes(from(one))).map(({ name }) => name);
  assertEquals(without.sort(), ["@cfworker/json-schema", "@modelcontextprotocol/server-memory"]);
  const [typescript] = held.filter(({ name }) => name === "typescript");
  assertStringIncludes(text, `${from(typescript!)}LICENSE.txt\n\nApache License\n`);
  assertStringIncludes(text, `${from(typescript!)}ThirdPartyNoticeText.txt\n`);
  assertStringIncludes(text, "End of ThirdPartyNotices");
});
