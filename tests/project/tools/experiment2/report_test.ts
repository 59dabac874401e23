import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { withFigures } from "../../../../src/tools/experiment2/figures.ts";
import {
  CODE,
  DIRECT,
  type Finding,
  losses,
  ON_DEMAND,
  serversTable,
  slower,
  standingTable,
  tasksTable,
} from "../../../../src/tools/experiment2/report.ts";
import { setsOf } from "../../../../src/tools/experiment2/servers/sets.ts";
import { oneByOne, spent } from "../../../../src/tools/experiment2/spent.ts";
import { oneCall } from "../../../../src/tools/experiment2/tasks/one_call.ts";

const CALL = { call: 10, result: 20 };

Deno.test("what stands in the context is read again in every turn, and once more for the answer", () => {
  assertEquals(spent(1_000, [[CALL, CALL], [CALL]]), {
    turns: 2,
    calls: 3,
    written: 30,
    results: 60,
    atEnd: 1_090,
    read: 1_000 + 1_060 + 1_090,
  });
});

Deno.test("one call a turn is more turns with the same calls", () => {
  const { turns, atEnd, read } = spent(1_000, oneByOne([[CALL, CALL], [CALL]]));
  assertEquals([turns, atEnd, read], [3, 1_090, 1_000 + 1_030 + 1_060 + 1_090]);
});

const trial = (arm: string, standing: number, turns: number, median: number) => ({
  task: oneCall,
  arm,
  tools: [],
  turns: Array.from({ length: turns }, () => [CALL]),
  wall: { median, least: median, most: median },
  right: 1,
  repeats: 1,
  standing,
});
const FINDING: Finding = {
  set: "5 servers",
  direct: { tools: 97, definitions: 26_000, instructions: 500 },
  code: { tools: 1, definitions: 450, instructions: 50 },
  searches: true,
  trials: [
    trial(DIRECT, 26_500, 1, 4),
    trial(ON_DEMAND, 0, 2, 4),
    trial(CODE, 500, 2, 10),
  ],
};

Deno.test("code loses where it takes more turns or more tokens than either kind of tool calls", () => {
  assertEquals(losses(FINDING), [
    `5 servers, one call, code, against tool calls: 1 more round trip`,
    `5 servers, one call, code, against tool calls, on demand: 9.3 × the context, 17.7 × the tokens read`,
  ]);
  assertEquals(slower([FINDING]), [2.5, 2.5]);
});

Deno.test("the tables say what was computed, and which server did not start", () => {
  assertStringIncludes(standingTable([FINDING]), "| 26 000 + 500");
  assertStringIncludes(standingTable([FINDING]), "| 53.0 ×");
  const [, , direct, onDemand] = tasksTable(FINDING).split("\n");
  assertStringIncludes(direct!, "| 4.0 (4.0 – 4.0)");
  assertStringIncludes(onDemand!, "| computed ");
  const launch = { name: "one", npm: "one@1.0.0" };
  const standing = { tools: 0, definitions: 0, instructions: 0 };
  assertStringIncludes(
    serversTable([{ launch, tools: [], fault: "Connection closed", standing }]),
    "| did not start: Connection closed |",
  );
});

Deno.test("figures replace those that a document holds, and nothing else", () => {
  const [start, end] = ["<!-- figures of deno task experiment2 -->", "<!-- end of the figures -->"];
  assertEquals(
    withFigures(`a\n\n${start}\n\nold\n\n${end}\n\nb`, "new"),
    `a\n\n${start}\n\nnew\n\n${end}\n\nb`,
  );
  for (const text of ["no place", `${start} without an end`, `${end} ${start}`]) {
    assertThrows(() => withFigures(text, "new"), TypeError, "There is no place");
  }
});

Deno.test("a set holds the servers that listed their tools, and no other", () => {
  const listed = ["filesystem", "memory", "gitlab", "notion", "sentry"].map((name) => ({
    launch: { name, npm: `${name}@1.0.0` },
    tools: [],
    ...name === "notion" ? { fault: "Connection closed" } : {},
  }));
  const names = setsOf(listed).map(({ name, servers }) => [
    name,
    ...servers.map(({ launch }) => launch.name),
  ]);
  assertEquals(names, [
    ["1 server", "filesystem"],
    ["3 servers", "filesystem", "memory", "gitlab"],
    ["4 servers", "filesystem", "memory", "gitlab", "sentry"],
  ]);
});
