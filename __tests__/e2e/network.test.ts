import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { put, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { makeEvent } from "./events.ts";
import { startGitHubApi } from "./github-api.ts";
import { lastgate } from "./process.ts";
import { runStep } from "./runner.ts";

/** Loaded before everything else, in every Node process: notes each connection and each name that is looked up, then refuses what is not loopback. */
const hook = (log: string) => `
  import dns from "node:dns";
  import { appendFileSync } from "node:fs";
  import { syncBuiltinESMExports } from "node:module";
  import net from "node:net";
  const note = (what) => appendFileSync(${JSON.stringify(log)}, (process.argv[1] ?? "") + " " + what + "\\n");
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const [options] = Array.isArray(args[0]) ? args[0] : args;
    const to = typeof options === "object" ? options.path ?? options.host + ":" + options.port : String(options);
    note("connect " + to);
    if (!/^(127\\.0\\.0\\.1|localhost):/.test(to)) throw new Error("no network here: " + to);
    return connect.apply(this, args);
  };
  for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
    const original = dns[name];
    dns[name] = (host, ...rest) => { note("look up " + host); return original(host, ...rest); };
  }
  syncBuiltinESMExports();
`;

interface Watch {
  readonly env: Readonly<Record<string, string>>;
  /** Every connection and lookup, with the script that made it. */
  lines(): Promise<readonly string[]>;
}

async function watch(folder: string): Promise<Watch> {
  const log = join(folder, "network.log");
  const module = await put(folder, "hook.mjs", hook(log));
  return {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(module)}` },
    lines: async () => {
      const text = await readFile(log, "utf8").catch(() => "");
      return text.split("\n").filter((line) => line !== "");
    },
  };
}

const project = {
  "package.json": { name: "pkg", version: "1.0.0", type: "module", main: "index.js", files: ["index.js"] },
  "index.js": "// see https://example.com/\n//# sourceMappingURL=https://example.com/index.js.map\n",
  "README.md": "# pkg\n",
  LICENSE: "MIT\n",
};

test("the watch of this file sees a connection and a lookup", async () => {
  await using folder = await temporaryFolder();
  const { env, lines } = await watch(folder.path);
  await execa(process.execPath, ["-e", 'fetch("http://name.invalid/").catch(() => {})'], { env });
  await execa(process.execPath, ["-e", 'require("net").connect(9, "127.0.0.1").on("error", () => {})'], {
    env,
  });
  assert.match((await lines()).join("\n"), /name\.invalid[\s\S]*connect 127\.0\.0\.1:9/);
});

test("the command line makes no request at all, and neither does npm while it packs", async () => {
  await using folder = await temporaryFolder();
  await writeProject(join(folder.path, "p"), project);
  const { env, lines } = await watch(folder.path);
  const ended = await lastgate(["check", "p"], { cwd: folder.path, env });
  assert.equal(ended.code, 1, ended.stdout);
  assert.match(ended.stdout, /source-map-reference/);
  assert.deepEqual(await lines(), []);
});

test("the action asks GitHub's API and nobody else", async () => {
  await using folder = await temporaryFolder();
  await using api = await startGitHubApi();
  await writeProject(join(folder.path, "p"), project);
  const { env, lines } = await watch(folder.path);
  await using step = await runStep({
    workspace: join(folder.path, "p"),
    event: makeEvent("pull_request", { fork: "open" }),
    apiUrl: api.url,
    env,
  });
  assert.equal(step.exitCode, 1, step.raw);
  assert.equal(api.checkRuns.length, 1);
  const made = await lines();
  assert.ok(made.length > 0);
  for (const line of made)
    assert.match(line, new RegExp(`dist/action\\.js connect ${new URL(api.url).host}$`));
  const paths = api.requests.map(({ url }) => new URL(url, api.url).pathname);
  for (const path of paths) assert.match(path, /^\/repos\/octokit\/example\/(?:contents|check-runs)(?:\/|$)/);
});

test("without a token and a change to judge, the action asks nobody", async () => {
  await using folder = await temporaryFolder();
  await writeProject(join(folder.path, "p"), project);
  const { env, lines } = await watch(folder.path);
  await using step = await runStep({
    workspace: join(folder.path, "p"),
    inputs: { token: "" },
    env,
  });
  assert.equal(step.exitCode, 1, step.raw);
  assert.deepEqual(await lines(), []);
});

test("a growth limit asks the registry through npm, because the policy asks for it", async () => {
  await using folder = await temporaryFolder();
  await writeProject(join(folder.path, "p"), {
    ...project,
    ".github/lastgate.yml": "version: 1\nlimits: { growth: 25% }\n",
  });
  const { env, lines } = await watch(folder.path);
  const ended = await lastgate(["check", "p", "--policy", "p/.github/lastgate.yml"], {
    cwd: folder.path,
    env: { ...env, npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" },
  });
  assert.equal(ended.code, 2, ended.stdout);
  const made = await lines();
  assert.ok(made.length > 0);
  for (const line of made) {
    assert.match(line, /connect 127\.0\.0\.1:9$/);
    assert.doesNotMatch(line, /dist\/cli\.js/);
  }
});
