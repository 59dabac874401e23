import names from "./names.json" with { type: "json" };

/** What a release needs and can't be made up: `names.json` is the one place where it stands. */
export interface Names {
  /** Who owns the package at npm: the scope of its name, without `@`. */
  owner: string;
  /** The public address of this repository, `https://github.com/…`. */
  repository: string;
}

export const NAMES: Names = names;

/**
 * Says why nothing can be released.
 *
 * @param tag the tag of the release, e.g. `v1.2.3`
 * @param version what deno.json says
 * @param address where the release is being made
 */
export function whyNoRelease(
  { owner, repository }: Names,
  { tag, version, address }: { tag: string; version: string; address: string },
): string[] {
  return [
    ...owner === "" ? ["src/tools/release/names.json names no owner of the package"] : [],
    ...repository === "" ? ["src/tools/release/names.json names no address of the repository"] : [],
    ...repository !== "" && repository !== address
      ? [`src/tools/release/names.json has ${repository}, but this is ${address}`]
      : [],
    ...tag !== `v${version}` ? [`The tag is "${tag}", but deno.json has ${version}`] : [],
  ];
}
