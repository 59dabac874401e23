import { plainLine } from "../../api/types/plain_line.ts";
import type { Problem } from "../../servers/config/problem.ts";
import type { Paint } from "../terminal/paint.ts";
import { wrap } from "../terminal/wrap.ts";
import { changesText, rulesText, toolsText } from "./rules_text.ts";
import type { SurveyedServer, SurveyedTool } from "./survey.ts";
import type { UnmatchedRule } from "./unmatched_rules.ts";

/** What `code-mode servers` found out. */
export interface Found {
  /** Where the config lies. */
  readonly config: string;
  readonly servers: readonly SurveyedServer[];
  readonly problems: readonly Problem[];
  readonly unmatchedRules: readonly UnmatchedRule[];
}

const COLUMNS = 80;
const LABEL_CHARS = 40;
const LONG_CHARS = 600;
/** A longer name gets a line of its own, so that the others keep their places. */
const LABEL_COLUMN = 26;

/**
 * Writes a table for people, in lines of 80 characters but for signatures.
 *
 * @param detailed with every tool
 */
export function table(found: Found, detailed: boolean, paint: Paint): string {
  const { config, servers, problems, unmatchedRules } = found;
  const width = Math.min(LABEL_COLUMN, Math.max(0, ...servers.map((one) => label(one).length)));
  // The reason of a server that does not start stands with it.
  const others = problems.filter(({ server, stops }) =>
    !(stops && servers.some(({ name, state }) => name === server && state === "failed"))
  );
  return [
    paint.dim(`Config: ${config}`),
    "",
    ...servers.flatMap((server) => [
      ...serverLines(server, width, paint),
      ...(detailed ? toolLines(server, paint) : []),
    ]),
    ...section(
      "Problems of the config:",
      others.flatMap((problem) => problemLines(problem, paint)),
      paint,
    ),
    ...section(
      "Rules that match no tool:",
      unmatchedRules.flatMap(({ rule, where }) =>
        indented(plainLine(`${JSON.stringify(rule)} in ${where}`, LONG_CHARS), 2)
      ),
      paint,
    ),
    ...(servers.length > 0 ? ["", sum(servers, paint)] : ["There are no servers in it."]),
  ].join("\n");
}

function label({ name, global }: SurveyedServer): string {
  const plain = plainLine(name, LABEL_CHARS);
  return global === name ? plain : `${plain} (${plainLine(global, LABEL_CHARS)})`;
}

function serverLines(server: SurveyedServer, width: number, paint: Paint): string[] {
  const { state, ms, reason, remedy, about, refusals, renamed } = server;
  const start = label(server).padEnd(width);
  const more = about === undefined ? [] : indented(about, 4).map(paint.dim);
  switch (state) {
    case "disabled":
      return [paint.dim(`- ${start}  disabled`), ...more];
    case "failed":
      return [
        `${paint.red("✗")} ${paint.bold(start.trimEnd())}`,
        ...indented(reason ?? "", 4),
        ...advice(remedy ?? "", 4, paint),
        ...more,
      ];
    case "works": {
      const rules = rulesText(server);
      const changes = plainLine(changesText(server), LONG_CHARS);
      const facts = `${toolsText(server).padEnd(16)}  ${`${ms} ms`.padStart(8)}`;
      const fits = `x ${start}  ${facts}  ${rules}`.length <= COLUMNS;
      return [
        `${paint.green("✓")} ${paint.bold(start)}  ${facts}${fits && rules ? `  ${rules}` : ""}`,
        ...(fits ? [] : indented(rules, 4)),
        ...more,
        ...renamed.flatMap(({ own, written }) =>
          indented(`${JSON.stringify(own)} is ${written}: another tool is called so`, 4)
        ).map(paint.yellow),
        ...(changes === "" ? [] : indented(changes, 4)).map(paint.yellow),
        ...refusals.flatMap((text) => indented(text, 4)).map(paint.yellow),
      ];
    }
  }
}

function toolLines({ tools }: SurveyedServer, paint: Paint): string[] {
  const marks = { allow: paint.green("✓"), ask: paint.yellow("?"), deny: paint.red("✗") };
  return tools.flatMap(({ signature, judged }: SurveyedTool) => {
    const line = `  ${marks[judged.kind]} ${signature}`;
    if (judged.kind === "allow") return [line];
    const says = `${judged.kind === "ask" ? "asks" : "denied"}: ${judged.rule}`;
    return [
      line,
      ...indented(plainLine(says, LONG_CHARS), 6),
      ...advice(plainLine(judged.remedy, LONG_CHARS), 6, paint),
    ];
  });
}

function problemLines({ path, line, what, remedy }: Problem, paint: Paint): string[] {
  const place = [path, line === undefined ? "" : `line ${line}`].filter((part) => part !== "");
  const text = `${place.join(", ")}${place.length > 0 ? ": " : ""}${what}`;
  return [
    ...indented(plainLine(text, LONG_CHARS), 2),
    ...advice(plainLine(remedy, LONG_CHARS), 2, paint),
  ];
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ["", paint.yellow(title), ...lines];
}

function sum(servers: readonly SurveyedServer[], paint: Paint): string {
  const count = (wanted: string) => servers.filter(({ state }) => state === wanted).length;
  const [works, failed] = [count("works"), count("failed")];
  const text = `${works} ${works === 1 ? "server works" : "servers work"}`;
  if (failed === 0) return `${text}.`;
  return `${text}, ${paint.red(paint.bold(`${failed} ${failed === 1 ? "does" : "do"} not`))}.`;
}

function advice(text: string, indent: number, paint: Paint): string[] {
  const [first, ...rest] = indented(text, indent + 2);
  return [`${" ".repeat(indent)}${paint.yellow("→")} ${first!.trimStart()}`, ...rest];
}

function indented(text: string, indent: number): string[] {
  return wrap(text, COLUMNS - indent).map((line) => " ".repeat(indent) + line);
}
