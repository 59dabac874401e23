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
import { bare, isInType, nodeAt } from "./nodes.ts";
import { Origins } from "./origins.ts";
import { ERROR_RULES, NODE_RULES } from "./rules.ts";
import { ARGUMENTS_RULE } from "./rules/calls.ts";
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
  const program: Program = {
    file,
    language: request.language,
    checker,
    origins: new Origins(checker),
    usage: new Usage(file, checker, compiled.diagnostics),
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

/** What is a text where the function takes a number, or the other way round, and what is not given. */
const WRONG_ARGUMENTS = [2322, 2345, 2739, 2741];

/**
 * They have no place of their own in the program: its beginning stands for them. What is more than the
 * function takes does no harm, and a pattern with defaults asks for less than its type.
 */
function ofArguments({ ofArguments, file }: Compiled): Finding[] {
  const certain = ofArguments.filter(({ code, messageText }) => {
    if (!WRONG_ARGUMENTS.includes(code)) return false;
    const text = ts.flattenDiagnosticMessageText(messageText, "\n");
    return code === 2739 || code === 2741 ? !hasDefaults(file) : PRIMITIVES.test(text);
  });
  return certain.map((diagnostic) => ({
    rule: ARGUMENTS_RULE,
    start: 0,
    message: messageOf(diagnostic),
  }));
}

const PRIMITIVES =
  /Type '(?:string|number|boolean)' is not assignable to type '(?:string|number|boolean)(?: \| undefined)?'\.?$/;

/** Whether the exported function gives defaults to what it is given. */
function hasDefaults(file: TS.SourceFile): boolean {
  const exported = file.statements.flatMap((node) => {
    const func = ts.isExportAssignment(node) ? bare(node.expression) : node;
    return ts.isFunctionLike(func) && (func !== node || isDefault(node)) ? [func] : [];
  });
  return exported.some(({ parameters: [first] }) =>
    first !== undefined &&
    (first.initializer !== undefined || ts.isObjectBindingPattern(first.name) &&
        first.name.elements.some(({ initializer }) => initializer !== undefined))
  );
}

function isDefault(node: TS.Node): boolean {
  return ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
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
