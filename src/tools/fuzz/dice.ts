/** Gives a whole number from 0 to below `below`. */
export type Dice = (below: number) => number;

/** @returns dice that fall the same way for the same seed */
export function dice(seed: number): Dice {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
