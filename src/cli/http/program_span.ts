import { trace } from "@opentelemetry/api";
import type { ProgramRecord } from "../../mcp/program_record.ts";

/**
 * Notes a program for OpenTelemetry, where Deno has it switched on (`OTEL_DENO=true`): a span below that of its
 * request, with counts and no data. Deno itself has no way to do that but by this package; switched off, it does nothing.
 */
export function programSpan(
  { outcome, mode, ms, calls, committed }: ProgramRecord,
  tenant: string,
): void {
  const span = trace.getTracer("code-mode").startSpan("execute_code", {
    startTime: Date.now() - ms,
    attributes: {
      "code_mode.tenant": tenant,
      "code_mode.mode": mode,
      "code_mode.outcome": outcome,
      "code_mode.calls": Object.values(calls).reduce((sum, count) => sum + count, 0),
      ...(committed === undefined ? {} : { "code_mode.committed": committed }),
    },
  });
  span.end();
}
