/** The colours of a chart, as `#rrggbb`. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Of lines that only guide the eye. */
  readonly grid: string;
  /** Of the arms' lines and labels: distinct for readers who see no red or green, too. */
  readonly arms: readonly string[];
}

/** Text and labels have a contrast of at least 4.5 to 1, as WCAG 2 asks of small text; a test computes it. */
export const LIGHT: Theme = {
  background: "#ffffff",
  text: "#1f2328",
  grid: "#d1d9e0",
  arms: ["#b34700", "#0067ad", "#00755a", "#a6387d"],
};

export const DARK: Theme = {
  background: "#0d1117",
  text: "#e6edf3",
  grid: "#3d444d",
  arms: ["#ff9a4d", "#58a6ff", "#3fc79a", "#f09ac8"],
};

/** The rules of a chart: elements of an arm are of the class `arm0`, `arm1` …, and draw in its colour. */
export function rules({ background, text, grid, arms }: Theme): string {
  return [
    `text { fill: ${text} }`,
    `.back { fill: ${background} }`,
    `.grid { stroke: ${grid} }`,
    ...arms.map((color, index) => `.arm${index} { color: ${color} }`),
    ".label { fill: currentColor }",
  ].join(" ");
}
