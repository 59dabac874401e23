/**
 * What a program finds besides the language itself, in TypeScript: the globals that
 * `sandbox/lockdown/lockdown.ts` leaves it. Loose where exactness would only make correct programs wrong.
 */
export const GLOBALS = `
interface Console {
  log(...data: any[]): void; info(...data: any[]): void; warn(...data: any[]): void; error(...data: any[]): void;
  debug(...data: any[]): void; trace(...data: any[]): void; dir(item?: any, options?: any): void; dirxml(...data: any[]): void;
  table(data?: any, columns?: any): void; group(...label: any[]): void; groupCollapsed(...label: any[]): void; groupEnd(): void;
  time(label?: string): void; timeEnd(label?: string): void; timeLog(label?: string, ...data: any[]): void;
  count(label?: string): void; countReset(label?: string): void; assert(condition?: any, ...data: any[]): void; clear(): void;
  [more: string]: any;
}
declare var console: Console;
declare function setTimeout(handler: (...args: any[]) => any, timeout?: any, ...args: any[]): number;
declare function setInterval(handler: (...args: any[]) => any, timeout?: any, ...args: any[]): number;
declare function clearTimeout(id?: any): void;
declare function clearInterval(id?: any): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T = any>(value: T, options?: any): T;
declare function dispatchEvent(event: any): boolean;
declare function atob(data: any): string;
declare function btoa(data: any): string;
interface URLSearchParams {
  append(name: any, value: any): void; delete(name: any, value?: any): void; get(name: any): string | null; getAll(name: any): string[];
  has(name: any, value?: any): boolean; set(name: any, value: any): void; sort(): void; toString(): string; readonly size: number;
  forEach(callback: (value: string, key: string, parent: URLSearchParams) => void): void;
  keys(): IteratorObject<string>; values(): IteratorObject<string>; entries(): IteratorObject<[string, string]>;
  [Symbol.iterator](): IteratorObject<[string, string]>;
}
declare var URLSearchParams: { prototype: URLSearchParams; new (init?: any): URLSearchParams };
interface URL {
  hash: string; host: string; hostname: string; href: string; readonly origin: string; password: string; pathname: string; port: string;
  protocol: string; search: string; readonly searchParams: URLSearchParams; username: string; toString(): string; toJSON(): string;
}
declare var URL: { prototype: URL; new (url: any, base?: any): URL; canParse(url: any, base?: any): boolean; parse(url: any, base?: any): URL | null };
interface TextEncoder { readonly encoding: string; encode(input?: any): Uint8Array; encodeInto(source: string, destination: Uint8Array): { read: number; written: number } }
declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder };
interface TextDecoder { readonly encoding: string; readonly fatal: boolean; readonly ignoreBOM: boolean; decode(input?: any, options?: any): string }
declare var TextDecoder: { prototype: TextDecoder; new (label?: string, options?: any): TextDecoder };
interface DOMException extends Error { readonly code: number; readonly [constant: string]: any }
declare var DOMException: { prototype: DOMException; new (message?: string, name?: any): DOMException; readonly [constant: string]: any };
interface AbortSignal {
  readonly aborted: boolean; readonly reason: any; onabort: any; throwIfAborted(): void;
  addEventListener(type: string, listener: any, options?: any): void; removeEventListener(type: string, listener: any, options?: any): void;
}
declare var AbortSignal: { prototype: AbortSignal; abort(reason?: any): AbortSignal; timeout(ms: number): AbortSignal; any(signals: any): AbortSignal };
interface AbortController { readonly signal: AbortSignal; abort(reason?: any): void }
declare var AbortController: { prototype: AbortController; new (): AbortController };
declare var crypto: { randomUUID(): string; getRandomValues<T>(array: T): T; subtle: any };
declare var performance: { now(): number; readonly timeOrigin: number; mark(name: string): any; measure(name: string, a?: any, b?: any): any };
// What engines have and TypeScript's libraries do not.
interface Date { getYear(): number; setYear(year: any): number; toGMTString(): string }
interface ErrorConstructor { captureStackTrace(object: any, from?: any): void; stackTraceLimit: number; prepareStackTrace: any }
interface JSON { rawJSON(text: any): any; isRawJSON(value: any): boolean }
interface Math { sumPrecise(numbers: any): number }
interface IteratorConstructor { concat(...iterables: any[]): any }
`;
