import {
  bareList,
  bufferDetached,
  bufferTransfer,
  isArrayBuffer,
  iterator,
  TypeError,
} from "../primordials.ts";
import { refuse } from "./data_clone_error.ts";

const FAILED = "Failed to execute 'structuredClone'";
const LIST = "'transfer' of 'StructuredSerializeOptions' (Argument 2)";

/** The buffers that a program says it will do without: `structuredClone(value, { transfer })`. */
export class TransferList {
  #buffers = bareList<object>();

  /**
   * @param options as the program gave them
   * @throws {TypeError} when they aren't options
   * @throws {DOMException} `DataCloneError` for what can't be transferred
   */
  constructor(options: unknown) {
    if (options === undefined || options === null) return;
    if (!isObject(options)) {
      throw new TypeError(`${FAILED}: Argument 2 can not be converted to a dictionary`);
    }
    const { transfer } = options as { transfer?: Iterable<unknown> };
    if (transfer !== undefined) this.#read(transfer);
  }

  /** @throws {DOMException} `DataCloneError` when one of them has been given away already */
  detach(): void {
    for (let i = 0; i < this.#buffers.length; i++) {
      const buffer = this.#buffers[i]!;
      if (bufferDetached(buffer)) refuse(`ArrayBuffer at index ${i} is already detached`);
      bufferTransfer(buffer, 0);
    }
  }

  #read(transfer: Iterable<unknown>): void {
    if (!isObject(transfer) || typeof transfer[iterator as never] !== "function") {
      throw new TypeError(`${FAILED}: ${LIST} can not be converted to sequence.`);
    }
    const buffers = this.#buffers;
    // deno-lint-ignore code-mode/primordials -- by the iterator of what the program gave, as the web does
    for (const one of transfer) {
      if (!isObject(one)) {
        throw new TypeError(
          `${FAILED}: ${LIST}, index ${buffers.length} is not an object`,
        );
      }
      buffers[buffers.length] = one;
    }
    for (let i = 0; i < buffers.length; i++) {
      if (!isArrayBuffer(buffers[i])) refuse("Value not transferable");
      for (let before = 0; before < i; before++) {
        if (buffers[before] === buffers[i]) refuse(`ArrayBuffer at index ${i} is listed twice`);
      }
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
