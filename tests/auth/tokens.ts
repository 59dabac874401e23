import { join } from "node:path";
import { digestOf, newToken, newTokenId } from "../../src/auth/token.ts";
import type { TokenLine } from "../../src/auth/token_line.ts";

/** A tokens file in a folder of its own; both are removed when it goes out of scope. */
export class Tokens implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "code-mode-" });
  readonly path = join(this.folder, "tokens.jsonl");
  /** What was said to people. */
  readonly told: string[] = [];
  readonly tell = (text: string) => void this.told.push(text);

  /** @param lines what stands in it, for its user alone; without them there is no file */
  constructor(lines?: readonly (string | TokenLine)[]) {
    if (lines) this.write(lines);
  }

  write(lines: readonly (string | TokenLine)[]): void {
    const text = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line));
    Deno.writeTextFileSync(this.path, text.join("\n"), { mode: 0o600 });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** @returns a token, and the line of a file that lets it in */
export async function tokenFor(
  tenant: string,
  more: Partial<TokenLine> = {},
): Promise<{ token: string; line: TokenLine }> {
  const token = newToken();
  const line = {
    id: newTokenId(),
    sha256: await digestOf(token),
    tenant,
    policy: {},
    created: "2026-12-01T00:00:00.000Z",
    ...more,
  };
  return { token, line };
}
