import { z } from "zod";

/** An object: the SDK wants one, and the caller looks into it. */
export const Anything = z.looseObject({});

/** The result of a call, as far as the memory's needs it. Only what we look at: a schema of the whole answer would cost more than the call. */
export const Result = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })).optional(),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
});
