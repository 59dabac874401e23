import ts from "typescript";
import { fileURLToPath } from "node:url";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  lib: ["lib.esnext.d.ts"],
  strict: false,
  noEmit: true,
  types: [],
};

const libraries = new Map<string, ts.SourceFile>();

/**
 * Compiles a program in the TypeScript that programs are checked by: it need not be strict.
 *
 * @param declarations what it can call
 * @returns what is wrong, by its text, with the place in the program
 */
export function compile(declarations: string, program = ""): string[] {
  const files = new Map([
    ["/api.d.ts", declarations],
    ["/program.ts", `export {};\n${program}`],
  ].map(([name, text]) => [name!, ts.createSourceFile(name!, text!, ts.ScriptTarget.ESNext)]));
  const getSourceFile = (name: string) => files.get(name) ?? library(name);
  const host: ts.CompilerHost = {
    getSourceFile,
    getDefaultLibFileName: () => "/lib/lib.esnext.d.ts",
    getDefaultLibLocation: () => "/lib",
    writeFile() {},
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => getSourceFile(name) !== undefined,
    readFile: (name) => getSourceFile(name)?.text,
  };
  const compiled = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(compiled).map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start!).line ?? 0;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

function library(name: string): ts.SourceFile | undefined {
  if (!/^\/lib\/lib\.[\w.]+\.d\.ts$/.test(name)) return undefined;
  let file = libraries.get(name);
  if (!file) {
    const url = import.meta.resolve(`typescript${name}`);
    const text = Deno.readTextFileSync(fileURLToPath(url));
    libraries.set(name, file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext));
  }
  return file;
}
