/** Every attack that a submission can try, by kind. Data: no test runner is needed to read it. */
import type { Family } from "../attack.ts";
import { channel } from "./inside/channel.ts";
import { codeGeneration } from "./inside/code_generation.ts";
import { files } from "./outside/files.ts";
import { floods } from "./resources/floods.ts";
import { fresh } from "./fresh.ts";
import { freshTexts } from "./texts/fresh_texts.ts";
import { host } from "./outside/host.ts";
import { hostObjects } from "./outside/host_objects.ts";
import { leftovers } from "./inside/leftovers.ts";
import { memoryUse } from "./resources/memory.ts";
import { network } from "./outside/network.ts";
import { parsers } from "./texts/parsers.ts";
import { processes } from "./outside/processes.ts";
import { processor } from "./resources/processor.ts";
import { spies } from "./inside/spies.ts";
import { streams } from "./outside/streams.ts";
import { syntax } from "./texts/syntax.ts";
import { tampering } from "./inside/tampering.ts";
import { threads } from "./inside/threads.ts";

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
