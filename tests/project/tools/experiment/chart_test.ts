import { assert, assertEquals, assertGreaterOrEqual, assertStringIncludes } from "@std/assert";
import { chart } from "../../../../src/tools/experiment/chart.ts";
import type { Point } from "../../../../src/tools/experiment/panel.ts";
import { readReport } from "../../../../src/tools/experiment/read_report.ts";
import { report } from "../../../../src/tools/experiment/report.ts";
import { DARK, LIGHT, rules } from "../../../../src/tools/experiment/themes.ts";
import { pointOf, type Trial } from "../../../../src/tools/experiment/trial.ts";

const ROOT = new URL("../../../../", import.meta.url);
const point = (arm: string, records: number, ms: number, repeats = 5): Point => {
  return { arm, records, ms, repeats, calls: arm === "direct" ? 2 * records : 1, tokens: 100 };
};
const POINTS = [
  point("direct", 0, 2),
  point("direct", 1, 2),
  point("loop", 1, 6),
  point("direct", 50, 100),
  point("loop", 50, 80, 1),
];

Deno.test("the chart has a line for each arm in its three panels, and says what the arms are", () => {
  const svg = chart(POINTS, 4_300);
  assertEquals(svg.match(/<polyline/g)?.length, 6);
  assertStringIncludes(svg, "loop: one program, a loop with two calls a record");
  assertEquals(svg.match(/\(log scale\)/g)?.length, 6, "on each axis");
  assert(!svg.includes("NaN") && !svg.includes("undefined"));
});

Deno.test("the chart shows the model's time as an assumption, and single runs as such", () => {
  const svg = chart(POINTS, 4_300);
  assertStringIncludes(svg, "4.3 s for each round trip (assumed)");
  assertStringIncludes(svg, "see Experiment1.md");
  assertEquals(svg.match(/<circle class="back"/g)?.length, 3, "hollow, in each panel");
  const lines = (svg: string) => [...svg.matchAll(/<polyline points="(.*?)"/g)].map(([, at]) => at);
  const [direct, loop, , , directAlone, loopAlone] = lines(chart(POINTS, 0));
  assertEquals([direct, loop], [directAlone, loopAlone], "a model that takes no time adds none");
  assert(lines(svg)[0] !== directAlone);
});

/** The relative luminance of a colour, by WCAG 2. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

Deno.test("each text and label of the chart has a contrast of 4.5 to 1, in light and in dark", () => {
  assertEquals(contrast("#000000", "#ffffff"), 21);
  const svg = chart(POINTS, 4_300);
  for (const theme of [LIGHT, DARK]) {
    assertStringIncludes(svg, rules(theme));
    for (const color of [theme.text, ...theme.arms]) {
      assertGreaterOrEqual(contrast(color, theme.background), 4.5, color);
    }
  }
  // Nothing has a colour besides, and the ground is the chart's own.
  const [style, drawing] = svg.split("</style>");
  const used = new Set(style!.match(/#[0-9a-f]{6}/g));
  assertEquals(
    used,
    new Set([LIGHT, DARK].flatMap((one) => [one.background, one.text, one.grid, ...one.arms])),
  );
  assert(!/#[0-9a-f]{3}/.test(drawing!));
  assert(drawing!.trimStart().startsWith('<rect class="back"'));
});

Deno.test("the chart in the repository shows the figures of Experiment1.md", async () => {
  const { points, modelLatencyMs } = readReport(
    await Deno.readTextFile(new URL("Experiment1.md", ROOT)),
  );
  assertEquals(points.length, 22);
  assertEquals(
    await Deno.readTextFile(new URL("data/experiment1.svg", ROOT)),
    chart(points, modelLatencyMs),
  );
});

Deno.test("a report can be read again", () => {
  const size = (tokens: number) => ({ characters: 4 * tokens, tokens });
  const trial: Trial = {
    arm: "all at once",
    records: 5_000,
    wall: { median: 167_200, least: 1_000, most: 200_000, repeats: 1 },
    mcpCalls: 10_000,
    context: { tools: size(1_000), calls: size(200), results: size(34) },
    right: 0,
  };
  assertEquals(readReport(report([trial, { ...trial, records: 0 }], 1_500)), {
    points: [pointOf(trial), { ...pointOf(trial), records: 0 }],
    modelLatencyMs: 1_500,
  });
});
