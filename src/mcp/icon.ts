/** `data/icon.svg` at 64 pixels, as a PNG: every client that shows icons can show that. */
const PNG = [
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAASFBMVEXzzUIMV7d+ptkKVrYub8ELV7f9/f4AAAD/0z2S",
  "tN4LV7fV4vIKVrcjZrlPhcuvyOfNuVULV7cAAP81dMMLVrcYYLtyi4JxndXL+mvKAAAAGHRSTlP/gf9+//7/AP//0f8u",
  "/////04B/73///8wbzPkAAABeklEQVR42u2X25KDIAyGY1uwCiJ46vu/6WqLAoH1FHdmZ2f/yzT5SjBAArlVI7OuZLtU",
  "dpmcw3Kw4WZn8AIxjQ+QB8PfCOkAkp2SmQGGnZT8ACRjBALkTXkeUDYjwDCCTA6UBYxLyEEykiRksVHVgvMitBWci1rF",
  "vhl02NSO0ZMKFD9JtNi7A7wFLZ/lWxcjJpSAkWIdILA/BqjFNZXCKLUBqJPxHqHeAHwyeKW+2CuZAwZ8/qZPAfp4a74F",
  "pItmD6DfBvQ/u4I/AKi2AdUqQKUL3i8ytQoownIdNIAewjIv1gA2A1vJlX6+pSu/llEOAUCJwMXGj4QAL1Qa4E6szWB4",
  "LhrQUfXygDh+vnW0A2h8WzkCRHcOv80/OcDsdePRfXUdgJwCeRPpn/GKQqKXMv0wkY/z/534ix4WwuNKft7JDQa5xTne",
  "ZOE277EOeERtHrnRJLa6d3qzTW73yQMHfeQhD10Egrxq8KSPvqeG73B6n1ZxYPy/u/H/C2MXXAxGTTwlAAAAAElFTkSu",
  "QmCC",
].join("");

/** The icon that clients show beside our name. */
export const ICON = {
  src: `data:image/png;base64,${PNG}`,
  mimeType: "image/png",
  sizes: ["64x64"],
};
