import {
  ArrayBuffer,
  bareRecord,
  bufferByteLength,
  DataView,
  getPrototypeOf,
  typedArrayKeys,
  typedArrayName,
  typedArrayPrototype,
  typedArraySet,
  Uint8Array,
  uncurryGetter,
} from "../primordials.ts";

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset: number, length?: number) => object;

const maxByteLengthOf = uncurryGetter<number>(ArrayBuffer.prototype, "maxByteLength");
const isResizable = uncurryGetter<boolean>(ArrayBuffer.prototype, "resizable");
const typedArray = geometry(typedArrayPrototype);
const dataView = geometry(DataView.prototype);
const constructors = bareRecord<ViewConstructor>();
for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
  if (getPrototypeOf(value?.prototype ?? 0) === typedArrayPrototype) {
    constructors[name] = value;
  }
}

/** Copies a buffer that isn't detached; not by its `slice`, which asks for the buffer's own `constructor`. */
export function copyBuffer(buffer: ArrayBuffer): ArrayBuffer {
  const length = bufferByteLength(buffer);
  const copy = isResizable(buffer)
    ? new ArrayBuffer(length, { maxByteLength: maxByteLengthOf(buffer) })
    : new ArrayBuffer(length);
  typedArraySet(new Uint8Array(copy), new Uint8Array(buffer));
  return copy;
}

/** The buffer behind a view. */
export function bufferOf(view: object): ArrayBuffer {
  return (typedArrayName(view) === undefined ? dataView : typedArray).buffer(view);
}

/**
 * Makes a view like another, on another buffer.
 *
 * @throws {TypeError} when the view lies outside of its own, which has been made shorter
 */
export function copyView(view: object, buffer: ArrayBuffer): object {
  const name = typedArrayName(view);
  const { byteLength, byteOffset } = name === undefined ? dataView : typedArray;
  if (name !== undefined) typedArrayKeys(view); // its other getters are 0 then, and don't throw
  const bytes = byteLength(view);
  const offset = byteOffset(view);
  const View = name === undefined ? DataView : constructors[name]!;
  const elementBytes = name === undefined ? 1 : (View as typeof Uint8Array).BYTES_PER_ELEMENT;
  // Whether a view grows with its buffer can't be asked. One that ends where the buffer does, does.
  const left = bufferByteLength(buffer) - offset - bytes;
  if (isResizable(buffer) && left < elementBytes) return new View(buffer, offset);
  return new View(buffer, offset, bytes / elementBytes);
}

function geometry(prototype: object) {
  return {
    buffer: uncurryGetter<ArrayBuffer>(prototype, "buffer"),
    byteLength: uncurryGetter<number>(prototype, "byteLength"),
    byteOffset: uncurryGetter<number>(prototype, "byteOffset"),
  };
}
