import { createHash, randomBytes } from "node:crypto";
import { SESSION_CHARS } from "./limits.ts";

const RANDOM_BYTES = 16;
const MAC_CHARS = 22;

/**
 * Names that clients put on their requests, so that one can take back another. No server stores them, and they
 * prove nothing: who sends a request is asked anew each time. A name belongs to one credential, wherever it is looked at.
 */
export function newSession(credential: string): string {
  const random = randomBytes(RANDOM_BYTES).toString("base64url");
  return `${random}.${macOf(random, credential)}`;
}

/** @returns whether `session` was made for `credential` */
export function isSessionOf(session: string, credential: string): boolean {
  if (session.length > SESSION_CHARS) return false;
  const [random, mac, more] = session.split(".");
  return more === undefined && mac === macOf(random!, credential);
}

function macOf(random: string, credential: string): string {
  const text = `code-mode session\n${credential}\n${random}`;
  return createHash("sha256").update(text).digest("base64url").slice(0, MAC_CHARS);
}
