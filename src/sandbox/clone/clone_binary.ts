import { bareRecord } from "../bare.ts";
import { uncurryThis } from "../uncurry_this.ts";

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset: number, length?: number) => object;

const NativeArrayBuffer = ArrayBuffer;
const NativeDataView = DataView;
const NativeUint8Array = Uint8Array;
const { prototype: bufferPrototype } = ArrayBuffer;
const { prototype: dataViewPrototype } = DataView;
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const byteLengthOf = getter<number>(bufferPrototype, "byteLength");
const maxByteLengthOf = getter<number>(bufferPrototype, "maxByteLength");
const isResizable = getter<boolean>(bufferPrototype, "resizable");
const setBytes: (to: object, from: object) => void = uncurryThis(typedArrayPrototype.set);
const typedArrayName = getter<string | undefined>(typedArrayPrototype, Symbol.toStringTag);
const typedArrayKeys = uncurryThis(typedArrayPrototype.keys);
const typedArray = geometry(typedArrayPrototype);
const dataView = geometry(dataViewPrototype);
const constructors = bareRecord<ViewConstructor>();
for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
  if (Object.getPrototypeOf(value?.prototype ?? 0) === typedArrayPrototype) {
    constructors[name] = value;
  }
}

/** Copies a buffer that isn't detached; not by its `slice`, which asks for the buffer's own `constructor`. */
export function copyBuffer(buffer: ArrayBuffer): ArrayBuffer {
  const length = byteLengthOf(buffer);
  const copy = isResizable(buffer)
    ? new NativeArrayBuffer(length, { maxByteLength: maxByteLengthOf(buffer) })
    : new NativeArrayBuffer(length);
  setBytes(new NativeUint8Array(copy), new NativeUint8Array(buffer));
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
  const View = name === undefined ? NativeDataView : constructors[name]!;
  const elementBytes = name === undefined ? 1 : (View as typeof Uint8Array).BYTES_PER_ELEMENT;
  // Whether a view grows with its buffer can't be asked. One that ends where the buffer does, does.
  const left = byteLengthOf(buffer) - offset - bytes;
  if (isResizable(buffer) && left < elementBytes) return new View(buffer, offset);
  return new View(buffer, offset, bytes / elementBytes);
}

function geometry(prototype: object) {
  return {
    buffer: getter<ArrayBuffer>(prototype, "buffer"),
    byteLength: getter<number>(prototype, "byteLength"),
    byteOffset: getter<number>(prototype, "byteOffset"),
  };
}

function getter<T>(prototype: object, key: PropertyKey): (self: object) => T {
  return uncurryThis(Object.getOwnPropertyDescriptor(prototype, key)!.get!) as (self: object) => T;
}
