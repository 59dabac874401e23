/** Erases types in a thread of its own, so that the process can end it. */
import { transformSync } from "amaro";
import { type EraseReply, type EraseRequest, READY } from "./messages.ts";

declare const self: {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(line: string): void;
};

self.onmessage = (event) => {
  self.postMessage(JSON.stringify(erase(JSON.parse(event.data) as EraseRequest)));
};
self.postMessage(READY);

function erase({ text, mode }: EraseRequest): EraseReply {
  try {
    const sourceMap = mode === "transform";
    const { code, map } = transformSync(text, { mode, sourceMap, module: true, filename: "x.ts" });
    return { code, ...(map === undefined ? {} : { map }) };
  } catch (error) {
    // Refusals are plain objects. An Error is a trap of the WebAssembly, which is of no use afterwards.
    if (error instanceof Error || typeof error !== "object" || error === null) throw error;
    const { code, message, startLine, startColumn } = error as Record<string, unknown>;
    return {
      fault: {
        code: String(code),
        message: String(message),
        line: Number(startLine),
        column: Number(startColumn),
      },
    };
  }
}
