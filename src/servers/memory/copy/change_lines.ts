import { plainLine } from "../../../api/types/plain_line.ts";
import type { ChangedEntity, Difference, Entity, Relation } from "./changes.ts";

/** What of the changes an answer shows: a model, and a person, reads no more. */
export const MOST_LINES = 40;
const LINE_CHARS = 100;
const TEXT_CHARS = 40;
/** More of an entity's observations fill no line. */
const TEXTS = 3;

/**
 * Writes the first changes, one in a line: what is deleted first, for that is what a reader must not miss.
 * The memory holds strangers' text: each line is one visible line.
 */
export function linesOf({ entities, relations }: Difference): string[] {
  const { created, changed, deleted } = entities;
  const loses = changed.filter((one) => one.deleted.length > 0);
  const gains = changed.filter((one) => one.deleted.length === 0);
  const writers: [readonly unknown[], (of: never) => string][] = [
    [deleted, (of: Entity) => `- ${entityText(of)}`],
    [relations.deleted, (of: Relation) => `- ${relationText(of)}`],
    [loses, changeText],
    [gains, changeText],
    [created, (of: Entity) => `+ ${entityText(of)}`],
    [relations.created, (of: Relation) => `+ ${relationText(of)}`],
  ];
  return writers
    .flatMap(([all, write]) => all.slice(0, MOST_LINES).map((one) => () => write(one as never)))
    .slice(0, MOST_LINES)
    .map((write) => plainLine(write(), LINE_CHARS));
}

function entityText({ name, entityType, observations: { length } }: Entity): string {
  const count = length === 1 ? "1 observation" : `${length} observations`;
  return `${short(name)} (${short(entityType)}), ${count}`;
}

function relationText({ from, to, relationType }: Relation): string {
  return `${short(from)} —${short(relationType)}→ ${short(to)}`;
}

function changeText({ before, after, added, deleted }: ChangedEntity): string {
  const retyped = before.entityType === after.entityType
    ? []
    : [`type ${short(before.entityType)} → ${short(after.entityType)}`];
  const texts = [
    ...deleted.slice(0, TEXTS).map((text) => `-${quoted(text)}`),
    ...added.slice(0, TEXTS).map((text) => `+${quoted(text)}`),
  ];
  const more = added.length + deleted.length - texts.length;
  return `~ ${short(after.name)}: ${[...retyped, ...texts].join(" ")}${
    more > 0 ? ` and ${more} more` : ""
  }`;
}

function short(text: string): string {
  return plainLine(text, TEXT_CHARS);
}

function quoted(text: string): string {
  return JSON.stringify(short(text));
}
