import type TS from "typescript";
import type { Language, Libraries } from "../rpc/check_protocol.ts";
import { claimsIn, type Span } from "./claims.ts";
import { GLOBALS } from "./globals.ts";
import { hasModifier } from "./nodes.ts";
import { ts } from "./typescript.ts";

/** The file with what a program can call. */
export const API_FILE = "/api.d.ts";
/** The folder of what the language and the sandbox declare. */
export const LIBRARY = "/lib/";
/** The file that calls the program's function with the arguments that it will get. */
const CALL_FILE = "/call.ts";
/** The program with all that it claims: there its function says what it takes. */
const CLAIMS_FILE = "/claims.ts";

/**
 * Loose, since what is no mistake in JavaScript must be none here: only with these do the rules have
 * little to let pass.
 */
const OPTIONS: TS.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noLib: true, // it is a file like the others
  types: [],
  noEmit: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  strict: false,
  noImplicitAny: false,
  noImplicitThis: false,
  strictNullChecks: false,
  strictFunctionTypes: false,
  strictBindCallApply: false,
  strictPropertyInitialization: false,
  useUnknownInCatchVariables: false,
  alwaysStrict: true,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  noUncheckedSideEffectImports: false,
};

/** A program is the body of an async function; without one `return` would be an error. */
const OPEN = "(async () => {\n";
const CLOSE = "\n});";
/** Without one of these words it is no module. */
const MODULE_WORD = /\b(?:import|export)\b/;

/** A program as TypeScript understands it. */
export interface Compiled {
  readonly file: TS.SourceFile;
  readonly checker: TS.TypeChecker;
  readonly diagnostics: readonly TS.Diagnostic[];
  /** Where the program's text starts in `file`. */
  readonly offset: number;
  /** What is wrong with the arguments that it will get. */
  readonly ofArguments: readonly TS.Diagnostic[];
}

export interface Source {
  readonly text: string;
  readonly language: Language;
  /** What it can call. */
  readonly declarations: string;
  /** What its function is called with, as JSON. */
  readonly args?: string | undefined;
}

/** Compiles programs one after another; what they share is read once. */
export class Compiler {
  readonly #libraries: readonly (readonly [string, TS.SourceFile])[];
  #declarations: TS.SourceFile | undefined;
  #last: TS.Program | undefined;

  /** @param libraries TypeScript's own declarations */
  constructor([scripts = "", ...modules]: Libraries) {
    this.#libraries = [`${scripts}\n${GLOBALS}`, ...modules].map((text, at) => {
      const name = `${LIBRARY}${at}.d.ts`;
      return [name, parse(name, text, false)];
    });
  }

  /** @returns `undefined` where TypeScript's parser does not take the text */
  compile({ text, language, declarations, args }: Source): Compiled | undefined {
    const name = `/program.${language}`;
    if (this.#declarations?.text !== declarations) {
      this.#declarations = parse(API_FILE, declarations, false);
    }
    const { body, isModule } = language === "ts" || MODULE_WORD.test(text)
      ? bodyOf(parse(name, text, true), language, this.#declarations)
      : { body: text, isModule: false };
    const [open, close] = isModule ? ["", ""] : [OPEN, CLOSE];
    const file = parse(name, open + body + close, true);
    if (errorsOf(file).length > 0) return undefined;
    const files = new Map([
      ...this.#libraries,
      [API_FILE, this.#declarations],
      [name, file],
    ]);
    // Names of a call are no certain mistake in JavaScript: parameters have no types there.
    if (args !== undefined && language === "ts" && exportsDefault(file)) {
      const call = `import main from ".${CLAIMS_FILE}";\nconst args = ${args};\nmain(args);`;
      files.set(CLAIMS_FILE, parse(CLAIMS_FILE, text, true));
      files.set(CALL_FILE, parse(CALL_FILE, call, true));
    }
    const program = ts.createProgram({
      rootNames: [...files.keys()],
      options: args === undefined ? OPTIONS : { ...OPTIONS, allowImportingTsExtensions: true },
      ...(this.#last && args === undefined ? { oldProgram: this.#last } : {}),
      host: {
        getSourceFile: (path) => files.get(path),
        getDefaultLibFileName: () => `${LIBRARY}0.d.ts`,
        writeFile: () => {},
        getCurrentDirectory: () => "/",
        getDirectories: () => [],
        fileExists: (path) => files.has(path),
        readFile: () => undefined,
        getCanonicalFileName: (path) => path,
        useCaseSensitiveFileNames: () => true,
        getNewLine: () => "\n",
      },
    });
    if (args === undefined) this.#last = program;
    const callFile = files.get(CALL_FILE);
    return {
      file,
      checker: program.getTypeChecker(),
      diagnostics: program.getSemanticDiagnostics(file),
      offset: open.length,
      ofArguments: callFile ? program.getSemanticDiagnostics(callFile) : [],
    };
  }
}

function parse(name: string, text: string, isProgram: boolean): TS.SourceFile {
  const options: TS.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ESNext,
    // What models write there is wrong too often, and means nothing when the program runs.
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    ...(isProgram
      ? {
        setExternalModuleIndicator: (file) => {
          (file as { externalModuleIndicator?: unknown }).externalModuleIndicator = true;
        },
      }
      : {}),
  };
  return ts.createSourceFile(name, text, options, isProgram);
}

/** The errors of its grammar: with one, TypeScript guesses what was meant. */
function errorsOf(file: TS.SourceFile): readonly unknown[] {
  return (file as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics;
}

/** Whether its default export is written in it: only there is it known what is called. */
function exportsDefault({ statements }: TS.SourceFile): boolean {
  return statements.some((node) =>
    ts.isExportAssignment(node) || hasModifier(node, ts.SyntaxKind.DefaultKeyword)
  );
}

function isExport(node: TS.Statement): boolean {
  return ts.isExportAssignment(node) || ts.isExportDeclaration(node) ||
    hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

function namesOf({ statements }: TS.SourceFile): ReadonlySet<string> {
  return new Set(statements.filter(ts.isInterfaceDeclaration).map(({ name }) => name.text));
}

/**
 * A program without what it claims and imports: only imports of types alone are left in one that runs.
 * Places stay as they are.
 */
function bodyOf(file: TS.SourceFile, language: Language, declarations: TS.SourceFile) {
  const { text, statements } = file;
  const spans = language === "ts" ? claimsIn(file, namesOf(declarations)) : [];
  for (const node of statements) {
    if (ts.isImportDeclaration(node)) spans.push([node.pos, node.end]);
  }
  return { body: blanked(text, spans), isModule: statements.some(isExport) };
}

function blanked(text: string, spans: Span[]): string {
  let kept = "";
  let at = 0;
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    if (start < at) continue; // within one that is gone
    kept += text.slice(at, start) + text.slice(start, end).replace(/[^\n\r]/g, " ");
    at = end;
  }
  return kept + text.slice(at);
}
