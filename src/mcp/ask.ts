// @ts-types="@modelcontextprotocol/sdk/shared/protocol"
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  type ElicitRequest,
  type ElicitResult,
  ElicitResultSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Answer, Ask, PassOn, Question } from "../api/rules/consent.ts";
import { plainLine, visibleEscapes } from "../api/types/plain_line.ts";

/** How long the user may take to answer, in milliseconds. */
const ANSWER_MS = 120_000;
const ARGS_CHARS = 600;
const NAME_CHARS = 100;
/** More are counted. */
const MOST_TOOLS = 20;

/** Sends a request to the client, as part of the one that it has made. */
export type SendRequest = (
  request: ElicitRequest,
  schema: typeof ElicitResultSchema,
  options: RequestOptions,
) => Promise<ElicitResult>;

/**
 * Makes what asks the user by a form of the client's. The SDK's own way of asking makes code to check the
 * answer, which a binary may not.
 */
export function askBy(send: SendRequest, answerMs: number = ANSWER_MS): Ask {
  return async (question, signal) => {
    let result: ElicitResult;
    const until = new AbortController();
    const timer = setTimeout(() => until.abort(), answerMs);
    try {
      result = await send(
        { method: "elicitation/create", params: { mode: "form", ...formOf(question) } },
        ElicitResultSchema,
        // The longer one is never reached: the client is to hear that it is over.
        { signal: AbortSignal.any([signal, until.signal]), timeout: answerMs * 2 },
      );
    } catch {
      return until.signal.aborted ? "late" : "unable";
    } finally {
      clearTimeout(timer);
    }
    if (result.action !== "accept") return "no";
    const said = result.content?.["answer"];
    return CHOICES.some(({ value }) => value === said) ? said as Answer : "no";
  };
}

/** The longest text of a server's question, and the longest form, in characters. */
const MESSAGE_CHARS = 2_000;
const FORM_CHARS = 16_000;

/**
 * Makes what shows the user a form of a server, with the server's name in front, so that it is not taken for a
 * question of code-mode's.
 */
export function passOnBy(send: SendRequest, answerMs: number = ANSWER_MS): PassOn {
  return async ({ server, message, requestedSchema }, signal) => {
    if (JSON.stringify(requestedSchema).length > FORM_CHARS) return { action: "decline" };
    const params = {
      mode: "form" as const,
      message: `The server ${plainLine(server, NAME_CHARS)} asks: ${
        plainLine(message, MESSAGE_CHARS)
      }`,
      requestedSchema,
    };
    try {
      const { action, content } = await send(
        { method: "elicitation/create", params } as ElicitRequest, // the client judges the form
        ElicitResultSchema,
        { signal, timeout: answerMs },
      );
      return { action, ...(content === undefined ? {} : { content }) };
    } catch {
      return { action: "cancel" }; // it was not filled in, whatever the reason
    }
  };
}

const CHOICES: readonly { value: Answer; title: string }[] = [
  { value: "once", title: "Yes, this call" },
  { value: "program", title: "Yes, for this program" },
  { value: "restart", title: "Yes, until code-mode restarts" },
  { value: "no", title: "No" },
];

function formOf({ tools, rules, args }: Question) {
  const shown = tools.slice(0, MOST_TOOLS).map((tool) => plainLine(tool, NAME_CHARS));
  const more = tools.length - shown.length;
  const names = shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
  const choices = args ? CHOICES : CHOICES.filter(({ value }) => value !== "once");
  return {
    message: [
      args ? `A program wants to call ${names}.` : `A program that is about to run calls ${names}.`,
      ...(args ? [`Arguments: ${argumentsText(args.value)}`] : []),
      `Asked because of: ${rules.map((rule) => plainLine(rule, NAME_CHARS)).join("; ")}`,
    ].join("\n"),
    requestedSchema: {
      type: "object" as const,
      properties: {
        answer: {
          type: "string" as const,
          title: "Allow it?",
          // The form that clients of all versions of the protocol know.
          enum: choices.map(({ value }) => value),
          enumNames: choices.map(({ title }) => title),
        },
      },
      required: ["answer"],
    },
  };
}

/** What cannot be seen is shown: it is a program's text. */
function argumentsText(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  const cut = text.length > ARGS_CHARS;
  return visibleEscapes(cut ? text.slice(0, ARGS_CHARS) : text) +
    (cut ? `… (${text.length} characters)` : "");
}
