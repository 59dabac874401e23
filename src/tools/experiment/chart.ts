import { ARMS } from "./arms.ts";
import { dot, HEIGHT, MARGIN, panel, type Point, WIDTH } from "./panel.ts";
import { DARK, LIGHT, rules } from "./themes.ts";

const LINE = 22;

/**
 * Draws time and tokens against records as SVG, on a ground of its own: a page may be light where the system
 * is dark.
 *
 * @param modelLatencyMs what one round trip through a model is taken to need
 */
export function chart(all: readonly Point[], modelLatencyMs: number): string {
  const points = all.filter(({ records }) => records > 0);
  const trip = `${modelLatencyMs / 1000} s`;
  const cells = [
    panel(
      "Time with the model, s (log scale)",
      `measured, and ${trip} for each round trip (assumed)`,
      points,
      ({ ms, calls }) => (ms + calls * modelLatencyMs) / 1000,
    ),
    panel(
      "Tokens in the context (log scale)",
      "estimated: definitions, calls and results",
      points,
      ({ tokens }) => tokens,
    ),
    panel("Time without the model, ms (log scale)", "measured", points, ({ ms }) => ms),
    legend(points, trip),
  ];
  const [width, height] = [WIDTH * 2, HEIGHT * 2];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" \
role="img" aria-label="Time and tokens against records, by arm">
<style>
text { font: 12px system-ui, sans-serif } .title { font-weight: 600 }
${rules(LIGHT)}
@media (prefers-color-scheme: dark) { ${rules(DARK)} }
</style>
<rect class="back" width="${width}" height="${height}" rx="6"/>
${cells.map((cell, index) => placed(cell, index)).join("\n")}
</svg>
`;
}

function placed(cell: string, index: number): string {
  const [x, y] = [WIDTH * (index % 2), HEIGHT * Math.floor(index / 2)];
  return `<g transform="translate(${x} ${y})">\n${cell}\n</g>`;
}

/** What the arms are, and how to read the points. */
function legend(points: readonly Point[], trip: string): string {
  const arms = [...new Set(points.map(({ arm }) => arm))];
  const runs = Math.max(...points.map(({ repeats }) => repeats));
  const notes = [
    `Filled points: medians of ${runs} runs. Hollow points: single runs.`,
    `A round trip through a model is taken to need ${trip}:`,
    "nothing of a model was measured (see Experiment1.md).",
  ];
  const at = (row: number) => MARGIN.top + LINE * row;
  return [
    `<text class="title" x="${MARGIN.left}" y="20">What is compared</text>`,
    `<text x="${MARGIN.left}" y="37">Each record is read, and gets an observation.</text>`,
    ...arms.map((arm, index) => {
      const about = ARMS.find(({ name }) => name === arm)?.about;
      const y = at(index + 1);
      return `<g class="arm${index}">${dot(MARGIN.left + 4, y - 4, false)}` +
        `<text class="label" x="${MARGIN.left + 16}" y="${y}">${arm}: ${about}</text></g>`;
    }),
    ...notes.map((note, index) =>
      `<text x="${MARGIN.left}" y="${at(arms.length + 2 + index)}">${note}</text>`
    ),
  ].join("\n");
}
