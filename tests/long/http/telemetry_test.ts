import { assert, assertEquals, assertMatch } from "@std/assert";
import { tokenFor, Tokens } from "../../auth/tokens.ts";
import { HttpProcess } from "../../helpers/http/http_process.ts";

interface Span {
  readonly name: string;
  readonly attributes: { readonly key: string; readonly value: Record<string, unknown> }[];
}

Deno.test("a program is one line of the log and one span, with counts and without code or data", async () => {
  const spans: Span[] = [];
  const sent: string[] = [];
  const collector = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const text = await request.text();
      sent.push(text);
      for (const { scopeSpans } of JSON.parse(text).resourceSpans ?? []) {
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      return Response.json({});
    },
  );
  const { token, line } = await tokenFor("team a");
  using tokens = new Tokens([line]);
  {
    await using server = await HttpProcess.start(["--tokens", tokens.path], {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
    });
    const headers = { "user-agent": "test-client/1" };
    const code = 'const secret = "SECRET"; await memory.readGraph(); return secret;';
    assertEquals((await server.run(code, { token, headers })).result, "SECRET");
    await server.run("return nothing.there", { token, headers });
    assertEquals(await server.end(), 0);
    const records = server.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(
      records.map((
        { tenant, credential, client, outcome, calls },
      ) => [tenant, credential, client, outcome, calls]),
      [
        ["team a", line.id, "test-client/1", "ok", { "memory.readGraph": 1 }],
        ["team a", line.id, "test-client/1", records[1].outcome, {}],
      ],
    );
    assert(records[1].outcome !== "ok");
    assertMatch(records[0].at, /^\d{4}-/);
    sent.push(server.stdout);
  }
  await collector.shutdown();
  const programs = spans.filter(({ name }) => name === "execute_code").map(({ attributes }) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
  );
  assertEquals(
    programs.map((
      one,
    ) => [one["code_mode.tenant"], one["code_mode.outcome"], Number(one["code_mode.calls"])]),
    [
      ["team a", "ok", 1],
      ["team a", programs[1]!["code_mode.outcome"], 0],
    ],
  );
  for (const text of sent) {
    for (const secret of ["SECRET", token, token.slice(5, 20), "readGraph()"]) {
      assertEquals(text.includes(secret), false, secret);
    }
  }
});
