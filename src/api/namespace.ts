import type { z } from "zod";

/** A parameter: its name, which is also the name of the tool's argument, and its shape. */
export type Parameter = readonly [name: string, schema: z.ZodType];

/** One method of a namespace. Everything else about it is derived from this. */
export interface MethodDefinition {
  /** What a model must know beyond the signature, in a line. */
  readonly about?: string;
  /** The tool of the server behind it. */
  readonly tool: string;
  readonly mutates: boolean;
  readonly parameters: readonly Parameter[];
  readonly result: z.ZodType;
  /** The field of the tool's structured answer that is the result; the whole answer without it. */
  readonly pick?: string;
}

/** A global of a submission and its methods. */
export interface NamespaceDefinition<
  M extends Record<string, MethodDefinition> = Record<string, MethodDefinition>,
> {
  readonly name: string;
  readonly methods: M;
  /** Methods that programs cannot call here, and why: `{ deleteEntities: "--deny names it" }`. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** What it is about, for a model that has not read more: "the user's memory". */
  readonly subject?: string;
  /** What that consists of: "a graph of entities, observations and relations". */
  readonly contents?: string;
  /** Programs to show a model, the one that shows most first. */
  readonly examples?: readonly Example[];
}

/** A program of a few lines, with the methods that it calls. */
export interface Example {
  readonly needs: readonly string[];
  readonly code: string;
}

/** The type of the global that a submission sees, e.g. of `memory`. */
export type Client<N extends NamespaceDefinition> = {
  readonly [K in keyof N["methods"]]: (
    ...args: Arguments<N["methods"][K]["parameters"]>
  ) => Promise<z.infer<N["methods"][K]["result"]>>;
};

type Arguments<P extends readonly Parameter[]> = {
  -readonly [K in keyof P]: P[K] extends readonly [string, infer S extends z.ZodType] ? z.infer<S>
    : never;
};

/** Writes a namespace down with its types kept. */
export function defineNamespace<const M extends Record<string, MethodDefinition>>(
  name: string,
  methods: M,
  about: Pick<NamespaceDefinition, "subject" | "contents" | "examples"> = {},
): NamespaceDefinition<M> {
  return { name, methods, ...about };
}
