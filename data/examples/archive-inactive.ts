// Moves the inactive records from their project to an archive: three calls for all of them.
const { entities, relations } = await memory.readGraph();
const inactive = new Set(
  entities.filter((e) => e.observations.includes("status: inactive")).map((e) => e.name),
);
const old = relations.filter((r) => r.relationType === "part_of" && inactive.has(r.from));
if (old.length === 0) return { archived: 0 };

// The new place first: if the program stops half-way, no record is without one.
await memory.createEntities([{ name: "Archive", entityType: "Archive", observations: [] }]);
await memory.createRelations(
  old.map(({ from }) => ({ from, to: "Archive", relationType: "archived_in" })),
);
await memory.deleteRelations(old);
return { archived: old.length, first: old[0].from, last: old[old.length - 1].from };
