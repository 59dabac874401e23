/** The first step of a release, in GitHub's variables: says why there can be none, and ends it. */
import config from "../../../deno.json" with { type: "json" };
import { NAMES, whyNoRelease } from "./names.ts";

const server = Deno.env.get("GITHUB_SERVER_URL");
const why = whyNoRelease(NAMES, {
  tag: Deno.env.get("GITHUB_REF_NAME") ?? "",
  version: config.version,
  address: `${server}/${Deno.env.get("GITHUB_REPOSITORY")}`,
});
for (const one of why) console.error(`Cannot release: ${one}`);
Deno.exit(why.length > 0 ? 1 : 0);
