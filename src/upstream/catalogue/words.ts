import { stemmer } from "stemmer";

/** A longer word is none that is looked for, in characters. */
const WORD_CHARS = 40;

/**
 * The words of a text or a name: `listOpenIssues`, `list_open-issues` and `List open issues` have the
 * same, and `GitLab` is found as `gitlab`, too.
 */
export function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).flatMap((joined) => {
    if (!/\p{Lu}/u.test(joined.slice(1))) return joined;
    const parts = joined.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
    return parts.length === 2 ? [...parts, joined] : parts;
  }).filter((word) => word !== "" && word.length <= WORD_CHARS && !NOISE.has(word.toLowerCase()));
}

/** Words that say nothing about a tool. */
const NOISE = new Set(
  ("a an and any are as at be by can for from has have how i if in into is it its me my of on or our " +
    "please that the their them then these this to tool use used using want was we what when where " +
    "which who will with you your").split(" "),
);

/** What a word is found by: its stem in small letters. */
export function termOf(word: string): string {
  return stemmer(word.toLowerCase());
}

/** Words that say the same of what a tool does, or of what it works on, whatever the service. */
const SYNONYMS = [
  "list get show fetch read view retrieve display find lookup browse",
  "search find query look lookup",
  "create add make new insert register",
  "delete remove erase destroy drop discard",
  "update edit modify change set patch alter rename",
  "run execute start launch trigger invoke",
  "stop cancel kill terminate end abort",
  "restart reboot reset cycle",
  "send post publish message",
  "reply respond answer comment note",
  "copy duplicate clone fork",
  "check validate verify lint audit inspect test",
  "enable activate toggle",
  "approve accept confirm",
  "compress zip gzip archive",
  "deploy publish release",
  "monitor watch track",
  "summary overview status info details",
  "history versions revisions changes",
  "folder directory dir",
  "repository repo project",
  "picture image photo screenshot media",
  "video clip movie",
  "issue ticket bug error",
  "crash exception error",
  "user member person people account",
  "team group organization workspace",
  "role permission access",
  "url link address",
  "page site website web",
  "log logs output console",
  "settings configuration config options preferences",
  "secret credential token password key",
  "directions route navigation",
  "location place geolocation position city",
  "map geocode",
  "web internet online",
  "cost price pricing billing invoice usage",
  "server machine vm droplet instance host",
  "container pod docker",
  "database db",
  "table collection",
  "row record document entry",
  "column field property attribute",
  "schema structure",
  "pipeline ci build job workflow",
  "shell terminal command exec",
  "docs documentation manual guide reference",
  "article post blog",
  "code source",
  "function lambda serverless",
  "phone device mobile",
  "click tap press",
  "type enter input fill",
  "slow performance profile trace",
  "memory heap",
  "junk spam",
  "remember memory store save keep",
  "label tag category",
  "task todo",
  "chart graph plot diagram",
];

const ALIKE = new Map<string, Set<string>>();
for (const line of SYNONYMS) {
  const terms = line.split(" ").map(termOf);
  for (const term of terms) {
    const known = ALIKE.get(term) ?? new Set();
    ALIKE.set(term, new Set([...known, ...terms]));
  }
}

/** @returns the other terms that say the same as one */
export function synonymsOf(term: string): string[] {
  return [...ALIKE.get(term) ?? []].filter((other) => other !== term);
}
