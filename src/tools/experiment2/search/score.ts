/** A query, and the tools of which any is a right answer, each as `server.tool` by their own names. */
export type Query = readonly [words: string, right: readonly string[]];

/** How often a right tool was the first, among the first three, five and eight, in per cent. */
export type Score = readonly [number, number, number, number];

const PLACES = [1, 3, 5, 8] as const;

/**
 * Scores what a search has found.
 *
 * @param found the tools that were found for each query, the best first, as `server.tool`
 */
export function scoreOf(queries: readonly Query[], found: readonly (readonly string[])[]): Score {
  const places = queries.map(([, right], at) => {
    const names = right.map(plain);
    return found[at]!.findIndex((name) => names.includes(plain(name)));
  });
  const within = (most: number) => {
    const hits = places.filter((place) => place >= 0 && place < most).length;
    return Math.round(hits / queries.length * 100);
  };
  const [first, three, five, eight] = PLACES.map(within);
  return [first!, three!, five!, eight!];
}

/** Programs write `my_server.do_it` for `my-server.do-it`. */
function plain(name: string): string {
  return name.replace(/[^\w$.]/g, "_");
}

/** @returns the queries that one of these tools answers */
export function answerable(queries: readonly Query[], tools: readonly string[]): Query[] {
  const known = new Set(tools.map(plain));
  return queries.filter(([, right]) => right.some((name) => known.has(plain(name))));
}
