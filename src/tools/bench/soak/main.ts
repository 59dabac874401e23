/**
 * `deno task soak [--seconds N]`: good, slow, huge and hostile submissions from several clients to two
 * servers on one file; at the end nothing is lost, and the servers are where they began. Linux only.
 */
import { parseArgs } from "@std/cli";
import { columns } from "../columns.ts";
import { Records } from "../records.ts";
import { Samples } from "../samples.ts";
import { startCodeMode } from "../servers.ts";
import { FileWatch } from "./file_watch.ts";
import { gauge } from "./gauge.ts";
import { KINDS } from "./programs.ts";
import { type Sent, SoakClient } from "./soak_client.ts";
import { never, type Verdict, verdicts } from "./verdict.ts";

const CLIENTS_A_SERVER = 3;
/** More than any answer takes: a client that still waits then waits for ever. */
const OVERTIME_MS = 180_000;

const seconds = Number(parseArgs(Deno.args, { string: ["seconds"] }).seconds ?? 600);
if (!(seconds > 0)) {
  console.error("Usage: deno task soak [--seconds N]");
  Deno.exit(2);
}
setTimeout(() => {
  console.error("The soak hangs: a submission was not answered");
  Deno.exit(1);
}, seconds * 1000 + OVERTIME_MS);

const failed = await soak();
Deno.exit(failed ? 1 : 0);

/** @returns whether anything that must hold does not */
async function soak(): Promise<boolean> {
  using records = new Records(500);
  await using one = await startCodeMode(records.file);
  await using two = await startCodeMode(records.file);
  const servers = [one, two];
  const clients = Array.from(
    { length: CLIENTS_A_SERVER * servers.length },
    (_, index) => new SoakClient(servers[index % servers.length]!, `Client_${index + 1}`),
  );
  for (const client of clients) await client.start();

  console.error("Warming up: every kind once on every server");
  const sent: Sent[] = [];
  for (const name of Object.keys(KINDS)) {
    sent.push(...await Promise.all(clients.slice(0, servers.length).map((one) => one.send(name))));
  }
  const before = await gauge(servers);

  console.error(`${clients.length} clients work for ${seconds} s`);
  using watch = new FileWatch(records.file);
  const until = performance.now() + seconds * 1000;
  await Promise.all(clients.map((client) => client.run(until, (one) => sent.push(one))));
  const after = await gauge(servers);

  const inFile = watch.observations();
  const books = clients.map(({ ledger }) => ledger.compare(inFile.get(ledger.name) ?? []));
  const wrong = sent.flatMap((one) => one.wrong ?? []);
  const verdict = [
    ...verdicts(before, after),
    never("answered writes lost", books.reduce((sum, { lost }) => sum + lost, 0)),
    never("writes of no client", books.reduce((sum, { strange }) => sum + strange, 0)),
    never(`torn files in ${watch.looks} looks`, watch.torn),
    never(`other ends than must be, of ${sent.length}`, wrong.length),
  ];
  console.log(`${sentTable(sent)}\n\n${verdictTable(verdict)}`);
  for (const text of new Set(wrong)) console.error(text);
  return verdict.some(({ holds }) => !holds);
}

function sentTable(sent: readonly Sent[]): string {
  const rows = Object.keys(KINDS).map((name) => {
    const times = new Samples(sent.filter(({ kind }) => kind === name).map(({ ms }) => ms));
    return [name, `${times.count}`, times.median.toFixed(0), times.most.toFixed(0)];
  });
  return columns([["submission", "sent", "median ms", "most ms"], ...rows]);
}

function verdictTable(verdict: readonly Verdict[]): string {
  const rows = verdict.map(({ what, before, after, holds }) => [
    ...[what, before, after, holds ? "yes" : "NO"],
  ]);
  return columns([["", "before", "after", "holds"], ...rows]);
}
