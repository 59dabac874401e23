import { VERSION } from "../../process/version.ts";
import { listKey, type ListStore } from "../../upstream/catalogue/list_store.ts";
import type { Offer } from "../../upstream/catalogue/offer.ts";
import { redactor } from "../config/redact.ts";
import type { Launch, ServerEntry } from "../config/server_entry.ts";

/** A shorter value of the environment is no secret, and would be taken out of many words of a list. */
export const LIST_SECRET_CHARS = 8;

/** The list of one server's tools in the store: by how it is started, not by its name. */
export class KeptList {
  readonly #store: ListStore;
  readonly #key: Promise<string>;
  readonly #redact: (text: string) => string;
  readonly #tell: (text: string) => void;
  #written: Promise<void> = Promise.resolve();

  /** @param tell hears that a list cannot be kept */
  constructor(
    entry: Pick<ServerEntry, "name" | "secrets">,
    { command, args, env, cwd }: Launch,
    store: ListStore,
    tell: (text: string) => void,
  ) {
    this.#store = store;
    this.#key = listKey([VERSION, command, args, cwd ?? null, Object.keys(env).sort()]);
    this.#redact = redactor(entry, LIST_SECRET_CHARS);
    this.#tell = (reason) =>
      tell(`the list of the tools of "${entry.name}" cannot be kept: ${reason}`);
  }

  async read(): Promise<Offer | undefined> {
    return await this.#store.read(await this.#key);
  }

  /** Keeps a list, one after the other; `written` resolves when that is done. */
  keep(offer: Offer): void {
    const { refusals, instructions } = offer;
    const listed = {
      tools: [...offer.tools.values()],
      refusals,
      ...(instructions === undefined ? {} : { instructions }),
    };
    this.#written = this.#written
      .then(async () => {
        offer.changed = await this.#store.keep(await this.#key, listed, this.#redact);
      })
      .catch((error: Error) => this.#tell(error.message));
  }

  /** Resolves when what was to be kept is kept, or cannot be. */
  get written(): Promise<void> {
    return this.#written;
  }
}
