import type { Offer } from "../settings/offer.ts";
import { ProgressLine } from "../terminal/progress_line.ts";
import { survey, type SurveyedServer } from "./survey.ts";

/**
 * Starts servers of the config side by side, and says on the terminal which are still starting.
 *
 * @param names all when left out
 */
export async function watchedSurvey(
  offer: Offer,
  names?: readonly string[],
): Promise<SurveyedServer[]> {
  const options = { offer, ...(names === undefined ? {} : { names }) };
  if (!Deno.stderr.isTerminal()) return await survey(options);
  const encoder = new TextEncoder();
  let starting: readonly string[] = [];
  using _line = new ProgressLine(
    (text) => Deno.stderr.writeSync(encoder.encode(text)),
    () => starting,
  );
  return await survey({ ...options, onStarting: (names) => starting = names });
}
