// Finds records that say exactly the same, whatever the order in which they say it.
const { entities } = await memory.readGraph();

const byContent = new Map<string, string[]>();
for (const { name, entityType, observations } of entities) {
  const content = JSON.stringify([entityType, [...observations].sort()]);
  byContent.set(content, [...(byContent.get(content) ?? []), name]);
}
const duplicates = [...byContent.values()].filter((names) => names.length > 1);

for (const names of duplicates) console.log(`Same content: ${names.join(", ")}`);
return duplicates;
