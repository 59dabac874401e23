import { Offer } from "../../upstream/catalogue/offer.ts";
import type { McpSession } from "../../upstream/session.ts";
import { LIST_LIMITS } from "../../upstream/tools/limits.ts";
import { type Tool, ToolList } from "../../upstream/tools/read_list.ts";

/** Stops a list of pages that each come late, in milliseconds. */
const LIST_MS = 60_000;

/**
 * Asks a server for all pages of the list of its tools.
 *
 * @param redact takes out of what it says in words what it was given in confidence
 * @throws {Error} when it does not list them in time, and what a request throws
 */
export async function askForTools(
  session: McpSession,
  redact: (text: string) => string,
): Promise<Offer> {
  const list = new ToolList();
  const end = performance.now() + LIST_MS;
  let cursor = session.hasTools ? list.add(await session.listTools()) : undefined;
  while (cursor !== undefined) {
    if (performance.now() > end) throw new Error(`it took longer than ${LIST_MS / 1_000} s`);
    cursor = list.add(await session.listTools(cursor));
  }
  // Its first call may be about a file in them.
  await session.rootsTaken;
  const tools = list.tools.map(({ title, description, ...tool }): Tool => ({
    ...tool,
    ...(title === undefined ? {} : { title: redact(title) }),
    ...(description === undefined ? {} : { description: redact(description) }),
  }));
  const instructions = session.instructions?.slice(0, LIST_LIMITS.instructionsChars);
  return new Offer(tools, () => tools, {
    refusals: list.refusals.map(redact),
    ...(instructions === undefined ? {} : { instructions: redact(instructions) }),
  });
}
