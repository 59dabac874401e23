import { fullName, type Method, Planned } from "./method.ts";
import { UpstreamError } from "./upstream_error.ts";

/**
 * For a dry run, of a server whose data cannot be copied.
 *
 * @returns the methods, of which those that change something check their arguments and do nothing
 */
export function recordMutations(methods: readonly Method[]): Method[] {
  return methods.map((method) => {
    if (!method.mutates) return method;
    const planned = new Planned(method.answersNothing);
    return { ...method, mutates: false, mayMutate: true, forward: () => Promise.resolve(planned) };
  });
}

/**
 * For an atomic program, of a server that takes nothing back.
 *
 * @param why as `notAtomic` takes it
 * @returns the methods, of which those that change something refuse every call
 */
export function refuseMutations(methods: readonly Method[], why?: string): Method[] {
  return methods.map((method) => {
    if (!method.mutates) return method;
    const target = { server: method.namespace, tool: method.name };
    const refuse = () => Promise.reject(notAtomic(method, target, why));
    return { ...method, mutates: false, forward: refuse };
  });
}

/**
 * Makes the error for a call that an atomic program must not make.
 *
 * @param method as the program calls it
 * @param target the server and its tool
 * @param why it must not
 */
export function notAtomic(
  method: Pick<Method, "namespace" | "name">,
  target: { server: string; tool: string },
  why = "what it writes cannot be taken back",
): UpstreamError {
  return new UpstreamError(
    "failed",
    `${fullName(method)} cannot be called in an atomic program: ${why}: nothing was called`,
    {
      ...target,
      remedy: `Run the program without atomic: what it writes to ${target.server} then stays ` +
        "written, also when the program fails",
    },
  );
}
