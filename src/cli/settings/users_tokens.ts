import { dirname, join } from "node:path";
import { absolute } from "../../servers/config/config_file.ts";
import { UsageError } from "../usage_error.ts";
import { surroundingsOfUser, userConfigPath } from "./offer.ts";

/**
 * Where the tokens file lies: where `--tokens` says, or in the user's config folder.
 *
 * @param named absolute, from the user's folder, or with a leading `~/`
 * @returns an absolute path
 */
export function tokensPath(named: string | undefined): string {
  if (named !== undefined) return absolute(named, surroundingsOfUser());
  const config = userConfigPath();
  if (config !== undefined) return join(dirname(config), "tokens.jsonl");
  throw new UsageError("The environment names no place for the tokens file: say --tokens FILE");
}
