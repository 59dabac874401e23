/** Programs that read each record and add an observation to it: two calls a record. */
const HEAD = (count: number, content: string) =>
  `const names = Array.from({ length: ${count} }, (_, i) => "Record_" + (i + 1));
const update = async (name) => {
  const { entities: [record] } = await memory.openNodes([name]);
  await memory.addObservations([{ entityName: record.name, contents: [${
    JSON.stringify(content)
  }] }]);
};`;

/** One call after the other. */
export function oneByOne(count: number, content: string): string {
  return `${
    HEAD(count, content)
  }\nfor (const name of names) await update(name);\nreturn names.length;`;
}

/** All records at once. */
export function allAtOnce(count: number, content: string): string {
  return `${HEAD(count, content)}\nawait Promise.all(names.map(update));\nreturn names.length;`;
}
