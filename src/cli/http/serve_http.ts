import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Policy, Principal } from "../../auth/principal.ts";
import { restrict } from "../../api/restrict.ts";
import { TENANT_IDLE_MS } from "../../config.ts";
import { Checker } from "../../executor/type_check/checker.ts";
import { Executor } from "../../executor/executor.ts";
import type { Caller, RequestServer } from "../../http/endpoint.ts";
import { HttpServer, type HttpServerOptions } from "../../http/http_server.ts";
import { Tenants } from "../../http/tenants/tenants.ts";
import type { ProgramRecord } from "../../mcp/program_record.ts";
import { createServer } from "../../mcp/server.ts";
import { CodeTool } from "../../mcp/tool.ts";
import { chooseOsWall } from "../../process/surroundings.ts";
import { tellPeople } from "../../process/tell_people.ts";
import { openHost } from "../open_host.ts";
import { openTrace } from "../open_trace.ts";
import type { Settings } from "../settings/flags.ts";
import { readOffer } from "../settings/offer.ts";
import { usersMemoryFile } from "../settings/users_memory_file.ts";
import { toldToEnd } from "../told_to_end.ts";
import { UsageError } from "../usage_error.ts";
import { type HttpSettings, httpSettings } from "./http_settings.ts";
import { hostPort } from "./listen_address.ts";
import { programSpan } from "./program_span.ts";
import { parentGone, withNet } from "./with_net.ts";

/** What answers the requests of a tenant with one policy. */
interface Opened extends AsyncDisposable {
  readonly tool: CodeTool;
}

/** Whose requests all are where no credential is asked for. */
const USER: Principal = { tenant: "user", credential: "none", policy: {} };

/** How long what is under way may take after a signal; containers are killed after half a minute by default. */
const DRAIN_MS = 25_000;

/**
 * `code-mode serve --http HOST:PORT`: the MCP server over HTTP, until a signal comes.
 *
 * @param args of `serve`, for a process with the right to listen
 * @returns the exit code
 */
export async function serveHttp(settings: Settings, args: readonly string[]): Promise<number> {
  const http = httpSettings(settings);
  const { address, credentials } = http;
  const { authenticatorOf, hostsOf } = await import("./authenticator.ts");
  const code = await withNet([hostPort(address), ...hostsOf(credentials)], args);
  if (code !== undefined) return code;

  await using _trace = await openTrace(settings);
  chooseOsWall(settings.osWall, tellPeople);
  const authenticator = await authenticatorOf(credentials);
  const { limits } = settings;
  const checker = settings.typeCheck ? new Checker() : undefined;
  await using executor = new Executor(limits, {
    checker,
    // One place stays free for others, however many programs of a tenant wait.
    ...(credentials ? { placesEach: Math.max(1, limits.concurrent - 1) } : {}),
  });
  executor.warm();
  checker?.warmIn(0); // clients come at any moment: the first one's program is to be checked, too
  await using tenants = new Tenants<Opened>({
    open: (principal) => openTenant(settings, http, { principal, executor }),
    requestsAMinute: limits.requestsAMinute,
    most: limits.tenants,
    idleMs: TENANT_IDLE_MS,
    tell: tellPeople,
  });
  const server = listen({
    hostname: address.hostname,
    port: address.port,
    ...(http.hosts === undefined ? {} : { hosts: http.hosts }),
    origins: http.origins,
    ...(http.tls === undefined ? {} : { tls: await readTls(http.tls) }),
    ...(authenticator === undefined ? { open: USER } : { authenticator }),
    serve: (caller) => serverFor(caller, tenants, settings),
    tell: tellPeople,
  });
  // From here on the network is asked for the issuer's keys alone.
  if (credentials?.type !== "oidc") await Deno.permissions.revoke({ name: "net" });
  const scheme = http.tls ? "https" : "http";
  console.error(`code-mode: listening on ${scheme}://${hostPort(server.address)}/mcp`);
  await Promise.race([toldToEnd(), parentGone()]);
  const late = new Promise((resolve) => setTimeout(resolve, DRAIN_MS, "late"));
  if (await Promise.race([server.drain(), late]) === "late") {
    tellPeople(`programs were ended that still ran ${DRAIN_MS / 1_000} s after the signal`);
  }
  return 0;
}

/** @throws {UsageError} where the address cannot be listened on, or the certificate is none */
function listen(options: HttpServerOptions): HttpServer {
  try {
    return new HttpServer(options);
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError(`Cannot listen on ${hostPort(options)}: ${why}`);
  }
}

async function openTenant(
  settings: Settings,
  http: HttpSettings,
  { principal, executor }: { principal: Principal; executor: Executor },
): Promise<Opened> {
  const own = restricted(settings, principal.policy);
  const offer = await readOffer(own, { usersConfig: http.credentials === undefined });
  const host = await openHost(own, offer, {
    memoryFile: memoryFileOf(principal, settings, http),
    shared: { executor, user: principal.tenant },
  });
  host.tidy();
  const tool = new CodeTool(host, offer.namespaces, settings.limits, settings);
  return { tool, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

/** What the command line allows, less what the credential's policy takes. */
function restricted(
  settings: Settings,
  { readOnly = false, allow = [], deny = [], config }: Policy,
): Settings {
  return {
    ...settings,
    readOnly: settings.readOnly || readOnly,
    namespaces: restrict(settings.namespaces, {
      readOnly,
      allow,
      deny,
      by: "this token was made with",
    }),
    ...(config === undefined ? {} : { config }),
  };
}

function memoryFileOf(
  { tenant }: Principal,
  { memoryFile }: Settings,
  { credentials, tenantsDir }: HttpSettings,
): string {
  if (!credentials) return memoryFile ?? usersMemoryFile();
  // A name is a stranger's text: no part of a path is made of it.
  const name = createHash("sha256").update(tenant).digest("hex");
  return join(tenantsDir ?? join(dirname(usersMemoryFile()), "tenants"), name, "memory.jsonl");
}

/** A server for one request, which keeps its tenant until it is closed. */
async function serverFor(
  caller: Caller,
  tenants: Tenants<Opened>,
  settings: Settings,
): Promise<RequestServer> {
  const use = await tenants.use(caller.principal);
  const server = createServer(use.of.tool, {
    client: caller.client,
    onProgram: (record) => {
      programSpan(record, caller.principal.tenant);
      if (settings.log) logLine(caller, record);
    },
  });
  return {
    connect: (transport) => server.connect(transport),
    close: async () => {
      use[Symbol.dispose]();
      await server.close();
    },
  };
}

/** One line for each program, on stdout: who, what, how it ended; no code and no data. */
function logLine({ principal, session }: Caller, record: ProgramRecord): void {
  const { tenant, credential } = principal;
  const who = { tenant, credential, ...(session === undefined ? {} : { session }) };
  console.log(JSON.stringify({ ...record, ...who }));
}

async function readTls({ cert, key }: NonNullable<HttpSettings["tls"]>) {
  try {
    return { cert: await Deno.readTextFile(cert), key: await Deno.readTextFile(key) };
  } catch (error) {
    throw new UsageError(`Cannot read the certificate or its key: ${(error as Error).message}`);
  }
}
