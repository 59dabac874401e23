import { assertEquals } from "@std/assert";
import { NAMES, whyNoRelease } from "../../../../src/tools/release/names.ts";

const address = "https://github.com/ada/it";
const here = { tag: "v1.2.3", version: "1.2.3", address };

Deno.test("whyNoRelease refuses while the package has no owner and the project no address", () => {
  assertEquals(whyNoRelease({ owner: "", repository: "" }, here), [
    "src/tools/release/names.json names no owner of the package",
    "src/tools/release/names.json names no address of the repository",
  ]);
  assertEquals(whyNoRelease({ owner: "ada", repository: address }, here), []);
  assertEquals(NAMES, { owner: "", repository: "" });
});

Deno.test("whyNoRelease refuses another's repository, and a tag that is not the version", () => {
  const names = { owner: "ada", repository: address };
  assertEquals(whyNoRelease(names, { ...here, address: "https://github.com/eve/it" }), [
    `src/tools/release/names.json has ${address}, but this is https://github.com/eve/it`,
  ]);
  assertEquals(whyNoRelease(names, { ...here, tag: "v1.2.4" }), [
    'The tag is "v1.2.4", but deno.json has 1.2.3',
  ]);
});
