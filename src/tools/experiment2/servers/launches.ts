import type { Places } from "../tasks/task.ts";

/** How a server of the experiment is started: its npm package at one version, by `npx`. */
export interface Launch {
  readonly name: string;
  readonly npm: string;
  readonly args?: readonly string[];
  /** Keys are made up: a list of tools needs none that is true. */
  readonly env?: Readonly<Record<string, string>>;
}

const OFFICIAL = "2026.8.31";
const NOWHERE = "http://localhost:9";

/** Servers that list their tools without an account and without a network besides the npm registry. */
export function launches({ work, memoryFile }: Places): readonly Launch[] {
  return [
    {
      name: "filesystem",
      npm: `@modelcontextprotocol/server-filesystem@${OFFICIAL}`,
      args: [work],
    },
    {
      name: "memory",
      npm: `@modelcontextprotocol/server-memory@${OFFICIAL}`,
      env: { MEMORY_FILE_PATH: memoryFile },
    },
    {
      name: "gitlab",
      npm: "@zereight/mcp-gitlab@2.1.64",
      env: {
        GITLAB_PERSONAL_ACCESS_TOKEN: "glpat-none",
        GITLAB_API_URL: `${NOWHERE}/api/v4`,
        USE_PIPELINE: "true",
        USE_MILESTONE: "true",
        USE_GITLAB_WIKI: "true",
      },
    },
    { name: "notion", npm: "@notionhq/notion-mcp-server@2.5.2", env: { NOTION_TOKEN: "ntn_none" } },
    {
      name: "supabase",
      npm: "@supabase/mcp-server-supabase@0.13.0",
      args: [
        "--project-ref=abcdefghijklmnopqrst",
        "--features=database,account,debugging,development,functions,branching,storage",
      ],
      env: { SUPABASE_ACCESS_TOKEN: `sbp_${"0".repeat(40)}` },
    },
    {
      name: "sentry",
      npm: "@sentry/mcp-server@0.36.0",
      env: { SENTRY_ACCESS_TOKEN: "none", SENTRY_HOST: "localhost" },
    },
    { name: "everything", npm: `@modelcontextprotocol/server-everything@${OFFICIAL}` },
    {
      name: "sequential-thinking",
      npm: `@modelcontextprotocol/server-sequential-thinking@${OFFICIAL}`,
    },
    { name: "playwright", npm: "@playwright/mcp@0.0.83", args: ["--headless"] },
    {
      name: "chrome-devtools",
      npm: "chrome-devtools-mcp@1.11.0",
      args: ["--headless", "--isolated"],
    },
    {
      name: "mongodb",
      npm: "mongodb-mcp-server@3.0.4",
      env: {
        MDB_MCP_CONNECTION_STRING: "mongodb://localhost:9",
        MDB_MCP_API_CLIENT_ID: "none",
        MDB_MCP_API_CLIENT_SECRET: "none",
        MDB_MCP_TELEMETRY: "disabled",
      },
    },
    { name: "kubernetes", npm: "mcp-server-kubernetes@4.1.7" },
    {
      name: "figma",
      npm: "figma-developer-mcp@0.13.2",
      args: ["--stdio"],
      env: { FIGMA_API_KEY: "figd_none" },
    },
    {
      name: "brave",
      npm: "@brave/brave-search-mcp-server@2.1.4",
      env: { BRAVE_API_KEY: "none", BRAVE_MCP_TRANSPORT: "stdio" },
    },
    {
      name: "mapbox",
      npm: "@mapbox/mcp-server@0.2.0",
      // The server reads the account out of the token: {"u":"none"}.
      env: { MAPBOX_ACCESS_TOKEN: "pk.eyJ1Ijoibm9uZSJ9.none" },
    },
    { name: "mobile", npm: "@mobilenext/mobile-mcp@1.0.4" },
    { name: "context7", npm: "@upstash/context7-mcp@4.1.1" },
    {
      name: "wordpress",
      npm: "mcp-wordpress@3.3.35",
      env: {
        WORDPRESS_SITE_URL: NOWHERE,
        WORDPRESS_USERNAME: "none",
        WORDPRESS_APP_PASSWORD: "none none none none none none",
        ALLOW_INSECURE_HTTP: "true",
        ALLOW_PRIVATE_URLS: "true",
      },
    },
    { name: "firecrawl", npm: "firecrawl-mcp@3.22.2", env: { FIRECRAWL_API_KEY: "fc-none" } },
    { name: "eslint", npm: "@eslint/mcp@0.3.13" },
    { name: "shopify", npm: "@shopify/dev-mcp@1.16.0", env: { OPT_OUT_INSTRUMENTATION: "true" } },
    {
      name: "postman",
      npm: "@postman/postman-mcp-server@2.13.0",
      args: ["--full"],
      env: { POSTMAN_API_KEY: "PMAK-none" },
    },
    {
      name: "digitalocean",
      npm: "@digitalocean/mcp@1.0.70",
      args: [
        "--services",
        "apps,droplets,databases,doks,networking,spaces,accounts,insights",
      ],
      env: { DIGITALOCEAN_API_TOKEN: "dop_v1_none" },
    },
    {
      name: "azure",
      npm: "@azure/mcp@2.0.5",
      args: ["server", "start"],
      env: { AZURE_MCP_COLLECT_TELEMETRY: "false" },
    },
    {
      name: "desktop-commander",
      npm: "@wonderwhy-er/desktop-commander@0.2.52",
      // Else npm fetches a browser with it, which comes from elsewhere.
      env: { PUPPETEER_SKIP_DOWNLOAD: "true" },
    },
  ];
}
