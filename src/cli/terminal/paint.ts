/** Paints a piece of text; without colour it returns it as it is. */
export type Paint = Record<"red" | "yellow" | "green" | "dim" | "bold", (text: string) => string>;

const CODES = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const;

/** @param color whether to paint at all: a terminal, and no `NO_COLOR` */
export function painter(color: boolean): Paint {
  const paint = ([on, off]: readonly [number, number]) => (text: string) =>
    color ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return {
    red: paint(CODES.red),
    yellow: paint(CODES.yellow),
    green: paint(CODES.green),
    dim: paint(CODES.dim),
    bold: paint(CODES.bold),
  };
}
