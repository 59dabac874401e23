// Groups the records by category, gives each category an entity of its own, and sums up.
const { entities } = await memory.readGraph();

const groups: Record<string, { name: string; count: number; active: boolean }[]> = {};
for (const { name, entityType, observations } of entities) {
  if (entityType !== "Record") continue;
  const field = (key: string) =>
    observations.find((o) => o.startsWith(`${key}: `))?.slice(key.length + 2);
  const category = field("category") ?? "none";
  (groups[category] ??= []).push({
    name,
    count: Number(field("count") ?? 0),
    active: field("status") === "active",
  });
}
const categories = Object.keys(groups).sort();

await memory.createEntities(categories.map((category) => ({
  name: `Category_${category}`,
  entityType: "Category",
  observations: [`records: ${groups[category].length}`],
})));
await memory.createRelations(categories.flatMap((category) =>
  groups[category].map(({ name }) => ({
    from: name,
    to: `Category_${category}`,
    relationType: "in_category",
  }))
));

return categories.map((category) => {
  const records = groups[category];
  const total = records.reduce((sum, { count }) => sum + count, 0);
  return {
    category,
    records: records.length,
    active: records.filter(({ active }) => active).length,
    total,
    mean: Math.round(total / records.length * 10) / 10,
  };
});
