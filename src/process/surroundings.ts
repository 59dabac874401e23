import { findWall, OS_WALL_MODES, type OsWall, type OsWallMode } from "./wall/os_wall.ts";

/** What children of this process have around them. */
export interface Surroundings {
  /** The wall of the operating system; `undefined` where there is none. */
  readonly wall: OsWall | undefined;
  /** Why there is none. */
  readonly why?: string;
}

export const OS_WALL_VARIABLE = "CODE_MODE_OS_WALL";

/**
 * @param source where the text stands, for the error
 * @throws {RangeError} when it names none
 */
export function osWallMode(text: string, source: string): OsWallMode {
  const mode = OS_WALL_MODES.find((one) => one === text);
  if (mode) return mode;
  throw new RangeError(`${source} must be ${OS_WALL_MODES.join(", ")}: received "${text}"`);
}

let mode: OsWallMode = "auto";
let isChosen = false;
let tell: (text: string) => void = () => {};
let found: Promise<Surroundings> | undefined;

/**
 * Says which wall this process wants. To be called before the first child is started.
 *
 * @param hear told once what people may want to know: that there is no wall, that something takes a moment
 */
export function chooseOsWall(wanted: OsWallMode, hear: (text: string) => void = () => {}): void {
  mode = wanted;
  isChosen = true;
  tell = hear;
  found = undefined;
}

/**
 * Looks once what there is.
 *
 * @throws {Error} when a wall is required and there is none
 */
export function surroundings(): Promise<Surroundings> {
  return found ??= find();
}

/**
 * What a child has around it that can't do its work behind the wall. It is reported once.
 *
 * @param why it can't
 * @throws {Error} when a wall is required
 */
export async function outside(why: string): Promise<Surroundings> {
  const around = await surroundings();
  if (around.wall === undefined) return around;
  if (mode === "require") throw new Error(`Behind the wall of the operating system ${why}`);
  tellOnce(`the memory server has no wall of the operating system: there ${why}`);
  return { wall: undefined, why };
}

/** Tells people what each start of a child would tell again. */
export function tellOnce(text: string): void {
  if (!told.has(text)) tell(text);
  told.add(text);
}

const told = new Set<string>();

async function find(): Promise<Surroundings> {
  // Our programs that have no flags, such as tests.
  if (!isChosen) mode = osWallMode(Deno.env.get(OS_WALL_VARIABLE) || "auto", OS_WALL_VARIABLE);
  const wall = await findWall(mode);
  if ("around" in wall) return { wall };
  if (mode === "require") throw new Error(`There is no wall of the operating system: ${wall.why}`);
  if (mode === "auto" && Deno.build.os === "linux") {
    tell(`no second wall from the operating system: ${wall.why}`);
  }
  return { wall: undefined, why: wall.why };
}
