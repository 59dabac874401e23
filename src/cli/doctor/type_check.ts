import { Checker } from "../../executor/type_check/checker.ts";
import type { Finding } from "./finding.ts";

/** A program that is certainly wrong. */
const WRONG = "const names = store.read();\nreturn names.map((name) => name);";
const DECLARATIONS = "declare const store: { read(): Promise<string[]> };";

/** Says whether the types of programs are checked before they write, by having one checked. */
export async function typeCheckFinding(): Promise<Finding> {
  const about = "check of types";
  const startedAt = performance.now();
  await using checker = new Checker();
  const verdict = await checker.check({
    text: WRONG,
    language: "js",
    declarations: DECLARATIONS,
  });
  const ms = Math.round(performance.now() - startedAt);
  if (verdict.type === "checked" && verdict.findings.length === 1) {
    return { about, state: "ok", says: `found a mistake in ${ms} ms, its start included` };
  }
  return {
    about,
    state: "note",
    says: verdict.type === "checked"
      ? "it finds no mistake where one is"
      : `there is none: ${verdict.why}`,
    advice: "programs run all the same, but what is wrong in them is found only when they fail",
  };
}
