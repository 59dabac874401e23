import type { Tool } from "./tool.ts";

/**
 * Whether a tool only reads, as far as that can be known: its server says so, doesn't contradict itself,
 * and the tool's name has no word that says otherwise. Serves `readOnly`, dry runs, and reads side by
 * side. A tool that reads and is refused costs a line in the config; the opposite costs data.
 */
export function surelyReads({ name, annotations }: Tool): boolean {
  if (annotations?.readOnlyHint !== true || annotations.destructiveHint === true) return false;
  // Letters of other scripts look like Latin ones, and hide a verb from the list.
  if (!/^[\x20-\x7e]*$/.test(name)) return false;
  const words = wordsOf(name);
  const reads = words.findIndex((word) => READS.has(word));
  const andMore = words.some((word) => word === "and" || word === "or" || word === "then");
  return !words.some((word, at) =>
    WRITES.has(word) || NOUNS_TOO.has(word) && !(reads >= 0 && reads < at && !andMore)
  );
}

/** `addPercySnapshotCommands` and `API-post-page` as words in small letters. */
function wordsOf(name: string): string[] {
  return name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map((word) => word.toLowerCase());
}

const list = (...lines: string[]) => new Set(lines.join(" ").split(" "));

/*
 * Where the lists come from: the names of 1,541 tools of 37 servers (azure, github, gitlab, postman,
 * digitalocean, mongodb, playwright, kubernetes and others, November 2026), 690 of which are marked
 * `readOnlyHint`. Among those are azure's `communication_email_send` and `communication_sms_send`,
 * browserstack's `addPercySnapshotCommands`, which edits files, and `runPercyScan`; chrome-devtools'
 * `select_page` changes what the next call reads; mongodb's `export` and gitlab's `download_*` write files.
 */

/** Words of a name that say that it changes something, or acts. */
const WRITES = list(
  "add allocate append apply approve assign attach authorize ban buy cancel change clear configure confirm",
  "connect create deactivate decline delete deny destroy detach disable disconnect dismiss drag eject emulate",
  "enable enqueue erase exec execute fill flush generate handle hide hover init initialize insert install",
  "interact invoke kill launch leave login logout manage migrate modify mute navigate notify overwrite pause",
  "pay persist power provision prune publish purge put reboot rebase rebuild reconnect recover recycle redeploy",
  "register reject remove rename reopen reorder replace reply rerun resend reserve reset resize restart restore",
  "resume revert revoke rollback rotate save select send set shutdown spawn start stop submit subscribe suspend",
  "swipe teardown terminate truncate unarchive unassign unblock uncordon undeploy undo uninstall unlink unlock",
  "unmute unpublish unshare unsubscribe update upgrade upsert write",
);

/** Words that say the same at the beginning of a name, and behind a reading verb are a thing: `get_commit`. */
const NOUNS_TOO = list(
  "archive block book build call charge click clone close comment commit cordon copy deploy download drain",
  "draft drop dump duplicate edit evaluate export extend fork grant import increment invite join label like link",
  "lock mark merge message move new order patch pin play post press process promote pull push rate react",
  "refresh release report review rollout run scale scan schedule share sign star store swap switch sync tag",
  "tap toggle train transfer transition trigger type upload vote",
);

/** Verbs that only read. */
const READS = list(
  "check compare count describe explain fetch find get inspect list lookup query read retrieve search show view",
);
