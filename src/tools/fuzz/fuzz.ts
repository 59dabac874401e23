import { check, type Read, type Verdict } from "./check.ts";
import { dice } from "./dice.ts";
import { shrink } from "./shrink.ts";
import { randomText } from "./texts.ts";

/** Texts on which the reader and the engine disagree in the same words. */
export interface Disagreement {
  type: Exclude<Verdict["type"], "agreed">;
  why: string;
  count: number;
  /** The shortest of them. */
  example: string;
}

export interface Tally {
  texts: number;
  /** Those that the reader takes. */
  taken: number;
  seconds: number;
  disagreements: Disagreement[];
}

/**
 * Makes texts and compares what the reader and the engine take each for, until the time is over or
 * `most` of them were misread.
 *
 * @param reads take turns
 */
export async function fuzz(
  { seed, seconds, most = Infinity }: { seed: number; seconds: number; most?: number },
  reads: readonly Read[],
): Promise<Tally> {
  const found = new Map<string, Disagreement & { parts: string[]; read: Read }>();
  const startedAt = performance.now();
  const tookSeconds = () => (performance.now() - startedAt) / 1_000;
  let texts = 0;
  let taken = 0;
  let misread = 0;
  for (; tookSeconds() < seconds && misread < most; texts++) {
    // Each text has dice of its own, so that it comes again whatever came before it.
    const roll = dice(seed + texts);
    const parts = randomText(roll);
    const example = parts.join("");
    const read = reads[texts % reads.length]!;
    const verdict = await check(example, read, roll);
    if (verdict.type === "misread") misread++;
    if (verdict.type === "agreed" ? verdict.taken : verdict.type !== "strict") taken++;
    if (verdict.type === "agreed") continue;
    const { type } = verdict;
    const why = kindOf(verdict.why);
    const key = `${type} ${why}`;
    const known = found.get(key);
    if (!known) found.set(key, { type, why, count: 1, example, parts, read });
    else {
      known.count++;
      if (example.length < known.example.length) Object.assign(known, { example, parts, read });
    }
  }
  const took = tookSeconds();
  const disagreements: Disagreement[] = [];
  for (const { type, why, count, parts, read } of found.values()) {
    const isSame = async (text: string) => {
      // Which name shows it changes with the text.
      for (let name = 0; name < (why === "a name is no code" ? 20 : 1); name++) {
        const verdict = await check(text, read, (count) => name % count);
        if (verdict.type === type && kindOf(verdict.why) === why) return true;
      }
      return false;
    };
    const example = (await shrink(await shrink(parts, isSame), isSame)).join("");
    const letters = await shrink([...example], isSame);
    disagreements.push({ type, why, count, example: letters.join("") });
  }
  disagreements.sort((a, b) => a.type.localeCompare(b.type) || b.count - a.count);
  return { texts, taken, seconds: took, disagreements };
}

/** A message without the names in it. */
function kindOf(why: string): string {
  return why.replace(/(["'`])(?:.*?)\1/gs, "…").replace(/: \/.*/s, ": …").slice(0, 80);
}

/** @returns what was found, for people */
export function report({ texts, taken, seconds, disagreements }: Tally): string {
  const rate = Math.round(texts / seconds);
  return [
    `${texts} texts in ${seconds.toFixed(1)} s (${rate} a second), ${taken} taken`,
    ...disagreements.map(({ type, why, count, example }) =>
      `${type.padEnd(8)} ${String(count).padStart(7)}  ${why}\n${" ".repeat(18)}${
        JSON.stringify(example)
      }`
    ),
  ].join("\n");
}
