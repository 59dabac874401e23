const SIGNALS = Deno.build.os === "windows"
  ? ["SIGINT"] as const // it knows no other
  : ["SIGINT", "SIGTERM"] as const;

/**
 * Resolves at the first signal to end. The next one is not listened to any more, so it has
 * its default: the operating system ends us, whatever we are doing.
 */
export function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      for (const signal of SIGNALS) Deno.removeSignalListener(signal, listener);
      resolve();
    };
    for (const signal of SIGNALS) Deno.addSignalListener(signal, listener);
  });
}
