import { assertEquals, assertMatch } from "@std/assert";
import { manifest } from "../../../../src/tools/release/manifest.ts";

const TARGET = "x86_64-unknown-linux-gnu";

Deno.test("a bundle has an icon of the size that Claude Desktop asks for", async () => {
  const { icon } = manifest(TARGET, { owner: "", repository: "" });
  const png = await Deno.readFile(new URL(`../../../../data/${icon}`, import.meta.url));
  const size = new DataView(png.buffer);
  assertEquals([size.getUint32(16), size.getUint32(20)], [512, 512]);
  const svg = await Deno.readTextFile(new URL("../../../../data/icon.svg", import.meta.url));
  assertMatch(svg, /viewBox="0 0 16 16"/);
});

Deno.test("a bundle names addresses where the project has one, and makes none up", () => {
  const none = manifest(TARGET, { owner: "", repository: "" });
  assertEquals(["homepage", "repository", "support"].filter((key) => key in none), []);
  const address = "https://github.com/ada/it";
  const { homepage, repository, support } = manifest(TARGET, { owner: "", repository: address });
  assertEquals([homepage, repository?.url, support], [
    address,
    `${address}.git`,
    `${address}/issues`,
  ]);
});

Deno.test("a bundle starts the binary of its system", () => {
  const windows = manifest("x86_64-pc-windows-msvc", { owner: "", repository: "" });
  assertEquals(windows.server.entry_point, "server/code-mode.exe");
  assertEquals(windows.compatibility.platforms, ["win32"]);
});
