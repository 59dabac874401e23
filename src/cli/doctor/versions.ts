import config from "../../../deno.json" with { type: "json" };
import { VERSION } from "../../process/version.ts";
import type { Finding } from "./finding.ts";

/** The oldest release that holds the wall: before it, `node:vm` compiles what can import. */
const OLDEST = [2, 8, 2] as const;

/** What the experiment alone loads, and the binary doesn't hold. */
const NOT_IN_BINARY = /^gpt-tokenizer /;

/**
 * @param deno the version of Deno that runs us
 * @param standalone whether we are the binary
 */
export function versions(deno: string, standalone: boolean = Deno.build.standalone): Finding[] {
  // The binary was tested with the Deno that it holds.
  const tooOld = !standalone && isOlder(deno.split(".").map((part) => parseInt(part)));
  const packages = Object.values(config.imports)
    .map((specifier) => /^npm:(.+)@([^@]+)$/.exec(specifier))
    .flatMap((match) =>
      match ? [`${match[1]!.replace("@modelcontextprotocol/", "")} ${match[2]}`] : []
    )
    .filter((one) => !(standalone && NOT_IN_BINARY.test(one)));
  return [
    { about: "code-mode", state: "ok", says: VERSION },
    tooOld
      ? {
        about: "Deno",
        state: "fault",
        says: `${deno} is too old`,
        advice: `install ${OLDEST.join(".")} or newer`,
      }
      : { about: "Deno", state: "ok", says: deno },
    { about: "packages", state: "ok", says: packages.join(", ") },
  ];
}

function isOlder(version: readonly number[]): boolean {
  const at = OLDEST.findIndex((part, i) => part !== version[i]);
  return at >= 0 && (version[at] ?? 0) < OLDEST[at]!;
}
