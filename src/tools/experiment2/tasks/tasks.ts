import { copyFacts } from "./copy_facts.ts";
import { countWords } from "./count_words.ts";
import { largestFiles } from "./largest_files.ts";
import { oneCall } from "./one_call.ts";
import { renameField } from "./rename_field.ts";
import type { Task } from "./task.ts";

export const TASKS: readonly Task[] = [countWords, renameField, copyFacts, largestFiles, oneCall];
