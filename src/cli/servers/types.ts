import { declarations } from "../../api/declarations.ts";
import { declaration } from "../../api/types/signature.ts";
import { commandText } from "../command_text.ts";
import { readFlags } from "../settings/flags.ts";
import { readOffer } from "../settings/offer.ts";
import { UsageError } from "../usage_error.ts";
import { findServer } from "./find_server.ts";
import { watchedSurvey } from "./watched_survey.ts";

/**
 * `code-mode types [SERVER]`: prints the declarations of what a program can call: of the memory, or of a
 * server of the config, which is started for that.
 *
 * @returns 1 when the server does not work
 */
export async function types(args: string[]): Promise<number> {
  const settings = readFlags(args);
  const [name, extra] = settings.positional;
  if (extra !== undefined) throw new UsageError(`"types" takes one server: "${extra}" is too many`);
  const offer = await readOffer(settings);
  const { namespaces, servers } = offer;
  if (name === undefined) {
    const config = settings.config === undefined || !servers ? [] : ["--config", servers.path];
    const hints = (servers?.entries ?? []).filter(({ disabled, fault }) => !disabled && !fault)
      .map(({ name }) => `// ${name}: ${commandText(["types", name, ...config])}`);
    const own = namespaces.length === 0 ? [] : [declarations(namespaces)];
    console.log([...own, ...hints].join("\n"));
    return 0;
  }
  const embedded = namespaces.filter((namespace) => namespace.name === name);
  if (embedded.length > 0) {
    console.log(declarations(embedded));
    return 0;
  }
  const [server] = await watchedSurvey(offer, [findServer(name, offer)]);
  const { state, reason = "it is disabled in the config", remedy, tools, global } = server!;
  if (state !== "works") {
    console.error(`code-mode: "${name}" does not work: ${reason}${remedy ? `: ${remedy}` : ""}`);
    return 1;
  }
  const texts = tools.filter(({ judged }) => judged.kind !== "deny").map((
    { written, tool, judged },
  ) =>
    (judged.kind === "ask" ? "/* needs the user's consent */\n" : "") +
    declaration(`${global}.${written}`, tool)
  );
  console.log(texts.join("\n\n"));
  return 0;
}
