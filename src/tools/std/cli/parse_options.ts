type Bools = boolean | string | undefined;
type Names = string | undefined;
type Defaults = Record<string, unknown> | undefined;
type Aliases = Readonly<Record<string, string | readonly string[]>> | undefined;

/** What `parseArgs` knows about the flags; `boolean`, `string` and `collect` type its result. */
export interface ParseOptions<
  B extends Bools = Bools,
  S extends Names = Names,
  C extends Names = Names,
  N extends Names = Names,
  D extends Defaults = Defaults,
  A extends Aliases = Aliases,
  Dash extends boolean | undefined = boolean | undefined,
> {
  /** Whether what follows `--` goes to `result["--"]` and not to `result._`. */
  "--"?: Dash;
  /** Other names of a flag; the result carries the value under all of them. */
  alias?: A;
  /** Flags without a value, `false` when absent; `true` means every `--flag` without `=`. */
  boolean?: B | readonly Extract<B, string>[];
  /** Values of flags that are absent. */
  default?: D;
  /** Whether everything after the first positional argument is positional too. */
  stopEarly?: boolean;
  /** Flags whose value is never read as a number; `"_"` for the positional arguments. */
  string?: S | readonly Extract<S, string>[];
  /** Flags that may come several times and hold an array, `[]` when absent and typed. */
  collect?: C | readonly Extract<C, string>[];
  /** Flags that `--no-flag` sets to `false`. */
  negatable?: N | readonly Extract<N, string>[];
  /** Asked about every argument that isn't declared; `false` leaves it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The result of `parseArgs`: the flags by name, and the positional arguments. */
export type Args<
  // deno-lint-ignore no-explicit-any
  Flags = Record<string, any>,
  Dash extends boolean | undefined = undefined,
> =
  & Flags
  & { _: (string | number)[] }
  & (true extends Dash ? boolean extends Dash ? { "--"?: string[] } : { "--": string[] }
    : unknown);

/** Names that are literals and no path into a nested object: only those can be typed here. */
type Known<T> = T extends string
  ? string extends T ? never : T extends `${string}.${string}` ? never
  : T
  : never;

type Value<K, T, C, N> = (K extends C ? T[] : T) | (K extends N ? false : never);

type Declared<B, S, C, N> =
  & { [K in Known<B>]: K extends C ? boolean[] : boolean }
  & { [K in Exclude<Known<S>, C | "_">]?: Value<K, string, C, N> }
  & { [K in Extract<Known<S>, C>]: Value<K, string, C, N> }
  & { [K in Exclude<Known<C>, B | S>]: Value<K, unknown, C, N> };

type WithDefaults<T, D> = D extends undefined ? T
  :
    & Omit<T, keyof D>
    & { [K in keyof D]: K extends keyof T ? D[K] | NonNullable<T[K]> : unknown };

type NamesOf<K, A> = K extends keyof A
  ? K | (A[K] extends string ? A[K] : A[K] extends readonly string[] ? A[K][number] : never)
  : K;

type WithAliases<T, A> = { [K in keyof T as Extract<NamesOf<K, A>, PropertyKey>]: T[K] };

/** The flags by name: typed where a list names them, `any` where none was given. */
export type FlagsOf<B, S, C, N, D, A> = undefined extends (false extends B ? undefined : B) & S & C
  // deno-lint-ignore no-explicit-any
  ? Record<string, any>
  : Record<string, unknown> & WithAliases<WithDefaults<Declared<B, S, C, N>, D>, A>;
