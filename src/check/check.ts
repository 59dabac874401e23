import type TS from "typescript";
import {
  type CheckReply,
  type CheckRequest,
  type Finding,
  FINDING_CHARS,
  FINDING_NAME_CHARS,
  MOST_FINDINGS,
} from "../rpc/check_protocol.ts";
import type { Compiled, Compiler } from "./compile.ts";
import { isInType, nodeAt } from "./nodes.ts";
import { Origins } from "./origins.ts";
import { ERROR_RULES, NODE_RULES } from "./rules.ts";
import { areArgumentsWrong, ARGUMENTS_RULE } from "./rules/arguments.ts";
import { nameOf, undefinedName } from "./rules/names.ts";
import type { ErrorRule, Program, Reported } from "./rules/rule.ts";
import { ts } from "./typescript.ts";
import { Usage } from "./usage/usage.ts";

/** Of TypeScript's explanation, which goes on for as long as types nest. */
const MESSAGE_LINES = 3;
const MESSAGE_CHARS = 400;

/** Finds the places where a program is certainly wrong; the first stands first. */
export function check(request: CheckRequest, compiler: Compiler): CheckReply {
  const compiled = compiler.compile(request);
  if (!compiled) return { type: "unreadable", why: "TypeScript reads it otherwise" };
  const { file, checker, offset } = compiled;
  const origins = new Origins(checker);
  const program: Program = {
    file,
    language: request.language,
    checker,
    origins,
    usage: new Usage(file, checker, origins, compiled.diagnostics),
  };
  const found = [
    ...ofErrors(compiled, program),
    ...ofNodes(program),
  ].map((finding) => ({ ...finding, start: finding.start - offset }))
    .filter(({ start }) => start >= 0 && start <= request.text.length);
  found.push(...ofArguments(compiled));
  found.sort((a, b) => a.start - b.start);
  return { type: "checked", findings: found.slice(0, MOST_FINDINGS) };
}

function ofErrors({ diagnostics }: Compiled, program: Program): Finding[] {
  const { file } = program;
  return diagnostics.flatMap((diagnostic): Finding[] => {
    const { code, start, length = 0, category } = diagnostic;
    if (start === undefined || category !== ts.DiagnosticCategory.Error) return [];
    const rules = ERROR_RULES.filter(({ codes }) => codes.includes(code));
    if (rules.length === 0) return [];
    const reported: Reported = { code, node: nodeAt(file, start, length) };
    if (isInType(reported.node)) return [];
    const rule = rules.find(({ isCertain }) => isCertain(reported, program));
    return rule ? [finding(rule, diagnostic, reported, program)] : [];
  });
}

function finding(
  rule: ErrorRule,
  diagnostic: TS.Diagnostic,
  reported: Reported,
  program: Program,
): Finding {
  const start = diagnostic.start!;
  const name = rule === undefinedName ? nameOf(reported) : undefined;
  if (name !== undefined && name.length <= FINDING_NAME_CHARS) {
    return { rule: rule.name, start, message: `${name} is not defined`, name };
  }
  const hint = rule.hint?.(reported, program);
  const calls = rule.calls?.(reported, program);
  return {
    rule: rule.name,
    start,
    message: messageOf(diagnostic),
    ...(hint === undefined ? {} : { hint: cut(hint, FINDING_CHARS) }),
    ...(calls === undefined || calls.length > FINDING_NAME_CHARS ? {} : { calls }),
  };
}

function ofNodes(program: Program): Finding[] {
  const found: Finding[] = [];
  const visit = (node: TS.Node): void => {
    for (const { name, find } of NODE_RULES) {
      const mistake = find(node, program);
      if (!mistake) continue;
      const { node: at, message, hint } = mistake;
      const start = at.getStart(program.file);
      found.push({
        rule: name,
        start,
        message: cut(message, MESSAGE_CHARS),
        ...(hint === undefined ? {} : { hint: cut(hint, FINDING_CHARS) }),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(program.file);
  return found;
}

/** They have no place of their own in the program: its beginning stands for them. */
function ofArguments({ ofArguments, file }: Compiled): Finding[] {
  return ofArguments.flatMap(({ messageText }) => {
    // The innermost says what it comes to.
    const message = ts.flattenDiagnosticMessageText(messageText, "\n").split("\n").at(-1)!.trim();
    if (!areArgumentsWrong(message, file)) return [];
    return {
      rule: ARGUMENTS_RULE,
      start: 0,
      message: cut(message, MESSAGE_CHARS).replace(/\.$/, ""),
    };
  });
}

function messageOf({ messageText }: TS.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  return cut(text.split("\n").slice(0, MESSAGE_LINES).join("\n"), MESSAGE_CHARS)
    .replace(/\.$/, "");
}

/** A type's text quotes what the program holds, however long that is. */
function cut(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1).toWellFormed()}…`;
}
