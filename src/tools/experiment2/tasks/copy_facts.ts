import { makeFiles, number, prose } from "./files.ts";
import { lookInto, readAll } from "./filesystem.ts";
import type { Task } from "./task.ts";

const TEAMS = ["Harbour", "Orchard", "Foundry", "Lantern"];
const PEOPLE = Array.from({ length: 20 }, (_, at) => ({
  name: `Person ${number(at)}`,
  role: ["engineer", "designer", "planner"][at % 3]!,
  city: ["Lyon", "Turin", "Graz", "Ghent", "Porto"][at % 5]!,
  team: TEAMS[at % 4]!,
}));
const FILES = new Map(PEOPLE.map(({ name, role, city, team }, at) => [
  `person-${number(at)}.txt`,
  `Name: ${name}\nRole: ${role}\nCity: ${city}\nTeam: ${team}\n\n${prose(30, at)}`,
]));

/** What the memory must hold for these people. */
function graphOf(people: readonly Record<string, string>[]) {
  const teams = [...new Set(people.map(({ team }) => team!))];
  return {
    entities: [
      ...teams.map((name) => ({ name, entityType: "team", observations: [] as string[] })),
      ...people.map(({ name, role, city }) => ({
        name: name!,
        entityType: "person",
        observations: [`role: ${role}`, `city: ${city}`],
      })),
    ],
    relations: people.map(({ name, team }) => ({
      from: name!,
      to: team!,
      relationType: "member_of",
    })),
  };
}

function personIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+): (.*)$/gm)].map(([, key, value]) => [key!.toLowerCase(), value!]),
  );
}

export const copyFacts: Task = {
  name: "copy facts",
  about: "read 20 files about people, keep what they say as entities and relations of the memory",
  uses: {
    filesystem: ["list_directory", "read_text_file"],
    memory: ["create_entities", "create_relations"],
  },
  query: "list a directory, read a text file, create entities and relations",
  prepare({ work, memoryFile }) {
    makeFiles(work, FILES);
    Deno.writeTextFileSync(memoryFile, "");
  },
  async direct({ work: path }, turn) {
    const read = await readAll(path, turn);
    const { entities, relations } = graphOf(read.map(([, text]) => personIn(text)));
    await turn([{ server: "memory", tool: "create_entities", args: { entities } }]);
    await turn([{ server: "memory", tool: "create_relations", args: { relations } }]);
  },
  look: ({ work }) => lookInto(work),
  program: ({ work }) =>
    `const dir = "${work}";
const { content } = await filesystem.list_directory({ path: dir });
const people = await Promise.all(content.split("\\n").map(async (line) => {
  const { content } = await filesystem.read_text_file({ path: \`\${dir}/\${line.replace("[FILE] ", "")}\` });
  return Object.fromEntries([...content.matchAll(/^(\\w+): (.*)$/gm)].map(([, key, value]) => [key, value]));
}));
const teams = [...new Set(people.map(({ Team }) => Team))];
await memory.create_entities({ entities: [
  ...teams.map((name) => ({ name, entityType: "team", observations: [] })),
  ...people.map(({ Name, Role, City }) => ({
    name: Name, entityType: "person", observations: [\`role: \${Role}\`, \`city: \${City}\`],
  })),
] });
await memory.create_relations({ relations: people.map(({ Name, Team }) => (
  { from: Name, to: Team, relationType: "member_of" }
)) });
return people.length;`,
  isRight({ memoryFile }) {
    const lines = Deno.readTextFileSync(memoryFile).split("\n").filter((line) => line !== "");
    const { entities, relations } = graphOf(PEOPLE);
    const wanted = [
      ...entities.map((entity) => ({ type: "entity", ...entity })),
      ...relations.map((relation) => ({ type: "relation", ...relation })),
    ];
    return sorted(lines.map((line) => JSON.parse(line))) === sorted(wanted);
  },
};

function sorted(values: readonly object[]): string {
  return values.map((value) => JSON.stringify(Object.entries(value).sort())).sort().join("\n");
}
