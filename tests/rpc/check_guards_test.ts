import { assertEquals } from "@std/assert";
import { parseCheckReply } from "../../src/rpc/check_guards.ts";

Deno.test("parseCheckReply makes findings plain: only a message has lines", () => {
  const odd = "a\u001b[31m\r\u2028\u202e\n\0b";
  const findings = [{ rule: "x", start: 0, message: odd, hint: odd }];
  assertEquals(parseCheckReply(JSON.stringify({ type: "checked", findings }), 1), {
    type: "checked",
    findings: [{ rule: "x", start: 0, message: "a [31m   \n b", hint: "a [31m     b" }],
  });
});
