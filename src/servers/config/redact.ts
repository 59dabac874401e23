import type { ServerEntry } from "./server_entry.ts";

/** A shorter value is in too many words, and no secret. */
const MIN_CHARS = 4;

/** What the last word of a name says that has a secret for its value: `--github-token`, `API_KEY`. */
const SECRET_WORD =
  /^((api|access|account|auth|client|private|secret)?key|.*(token|secret|password)|passwd|passphrase|pwd|pass|pat|credential|authorization)s?$/i;

/** A shorter argument after such a name is a word or a number, as of `--sort-key name`. */
const MIN_ARGUMENT_CHARS = 6;

/**
 * Finds the secrets in the arguments of a command: `--api-key=VALUE`, `--token VALUE`, `-e API_KEY=VALUE`,
 * `--header "Authorization: VALUE"`, and those of URLs.
 */
export function secretsOfArguments(args: readonly string[]): string[] {
  const found = args.flatMap((arg, at) => {
    const [, name, value] = /^([\w.-]+)\s*[=:]\s*(.+)$/s.exec(arg) ?? [];
    const before = args[at - 1] ?? "";
    const isSecret = name !== undefined && isSecretName(name);
    const follows = /^--?[\w.-]+$/.test(before) && isSecretName(before) && !arg.startsWith("-");
    const ofUrls = [arg, value ?? ""].flatMap((text) => secretsOfUrl(text, isSecretName));
    return [...(isSecret ? [value!] : []), ...(follows ? [arg] : []), ...ofUrls];
  });
  return found.filter(({ length }) => length >= MIN_ARGUMENT_CHARS);
}

/**
 * Finds what a URL carries that is not to be shown: its password, and what stands behind the `?`.
 *
 * @param isSecret says of a name behind the `?` whether its value is one
 */
export function secretsOfUrl(url: string, isSecret: (name: string) => boolean = () => true) {
  if (!URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  const values = [...searchParams].filter(([name]) => isSecret(name)).map(([, value]) => value);
  return [password, decode(password), ...values].filter((one) => one !== "");
}

/** @returns whether what goes by a name is not to be shown: `--github-token`, `API_KEY` */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, "$1-$2").split(/[^A-Za-z]+/);
  return SECRET_WORD.test(words.at(-1)!);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // It holds a "%" that is only itself.
  }
}

/**
 * Replaces the secrets of a server by `***`: the values of its environment, of its headers and of the
 * variables in its entry, those in its arguments, also as JSON or a URL writes them.
 */
export function redact(text: string, entry: Pick<ServerEntry, "secrets">): string {
  return redactor(entry)(text);
}

/**
 * Makes a function that does so for many texts.
 *
 * @param minChars shorter values are left, which are in too many words
 */
export function redactor(
  { secrets }: Pick<ServerEntry, "secrets">,
  minChars = MIN_CHARS,
): (text: string) => string {
  const forms = secrets.filter(({ length }) => length >= minChars).flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    // A header's "Bearer TOKEN" is known by its token.
    ...secret.split(/\s+/).slice(1),
  ]);
  // A long one first: it may contain a short one.
  const sorted = [...new Set(forms)]
    .filter(({ length }) => length >= minChars)
    .sort((a, b) => b.length - a.length);
  return (text) => sorted.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
