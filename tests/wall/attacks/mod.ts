/** Every attack that a submission can try, by kind. Data: no test runner is needed to read it. */
import type { Family } from "../attack.ts";
import { channel } from "./channel.ts";
import { codeGeneration } from "./code_generation.ts";
import { files } from "./files.ts";
import { floods } from "./floods.ts";
import { fresh } from "./fresh.ts";
import { freshTexts } from "./fresh_texts.ts";
import { host } from "./host.ts";
import { hostObjects } from "./host_objects.ts";
import { leftovers } from "./leftovers.ts";
import { memoryUse } from "./memory.ts";
import { network } from "./network.ts";
import { parsers } from "./parsers.ts";
import { processes } from "./processes.ts";
import { processor } from "./processor.ts";
import { spies } from "./spies.ts";
import { streams } from "./streams.ts";
import { syntax } from "./syntax.ts";
import { tampering } from "./tampering.ts";
import { threads } from "./threads.ts";

export const FAMILIES: readonly Family[] = [
  files,
  network,
  host,
  hostObjects,
  processes,
  streams,
  codeGeneration,
  tampering,
  spies,
  channel,
  threads,
  leftovers,
  processor,
  memoryUse,
  floods,
  syntax,
  parsers,
  fresh,
  freshTexts,
];
