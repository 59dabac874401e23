/** A bare worker in the process that measures: speaks by messages. */
import { type FromBare, program, type ToBare } from "./program.ts";

declare const self: {
  onmessage: ((event: MessageEvent<ToBare>) => void) | null;
  postMessage(message: FromBare | "ready"): void;
};

const take = program((message) => self.postMessage(message));
self.onmessage = ({ data }) => take(data);
self.postMessage("ready");
