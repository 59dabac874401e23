/** What an arm took for one number of records. */
export interface Point {
  readonly arm: string;
  readonly records: number;
  /** Measured: the median. */
  readonly ms: number;
  /** How often it was measured. */
  readonly repeats: number;
  /** Round trips through the model. */
  readonly calls: number;
  /** In the context. */
  readonly tokens: number;
}

export const WIDTH = 460;
export const HEIGHT = 310;
export const MARGIN = { left: 58, right: 88, top: 54, bottom: 46 };

/**
 * Draws a value of points against their records, both axes logarithmic: a line for each arm.
 *
 * @param about what stands below the title
 */
export function panel(
  title: string,
  about: string,
  points: readonly Point[],
  value: (point: Point) => number,
): string {
  const sizes = [...new Set(points.map(({ records }) => records))].sort((a, b) => a - b);
  const x = scale(sizes, MARGIN.left, WIDTH - MARGIN.right);
  const values = points.map(value);
  const powers = powersAround(Math.min(...values), Math.max(...values));
  const y = scale(powers, HEIGHT - MARGIN.bottom, MARGIN.top);
  const parts = [
    `<text class="title" x="${MARGIN.left}" y="20">${title}</text>`,
    `<text x="${MARGIN.left}" y="37">${about}</text>`,
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${
      HEIGHT - 10
    }" text-anchor="middle">records (log scale)</text>`,
  ];
  for (const power of powers) {
    const at = y(power);
    parts.push(
      `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/>`,
      `<text x="${MARGIN.left - 6}" y="${at + 4}" text-anchor="end">${short(power)}</text>`,
    );
  }
  for (const size of sizes) {
    parts.push(
      `<text x="${x(size)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${
        short(size)
      }</text>`,
    );
  }
  const arms = [...new Set(points.map(({ arm }) => arm))];
  const labels = apart(arms.map((arm) => y(value(points.findLast((point) => point.arm === arm)!))));
  arms.forEach((arm, index) => {
    const own = points.filter((point) => point.arm === arm);
    const line = own.map((point) => `${x(point.records)},${y(value(point))}`).join(" ");
    parts.push(
      `<g class="arm${index}">`,
      `<polyline points="${line}" fill="none" stroke="currentColor" stroke-width="2"/>`,
      ...own.map((point) => dot(x(point.records), y(value(point)), point.repeats === 1)),
      `<text class="label" x="${WIDTH - MARGIN.right + 9}" y="${labels[index]! + 4}">${arm}</text>`,
      "</g>",
    );
  });
  return parts.join("\n");
}

/** A point: hollow where it stands for a single run. */
export function dot(x: number, y: number, single: boolean): string {
  return single
    ? `<circle class="back" cx="${x}" cy="${y}" r="3.5" stroke="currentColor" stroke-width="2"/>`
    : `<circle class="label" cx="${x}" cy="${y}" r="3.5"/>`;
}

/** Maps values, whose least and most lie at `from` and `to`, by their logarithm. */
function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const span = high - low || 1;
  return (value) => Math.round((from + (to - from) * (Math.log(value) - low) / span) * 10) / 10;
}

function powersAround(least: number, most: number): number[] {
  const powers = [10 ** Math.floor(Math.log10(least))];
  while (powers.at(-1)! < most) powers.push(powers.at(-1)! * 10);
  return powers;
}

/** Moves labels that would lie on each other. */
function apart(heights: readonly number[]): number[] {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a]! - heights[b]!);
  const moved = [...heights];
  for (let i = 1; i < order.length; i++) {
    moved[order[i]!] = Math.max(moved[order[i]!]!, moved[order[i - 1]!]! + 14);
  }
  return moved;
}

function short(value: number): string {
  return value >= 1e6 ? `${value / 1e6} M` : value >= 1e3 ? `${value / 1e3} k` : `${value}`;
}
