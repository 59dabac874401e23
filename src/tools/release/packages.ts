import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** What packages call the files that have to be passed on with them. */
const NOTICE = /^(?:licen[cs]e|notice|third-?party-?notice)/i;

/** A package from npm, in Deno's cache. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/** All packages that a binary holds. Deno fetches those that are not there yet. */
export async function packages(): Promise<Package[]> {
  const { npmCache } = await denoInfo();
  const { npmPackages } = await denoInfo(`${ROOT}main.ts`);
  return Object.values(npmPackages).map(({ name, version, registryUrl }) => {
    return { name, version, folder: join(npmCache, new URL(registryUrl).host, name, version) };
  });
}

/** The licences of packages, with the notices that belong to them, as one text for people. */
export function notices(packages: readonly Package[]): string {
  const texts = packages.flatMap(({ name, version, folder }) => {
    const files = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    return files.filter((file) => NOTICE.test(file)).map((file) => {
      const text = Deno.readTextFileSync(join(folder, file)).replaceAll("\r\n", "\n");
      return `${name} ${version}: ${file}\n\n${text.trim()}\n`;
    });
  });
  return texts.sort().join(`\n${"=".repeat(80)}\n\n`);
}

interface Info {
  npmCache: string;
  npmPackages: Record<string, { name: string; version: string; registryUrl: string }>;
}

async function denoInfo(...args: string[]): Promise<Info> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", ...args],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot find the packages: deno info says why above");
  return JSON.parse(new TextDecoder().decode(stdout));
}
