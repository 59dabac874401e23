/** What the scenarios of MCP's conformance suite (0.1.16) ask a server for, as their descriptions name it. */

// @ts-types="@modelcontextprotocol/sdk/types"
import type {
  CallToolResult,
  PromptMessage,
  ReadResourceResult,
  Tool,
} from "@modelcontextprotocol/sdk/types.js";

/** One red pixel. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/** No sound at all. */
const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

const image = { type: "image" as const, data: PNG, mimeType: "image/png" };
const text = (text: string) => ({ type: "text" as const, text });
const resource = (uri: string, mimeType: string, text: string) => ({
  type: "resource" as const,
  resource: { uri, mimeType, text },
});

/** What a tool may tell the client while it works. */
interface Tell {
  readonly log: (text: string) => Promise<void>;
  readonly progress: (percent: number) => Promise<void>;
}

type Answer = CallToolResult["content"] | ((tell: Tell) => Promise<CallToolResult["content"]>);

const ANSWERS: Record<string, Answer> = {
  test_simple_text: [text("This is a simple text response for testing.")],
  test_image_content: [image],
  test_audio_content: [{ type: "audio", data: WAV, mimeType: "audio/wav" }],
  test_embedded_resource: [
    resource("test://embedded-resource", "text/plain", "This is an embedded resource content."),
  ],
  test_multiple_content_types: [
    text("Multiple content types test:"),
    image,
    resource("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
  ],
  test_tool_with_logging: async ({ log }) => {
    for (const step of ["started", "processing data", "completed"]) {
      await log(step === "processing data" ? "Tool processing data" : `Tool execution ${step}`);
      await pause();
    }
    return [text("It has logged three times")];
  },
  test_tool_with_progress: async ({ progress }) => {
    for (const percent of [0, 50, 100]) {
      await progress(percent);
      await pause();
    }
    return [text("It is done")];
  },
  test_error_handling: () => {
    throw new Error("This tool intentionally returns an error for testing");
  },
};

const OF_2020_12: Tool = {
  name: "json_schema_2020_12_tool",
  description: "Tool with JSON Schema 2020-12 features",
  inputSchema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: {
      address: {
        type: "object",
        properties: { street: { type: "string" }, city: { type: "string" } },
      },
    },
    properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" } },
    additionalProperties: false,
  },
};

export const TOOLS: Tool[] = [
  ...Object.keys(ANSWERS).map((name): Tool => ({
    name,
    description: `A fixture: ${name}`,
    inputSchema: { type: "object" },
  })),
  OF_2020_12,
];

export async function answerOf(name: string, tell: Tell): Promise<CallToolResult> {
  const answer = ANSWERS[name];
  if (!answer) return { isError: true, content: [text(`There is no tool ${name}`)] };
  try {
    return { content: typeof answer === "function" ? await answer(tell) : answer };
  } catch (error) {
    return { isError: true, content: [text((error as Error).message)] };
  }
}

export const RESOURCES = [
  { uri: "test://static-text", name: "text", description: "A text", mimeType: "text/plain" },
  { uri: "test://static-binary", name: "pixel", description: "A pixel", mimeType: "image/png" },
  {
    uri: "test://watched-resource",
    name: "watched",
    description: "A text",
    mimeType: "text/plain",
  },
];

export const TEMPLATES = [{
  uriTemplate: "test://template/{id}/data",
  name: "data",
  description: "Data by its id",
  mimeType: "application/json",
}];

export function resourceOf(uri: string): ReadResourceResult["contents"][number] {
  const [, id] = /^test:\/\/template\/([^/]+)\/data$/.exec(uri) ?? [];
  if (id !== undefined) {
    const data = { id, templateTest: true, data: `Data for ID: ${id}` };
    return { uri, mimeType: "application/json", text: JSON.stringify(data) };
  }
  if (uri === "test://static-binary") return { uri, mimeType: "image/png", blob: PNG };
  return { uri, mimeType: "text/plain", text: "This is the content of the static text resource." };
}

const argument = (name: string) => ({ name, description: `Argument ${name}`, required: true });

export const PROMPTS = [
  { name: "test_simple_prompt", description: "No arguments" },
  {
    name: "test_prompt_with_arguments",
    description: "Two arguments",
    arguments: [argument("arg1"), argument("arg2")],
  },
  {
    name: "test_prompt_with_embedded_resource",
    description: "A resource",
    arguments: [argument("resourceUri")],
  },
  { name: "test_prompt_with_image", description: "An image" },
];

export function promptOf(name: string, args: Record<string, string>): PromptMessage[] {
  const user = (content: PromptMessage["content"]) => ({ role: "user" as const, content });
  switch (name) {
    case "test_simple_prompt":
      return [user(text("This is a simple prompt for testing."))];
    case "test_prompt_with_arguments":
      return [user(text(`Prompt with arguments: arg1='${args["arg1"]}', arg2='${args["arg2"]}'`))];
    case "test_prompt_with_embedded_resource":
      return [
        user(
          resource(args["resourceUri"]!, "text/plain", "Embedded resource content for testing."),
        ),
        user(text("Please process the embedded resource above.")),
      ];
    case "test_prompt_with_image":
      return [user(image), user(text("Please analyze the image above."))];
    default:
      throw new Error(`There is no prompt ${name}`);
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
