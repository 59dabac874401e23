/** What a server says of a tool. Hints from strangers: a server may lie, and most say only a part. */
export interface Annotations {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/** What rules are applied to: a tool of a server, both by the names that the server goes by. */
export interface Tool {
  readonly server: string;
  readonly name: string;
  readonly annotations?: Annotations;
}
