import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "./archive.ts";
import { node, toolsFolder } from "./tools.ts";

export interface Registry {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  /** Points npm at it: a token, which npm wants although anybody may publish, a cache of its own, no retries. */
  readonly env: Readonly<Record<string, string>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Anybody may read and publish; nothing is fetched from elsewhere. */
const configuration = (folder: string): string => `
storage: ${JSON.stringify(join(folder, "storage"))}
auth: {}
uplinks: {}
packages:
  "**": { access: $all, publish: $anonymous, unpublish: $anonymous }
web: { enable: false }
log: { type: stdout, format: json, level: error }
`;

/** Verdaccio's own command cannot choose a free port, its library can. */
const server = `
require("verdaccio").runServer(process.argv[1]).then((app) => {
  const server = app.listen(0, "127.0.0.1", () => process.send(server.address().port));
});
process.on("disconnect", () => process.exit());
`;

/** A real registry with an empty storage, in a process of its own, on a free port of the loopback interface. */
export async function startRegistry(): Promise<Registry> {
  const folder = await temporaryFolder();
  const config = join(folder.path, "config.yaml");
  await writeFile(config, configuration(folder.path));
  const child = spawn(node, ["-e", server, config], {
    cwd: toolsFolder,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const port: unknown = await Promise.race([
    once(child, "message").then(([message]: unknown[]) => message),
    exited.then(([code]: unknown[]) => Promise.reject(new Error(`The registry ended with ${code}.`))),
  ]);
  if (typeof port !== "number") throw new Error("The registry named no port.");
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    env: {
      npm_config_registry: url,
      [`npm_config_//127.0.0.1:${port}/:_authToken`]: "anybody",
      npm_config_cache: join(folder.path, "cache"),
      npm_config_fetch_retries: "0",
      npm_config_update_notifier: "false",
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      await folder[Symbol.asyncDispose]();
    },
  };
}
