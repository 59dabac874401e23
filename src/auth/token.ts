import { Buffer } from "node:buffer";

/** What a token begins with, so that scanners of secrets and people know one. */
const PREFIX = "cm_";
const BYTES = 32;
const ID_BYTES = 5;

/** @returns a new token: 256 random bits */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return PREFIX + Buffer.from(bytes).toString("base64url");
}

/** @returns whether a text has the form of a token */
export function isToken(text: string): boolean {
  return /^cm_[\w-]{43}$/.test(text);
}

/** @returns a new name for a token, which says nothing of it */
export function newTokenId(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(ID_BYTES))).toString("hex");
}

/** @returns what is kept of a text that is a secret, or too long: its SHA-256 digest in hexadecimal */
export async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("hex");
}
