/** The codes of JSON-RPC, and those that MCP's transports use. */
export const CODES = {
  parse: -32700,
  invalidRequest: -32600,
  refused: -32000,
  sessionNotFound: -32001,
} as const;

/** An answer for a request that no MCP server has seen. A model may read the message. */
export function refusal(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const body = { jsonrpc: "2.0", id: null, error: { code, message } };
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}
