import { total } from "./context.ts";
import type { Trial } from "./trial.ts";

const WIDTH = 460;
const HEIGHT = 320;
const MARGIN = { left: 58, right: 88, top: 40, bottom: 44 };
/** Distinct in light, in dark, and for readers who see no red or green. */
const COLORS = ["#d55e00", "#0072b2", "#009e73", "#cc79a7"];

/** Draws measured time and estimated tokens against records, both axes logarithmic, as SVG. */
export function chart(all: readonly Trial[]): string {
  const trials = all.filter(({ records }) => records > 0);
  const panels = [
    panel("Measured time, ms (without the model's)", trials, ({ wall }) => wall.median),
    panel("Tokens in the context, estimated", trials, ({ context }) => total(context).tokens),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * 2} ${HEIGHT}" \
role="img" aria-label="Time and tokens against records, by arm">
<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .grid { stroke: #d1d9e0 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d } }
</style>
${
    panels.map((panel, index) => `<g transform="translate(${WIDTH * index})">\n${panel}\n</g>`)
      .join("\n")
  }
</svg>
`;
}

function panel(
  title: string,
  trials: readonly Trial[],
  value: (trial: Trial) => number,
): string {
  const sizes = [...new Set(trials.map(({ records }) => records))].sort((a, b) => a - b);
  const x = scale(sizes, MARGIN.left, WIDTH - MARGIN.right);
  const values = trials.map(value);
  const powers = powersAround(Math.min(...values), Math.max(...values));
  const y = scale(powers, HEIGHT - MARGIN.bottom, MARGIN.top);
  const parts = [
    `<text class="title" x="${MARGIN.left}" y="20">${title}</text>`,
    `<text x="${WIDTH / 2 - 20}" y="${HEIGHT - 8}" text-anchor="middle">records</text>`,
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
  const arms = [...new Set(trials.map(({ arm }) => arm))];
  const labels = apart(arms.map((arm) => y(value(trials.findLast((trial) => trial.arm === arm)!))));
  arms.forEach((arm, index) => {
    const color = COLORS[index % COLORS.length]!;
    const points = trials.filter((trial) => trial.arm === arm)
      .map((trial) => [x(trial.records), y(value(trial))] as const);
    const line = points.map(([px, py]) => `${px},${py}`).join(" ");
    parts.push(`<polyline points="${line}" fill="none" stroke="${color}" stroke-width="2"/>`);
    for (const [px, py] of points) {
      parts.push(`<circle cx="${px}" cy="${py}" r="3" fill="${color}"/>`);
    }
    parts.push(
      `<text x="${WIDTH - MARGIN.right + 8}" y="${
        labels[index]! + 4
      }" style="fill:${color}">${arm}</text>`,
    );
  });
  return parts.join("\n");
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
