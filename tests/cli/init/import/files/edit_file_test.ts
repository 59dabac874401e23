import { assertEquals, assertRejects } from "@std/assert";
import { backUp, editFile } from "../../../../../src/cli/init/import/files/edit_file.ts";
import { Folder } from "../../../../helpers/servers/real_servers.ts";

const names = ({ path }: Folder) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();

Deno.test("editFile starts over when the file changes between its reading and its replacement", async () => {
  using folder = new Folder();
  const file = folder.file("a.json");
  Deno.writeTextFileSync(file, "one");
  const seen: unknown[] = [];
  const { text } = await editFile(file, (before) => {
    seen.push(before);
    if (seen.length === 1) Deno.writeTextFileSync(file, "two");
    return `${before}!`;
  });
  assertEquals([seen, text, Deno.readTextFileSync(file)], [["one", "two"], "two!", "two!"]);
  assertEquals(names(folder), ["a.json"]);
});

Deno.test("editFile gives up after three tries, and leaves what others have written", async () => {
  using folder = new Folder();
  const file = folder.file("a.json");
  Deno.writeTextFileSync(file, "0");
  let tries = 0;
  await assertRejects(
    () =>
      editFile(file, (before) => {
        Deno.writeTextFileSync(file, String(++tries));
        return `${before}!`;
      }),
    TypeError,
    "other programs keep changing it",
  );
  assertEquals([tries, Deno.readTextFileSync(file), names(folder)], [3, "3", ["a.json"]]);
});

Deno.test("editFile notices a file that comes meanwhile, and one that goes", async () => {
  using folder = new Folder();
  const file = folder.file("new/a.json");
  const { text } = await editFile(file, (before) => {
    if (before === undefined) {
      Deno.mkdirSync(folder.file("new"), { recursive: true });
      Deno.writeTextFileSync(file, "theirs");
    }
    return `${before}!`;
  });
  assertEquals(text, "theirs!");
  const gone = await editFile(file, (before) => {
    if (before !== undefined) Deno.removeSync(file);
    return `${before}!`;
  });
  assertEquals(gone.text, "undefined!");
});

Deno.test({
  name: "editFile keeps links and modes; what is new is for the user alone",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new Folder();
    const [real, link] = [folder.file("real"), folder.file("link")];
    Deno.writeTextFileSync(real, "1");
    Deno.chmodSync(real, 0o640);
    Deno.symlinkSync(real, link);
    await editFile(link, () => "2");
    const mode = (path: string) => Deno.statSync(path).mode! & 0o777;
    assertEquals(Deno.lstatSync(link).isSymlink, true);
    assertEquals([Deno.readTextFileSync(real), mode(real)], ["2", 0o640]);
    await editFile(folder.file("new"), () => "3");
    assertEquals(mode(folder.file("new")), 0o600);
    Deno.symlinkSync(folder.file("later"), folder.file("ahead"));
    await editFile(folder.file("ahead"), () => "4");
    assertEquals(Deno.readTextFileSync(folder.file("later")), "4");
    const copy = await backUp(link, "2026-12-01T00:00:00.000Z");
    assertEquals(copy, `${real}.backup-20261201T000000000Z`);
    assertEquals([Deno.readTextFileSync(copy!), mode(copy!)], ["2", 0o600]);
    assertEquals(await backUp(link, "2026-12-01T00:00:00.000Z"), `${copy}-2`);
  },
});

Deno.test("editFile removes drafts that a killed import has left, and no others", async () => {
  using folder = new Folder();
  const file = folder.file("a.json");
  const uuid = "0b4a1b8e-3c1e-4a0e-9f5e-3a4f2f1c9d10";
  const old = `${file}.${uuid}.tmp`;
  for (const path of [old, `${file}.${uuid.replace("0", "1")}.tmp`, folder.file("b.tmp")]) {
    Deno.writeTextFileSync(path, "");
  }
  const hourAgo = new Date(Date.now() - 3_600_000);
  Deno.utimeSync(old, hourAgo, hourAgo);
  await editFile(file, () => "1");
  assertEquals(names(folder), ["a.json", `a.json.${uuid.replace("0", "1")}.tmp`, "b.tmp"]);
});

Deno.test("editFile leaves what is no text, no file, or too large", async () => {
  using folder = new Folder();
  const file = folder.file("a.json");
  Deno.writeFileSync(file, new Uint8Array([0x7b, 0xff, 0xfe]));
  await assertRejects(() => editFile(file, () => ""), TypeError, "not UTF-8");
  Deno.truncateSync(file, 2 ** 24 + 1);
  await assertRejects(() => editFile(file, () => ""), TypeError, "larger than 16 MiB");
  await assertRejects(() => editFile(folder.path, () => ""), TypeError, "not an ordinary file");
});
