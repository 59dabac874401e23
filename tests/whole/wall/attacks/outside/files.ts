import { absent, type Family, refused, undefinedGlobal } from "../../attack.ts";

export const files: Family = {
  name: "reading and writing files",
  attacks: [
    undefinedGlobal("read through Deno", `return Deno.readTextFileSync("CANARY")`),
    undefinedGlobal("write through Deno", `Deno.writeTextFileSync("CANARY", "touched")`),
    undefinedGlobal("require node:fs", `return require("node:fs").readFileSync("CANARY", "utf8")`),
    undefinedGlobal(
      "process.getBuiltinModule",
      `return process.getBuiltinModule("node:fs").readFileSync("CANARY", "utf8")`,
    ),
    undefinedGlobal("process.binding", `return process.binding("fs")`),
    undefinedGlobal("fetch of a file URL", `return await (await fetch("file://CANARY")).text()`),
    refused("a static import of a file", `import text from "CANARY" with { type: "text" };`),
    refused(
      "a dynamic import of JSON",
      `return await import("file://CANARY", { with: { type: "json" } })`,
    ),
    absent(
      "storage of the browser",
      ..."localStorage sessionStorage caches Cache CacheStorage indexedDB".split(" "),
    ),
    absent(
      "file objects of the browser",
      ..."Blob File FileReader ReadableStream WritableStream FormData Response".split(" "),
    ),
    {
      name: "a path in place of a name",
      code: `return (await memory.openNodes(["CANARY", "../../../etc/passwd", "file://CANARY"]))`,
      expect: { result: { entities: [], relations: [] } },
    },
    {
      name: "a module of ours by its path in a stack",
      code: `
        const paths = [];
        const note = (e) => /(file:|\\/src\\/|\\.ts)/.test(e.stack) && paths.push(e.stack);
        note(new Error("here"));
        await memory.openNodes(1).catch(note);
        try { structuredClone(() => {}) } catch (e) { note(e) }
        try { new URL("no") } catch (e) { note(e) }
        try { JSON.parse("{") } catch (e) { note(e) }
        await new Promise((resolve) => setTimeout(() => { note(new Error("late")); resolve() }));
        return paths`,
      expect: { result: [] },
    },
  ],
};
