import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A folder of files by path; an object is written as JSON, as `package.json` mostly is. */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}

/** What npm needs of an environment and nothing of this machine's settings: neither its .npmrc nor its cache. */
export function plainEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    npm_config_cache: join(home, ".cache"),
    npm_config_update_notifier: "false",
  };
}
