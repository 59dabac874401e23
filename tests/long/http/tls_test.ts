import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { HttpProcess } from "../../helpers/http/http_process.ts";
import { Folder } from "../../helpers/servers/real_servers.ts";

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"], stdout: "null" }).output()
  .then(({ success }) => success, () => false);

Deno.test("with a certificate all goes over TLS, and nothing without it", {
  ignore: !hasOpenssl,
}, async () => {
  using folder = new Folder();
  const [cert, key] = [folder.file("cert.pem"), folder.file("key.pem")];
  const { success } = await new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ],
    stderr: "null",
  }).output();
  assertEquals(success, true);
  await using server = await HttpProcess.start(
    ["--tls-cert", cert, "--tls-key", key, "--concurrent", "1"],
  );
  assertEquals(new URL(server.url).protocol, "https:");
  using client = Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(cert)] });
  assertEquals((await server.run("return 1 + 1", { client } as RequestInit)).result, 2);
  // Of many requests on one connection (HTTP/2) one is taken back.
  const leave = new AbortController();
  const endless = server.send(
    "await new Promise(() => {})",
    { client, signal: leave.signal } as RequestInit,
  );
  const response = await endless;
  leave.abort();
  await response.text().catch(() => {});
  const start = performance.now();
  assertEquals((await server.run("return 3", { client } as RequestInit)).result, 3);
  assertLess(performance.now() - start, 3_000);
  await assertRejects(() => fetch(server.url.replace("https:", "http:"), { method: "POST" }));
  await assertRejects(() => server.run("return 1"), TypeError, "", "its maker is not known");
});
