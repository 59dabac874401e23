/**
 * server-memory as others start it, without what we put between it and the file system. A write of the
 * text "hang" is carried out and never answered: then there is time to kill it.
 */
import { promises } from "node:fs";

const { rename, readFile } = promises;
Object.assign(promises, {
  async rename(from: string, to: string): Promise<void> {
    const hang = (await readFile(from, "utf-8")).includes("hang");
    await rename(from, to);
    if (hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
});
await import("@modelcontextprotocol/server-memory/dist/index.js");
