// How many records are active? One call, and only the number comes back.
const { entities } = await memory.readGraph();
const records = entities.filter((entity) => entity.entityType === "Record");
return records.filter((record) => record.observations.includes("status: active")).length;
