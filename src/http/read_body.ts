import { BODY_BYTES, BODY_MS } from "./limits.ts";

/** Why a body was not read to its end. */
export type Unread = "too long" | "too slow" | "broken";

/**
 * Reads a request's body as text.
 *
 * @param ms how long it may take, in milliseconds
 */
export async function readBody(
  request: Request,
  ms: number = BODY_MS,
): Promise<{ text: string } | { unread: Unread }> {
  if (Number(request.headers.get("content-length")) > BODY_BYTES) return { unread: "too long" };
  const reader = request.body?.getReader();
  if (!reader) return { text: "" };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reader.cancel().catch(() => {});
  }, ms);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [text, bytes] = ["", 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return { unread: "too slow" };
      if (done) return { text: text + decoder.decode() };
      bytes += value.length;
      if (bytes > BODY_BYTES) {
        reader.cancel().catch(() => {});
        return { unread: "too long" };
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return { unread: isLate ? "too slow" : "broken" }; // the client has gone, or it is no UTF-8
  } finally {
    clearTimeout(timer);
  }
}
