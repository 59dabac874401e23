// Reads fifty records one by one and writes a verdict on each: a hundred calls in one program.
const LIMIT = 60;
const names = Array.from({ length: 50 }, (_, i) => `Record_${String(i + 1).padStart(3, "0")}`);

const summary = { processed: 0, updated: 0, aboveLimit: 0, missing: [] as string[] };
for (const name of names) {
  const { entities: [record] } = await memory.openNodes([name]);
  if (!record) {
    summary.missing.push(name);
    continue;
  }
  const count = Number(record.observations.find((o) => o.startsWith("count: "))?.slice(7));
  const above = count > LIMIT;
  const [answer] = await memory.addObservations([
    { entityName: name, contents: [`review: count ${above ? "above" : "within"} ${LIMIT}`] },
  ]);
  summary.processed++;
  summary.updated += answer.addedObservations.length; // nothing when it was there already
  if (above) summary.aboveLimit++;
}
return summary;
