/** Metadata and keys of an issuer are a hundredth of it. */
const MOST_BYTES = 512 * 2 ** 10;

/** An issuer does not say what it must say, or nothing. */
export class IssuerUnreachable extends Error {
  override readonly name = "IssuerUnreachable";
}

/**
 * Reads JSON from an issuer. No redirect is followed: it could lead to where we alone can go.
 *
 * @param signal ends it, also while the body comes
 * @throws {IssuerUnreachable} whatever goes wrong
 */
export async function fetchJson(
  url: string,
  fetchBy: typeof fetch,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const headers = { accept: "application/json" };
    const response = await fetchBy(url, { redirect: "manual", headers, signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`it answers with status ${response.status}`);
    }
    return JSON.parse(await boundedText(response));
  } catch (error) {
    const { name, message } = error as Error;
    const why = name === "SyntaxError" ? "it is not JSON" : message;
    throw new IssuerUnreachable(`Cannot read "${url}": ${why}`);
  }
}

async function boundedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
