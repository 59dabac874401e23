/** Holds a binary to its tests: the one that `CODE_MODE_BIN` names, or one made now. Says so where there is neither. */
import { compiledBinary } from "../../helpers/binary.ts";

const binary = await compiledBinary();
if (binary) {
  const tests = new Deno.Command(Deno.execPath(), {
    args: ["task", "test:binary"],
    env: { CODE_MODE_BIN: binary },
  });
  Deno.exit((await tests.spawn().status).code);
}
