/** The recipes of docs/recipes, word for word, on a real workflow runner, with the committed dist. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { temporaryFolder } from "../archive.ts";
import { type Event, type EventName, type EventOptions, makeEvent } from "../e2e/events.ts";
import { ROOT, runStep } from "../e2e/runner.ts";
import { writeProject } from "../project.ts";
import { type Registry, startRegistry } from "../registry.ts";
import { commit, recipe, runWorkflow, skip, type WorkflowRun } from "./act.ts";

const packument = z.object({
  versions: z.record(z.string(), z.object({ dist: z.object({ integrity: z.string() }) })),
});
const tarballs = z.array(z.object({ name: z.string(), integrity: z.string() }));

/** The build writes another file each time it runs, so packing again would publish another integrity. */
const prepack = "node -e \"require('fs').writeFileSync('dist/built.js', '// ' + process.hrtime.bigint())\"";

type Files = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

function packageFiles(name: string, folder = "", version = "1.2.3"): Files {
  return {
    [`${folder}package.json`]: {
      name,
      version,
      main: "dist/index.js",
      files: ["dist"],
      scripts: { prepack },
    },
    [`${folder}README.md`]: `# ${name}\n`,
    [`${folder}LICENSE`]: "MIT\n",
    [`${folder}dist/index.js`]: "module.exports = 1;\n",
  };
}

const lock = (name: string) => ({
  name,
  version: "1.2.3",
  lockfileVersion: 3,
  packages: { "": { name, version: "1.2.3" } },
});
const single = (name: string) => ({ ...packageFiles(name), "package-lock.json": lock(name) });
const leak = { "dist/.env": "API_PASSWORD=correct-horse-battery-staple\n" };
const workspace = (scope: string) => ({
  "package.json": { name: "root", version: "1.2.3", private: true, workspaces: ["packages/*"] },
  "package-lock.json": {
    ...lock("root"),
    packages: {
      "": { name: "root", version: "1.2.3", workspaces: ["packages/*"] },
      [`node_modules/@${scope}/a`]: { resolved: "packages/a", link: true },
      [`node_modules/@${scope}/b`]: { resolved: "packages/b", link: true },
      "packages/a": { name: `@${scope}/a`, version: "1.2.3" },
      "packages/b": { name: `@${scope}/b`, version: "1.2.3" },
    },
  },
  ...packageFiles(`@${scope}/a`, "packages/a/"),
  ...packageFiles(`@${scope}/b`, "packages/b/"),
});

/** A workspace of packages a, b, … of which each can be changed alone. */
const monorepo = (...names: readonly string[]): Files => {
  const folders = names.map((name) => `packages/${name}`);
  return {
    "package.json": { name: "root", version: "1.2.3", private: true, workspaces: ["packages/*"] },
    "package-lock.json": {
      ...lock("root"),
      packages: {
        "": { name: "root", version: "1.2.3", workspaces: ["packages/*"] },
        ...Object.fromEntries(
          folders.map((folder) => [
            `node_modules/@mono/${basename(folder)}`,
            { resolved: folder, link: true },
          ]),
        ),
        ...Object.fromEntries(
          folders.map((folder) => [folder, { name: `@mono/${basename(folder)}`, version: "1.2.3" }]),
        ),
      },
    },
    ".gitignore": "node_modules/\n",
    ...Object.assign({}, ...names.map((name) => packageFiles(`@mono/${name}`, `packages/${name}/`))),
  };
};
const leakIn = (name: string): Files => ({
  [`packages/${name}/dist/.env`]: "API_PASSWORD=correct-horse-battery-staple\n",
});
const six = ["a", "b", "c", "d", "e", "f"] as const;

let registry: Registry;
before(async () => {
  if (skip === false) registry = await startRegistry();
});
after(() => registry?.[Symbol.asyncDispose]());

interface Repository {
  readonly path: string;
  readonly event: Event;
}

/** A repository of two commits, the second one with the change, and the event that GitHub would send for it. */
async function repository(
  folder: string,
  name: EventName,
  files: Files,
  change: Files,
  options: EventOptions = {},
): Promise<Repository> {
  await writeProject(folder, files);
  const baseSha = await commit(folder);
  await writeProject(folder, change);
  const headSha = await commit(folder);
  return { path: folder, event: makeEvent(name, { ...options, baseSha, headSha }) };
}

async function run(
  name: string,
  eventName: EventName,
  files: Files,
  change: Files = {},
  options: { job?: string; edit?: (workflow: string) => string } = {},
): Promise<WorkflowRun> {
  await using folder = await temporaryFolder();
  const fork = name === "fork-pull-requests" ? "open" : "none";
  const { path, event } = await repository(folder.path, eventName, files, change, { fork });
  const { edit = (text) => text, ...rest } = options;
  return await runWorkflow({ ...rest, workflow: edit(await recipe(name)), project: path, event, registry });
}

const readme = () => readFile(join(ROOT, "README.md"), "utf8");

async function published(name: string): Promise<string | undefined> {
  const response = await fetch(new URL(name.replace("/", "%2f"), registry.url));
  if (response.status === 404) return undefined;
  return packument.parse(await response.json()).versions["1.2.3"]?.dist.integrity;
}

describe("a real runner", { skip, concurrency: 2 }, () => {
  for (const event of ["pull_request", "merge_group", "push"] as const) {
    test(`required-check on ${event}: a clean package is green`, async () => {
      const result = await run("required-check", event, single("clean"));
      assert.equal(result.exitCode, 0, result.log);
      assert.deepEqual(result.jobs, { lastgate: "success" });
      const gate = result.step("gate");
      assert.deepEqual([gate.outputs.get("verdict"), gate.outputs.get("errors")], ["passed", "0"]);
      assert.match(gate.outputs.get("integrity") ?? "", /^sha512-/);
      assert.match(gate.summary ?? "", /^## .*Passed/);
    });
  }

  test("the workflow that the README shows: a leak is red", async () => {
    const [workflow = ""] = [...(await readme()).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
      .map(([, block = ""]) => block)
      .filter((block) => /^jobs:$/m.test(block));
    const result = await run("required-check", "pull_request", single("shown"), leak, {
      edit: () => workflow,
    });
    const verdicts = result.steps.flatMap(({ outputs }) => outputs.get("verdict") ?? []);
    assert.deepEqual(
      [result.exitCode, result.jobs, verdicts],
      [1, { lastgate: "failure" }, ["stopped"]],
      result.log,
    );
  });

  test("required-check on pull_request: a leak is red, with outputs, summary and annotation", async () => {
    const result = await run("required-check", "pull_request", single("leaky"), leak);
    assert.equal(result.exitCode, 1, result.log);
    assert.deepEqual(result.jobs, { lastgate: "failure" });
    const gate = result.step("gate");
    assert.deepEqual([gate.result, gate.exitCode], ["failure", 1]);
    assert.equal(gate.outputs.get("verdict"), "stopped");
    assert.match(gate.summary ?? "", /^## .*Stopped: 1 error/);
    assert.match(gate.summary ?? "", /dist\/\.env/);
    assert.deepEqual(
      gate.annotations.filter(({ level }) => level === "error").map(({ file }) => file),
      // Where the edit goes that keeps it out.
      ["package.json"],
    );
    assert.ok(!result.log.includes("correct-horse"), "a value of .env is in the log");
  });

  test("required-check: what cannot be judged is red with exit code 2", async () => {
    const result = await run("required-check", "pull_request", single("unclear"), {
      ".github/lastgate.yml": "version: 1\nshipp: []\n",
    });
    assert.equal(result.exitCode, 1, result.log);
    const gate = result.step("gate");
    assert.deepEqual([gate.exitCode, gate.outputs.get("verdict")], [2, "could-not-judge"]);
  });

  test("fork-pull-requests: a leak is red, and the report is kept", async () => {
    const result = await run("fork-pull-requests", "pull_request", single("forked"), leak);
    assert.equal(result.exitCode, 1, result.log);
    assert.equal(result.step("gate").outputs.get("verdict"), "stopped");
    assert.equal(result.steps.find(({ name }) => name === "keep the report")?.result, "success", result.log);
  });

  const shards = [1, 2, 3, 4].map((index) => `shard (${index})`);
  const afterShards = (verdict: string) => ({
    ...Object.fromEntries(shards.map((job) => [job, "success"])),
    lastgate: verdict,
  });

  for (const event of ["pull_request", "merge_group"] as const) {
    test(`monorepo-matrix on ${event}: four jobs, one verdict, and it is green`, async () => {
      const result = await run("monorepo-matrix", event, monorepo(...six));
      assert.equal(result.exitCode, 0, result.log);
      assert.deepEqual(result.jobs, afterShards("success"));
      const { outputs, summary } = result.step("verdict");
      assert.deepEqual([outputs.get("verdict"), outputs.get("errors")], ["passed", "0"]);
      const judged = tarballs.parse(JSON.parse(outputs.get("tarballs") ?? ""));
      assert.deepEqual(
        judged.map(({ name }) => name),
        six.map((name) => `@mono/${name}`),
      );
      assert.match(summary ?? "", /^## .*Passed: nothing found in 6 packages\n/);
    });
  }

  test("monorepo-matrix: a leak in one share is red, and so is the verdict", async () => {
    const result = await run("monorepo-matrix", "pull_request", monorepo(...six), leakIn("b"));
    assert.equal(result.exitCode, 1, result.log);
    // Not the jobs' results: act gives that of one job of a matrix to those that end after it.
    const gates = result.steps.filter(({ id }) => id === "gate");
    assert.deepEqual(
      Object.fromEntries(gates.map((gate) => [gate.job, gate.outputs.get("verdict")])),
      Object.fromEntries(shards.map((job, at) => [job, at === 1 ? "stopped" : "passed"])),
    );
    assert.equal(result.jobs.lastgate, "failure");
    const verdict = result.step("verdict");
    assert.deepEqual([verdict.exitCode, verdict.outputs.get("verdict")], [1, "stopped"]);
    assert.match(verdict.summary ?? "", /^## .*Stopped: 1 error in 1 of 6 packages\n/);
  });

  test("monorepo-matrix: a shard whose report is lost is red with exit code 2", async () => {
    const edit = (text: string) => {
      const changed = text.replace("!cancelled() &&", "matrix.shard != 3 &&");
      assert.notEqual(changed, text);
      return changed;
    };
    const result = await run("monorepo-matrix", "pull_request", monorepo(...six), {}, { edit });
    assert.deepEqual(result.jobs, afterShards("failure"), result.log);
    const verdict = result.step("verdict");
    assert.deepEqual([verdict.exitCode, verdict.outputs.get("verdict")], [2, "could-not-judge"]);
    assert.match(verdict.summary ?? "", /The report of shard 3 of 4 is missing/);
  });

  /** The workflow is a file of no package, so it has to be there before the change. */
  const ownWorkflow = async () => ({ ".github/workflows/workflow.yml": await recipe("changed-only") });

  for (const event of ["pull_request", "merge_group"] as const) {
    test(`changed-only on ${event}: a leak that the change does not touch is not looked for`, async () => {
      const files = { ...monorepo("a", "b", "c"), ...leakIn("b"), ...(await ownWorkflow()) };
      const result = await run("changed-only", event, files, { "packages/c/README.md": "# new\n" });
      assert.equal(result.exitCode, 0, result.log);
      const names = tarballs.parse(JSON.parse(result.step("gate").outputs.get("tarballs") ?? ""));
      assert.deepEqual(
        names.map(({ name }) => name),
        ["@mono/c"],
      );
      assert.match(result.step("gate").summary ?? "", /2 of 3 packages were left out/);
    });
  }

  test("changed-only: a leak in what changed is red; when nothing changed the job is green and says so", async () => {
    const files = { ...monorepo("a", "b"), ...(await ownWorkflow()) };
    const red = await run("changed-only", "pull_request", files, leakIn("b"));
    assert.deepEqual([red.exitCode, red.step("gate").outputs.get("errors")], [1, "1"], red.log);
    const green = await run("changed-only", "pull_request", files);
    assert.deepEqual([green.exitCode, green.step("gate").outputs.get("verdict")], [0, "passed"], green.log);
    assert.match(
      green.step("gate").summary ?? "",
      /There is nothing to judge: none of 2 packages changed since/,
    );
  });

  for (const [name, event] of [
    ["build-and-publish", "release"],
    ["release-please", "push"],
    ["private-registry", "release"],
    ["attest", "release"],
  ] as const) {
    test(`${name}: what the registry holds is what was judged`, async () => {
      const packageName = `@acme/${name}`;
      const result = await run(name, event, single(packageName));
      assert.equal(result.exitCode, 0, result.log);
      assert.equal(result.jobs.publish, "success");
      assert.equal(await published(packageName), result.step("gate").outputs.get("integrity"));
    });
  }

  test("trusted-publishing: every package of the workspace is published as it was judged", async () => {
    const result = await run("trusted-publishing", "push", workspace("trusted"));
    assert.equal(result.exitCode, 0, result.log);
    const judged = tarballs.parse(JSON.parse(result.step("gate").outputs.get("tarballs") ?? ""));
    assert.deepEqual(judged.map(({ name }) => name).sort(), ["@trusted/a", "@trusted/b"]);
    for (const { name, integrity } of judged) assert.equal(await published(name), integrity);
  });

  test("lerna-nx: publishes only the versions that the registry does not have", async () => {
    const files = workspace("lerna");
    const first = await run("lerna-nx", "push", {
      ...files,
      ...packageFiles("@lerna/b", "packages/b/", "1.2.2"),
    });
    assert.equal(first.exitCode, 0, first.log);
    const before = await published("@lerna/a");
    const second = await run("lerna-nx", "push", files);
    assert.equal(second.exitCode, 0, second.log);
    const [a, b] = tarballs.parse(JSON.parse(second.step("gate").outputs.get("tarballs") ?? ""));
    assert.deepEqual([a?.name, b?.name], ["@lerna/a", "@lerna/b"]);
    assert.equal(await published("@lerna/a"), before);
    assert.notEqual(before, a?.integrity);
    assert.equal(await published("@lerna/b"), b?.integrity);
  });

  test("build-and-publish: after a leak nothing is published", async () => {
    const result = await run("build-and-publish", "release", single("@acme/leaky"), leak);
    assert.equal(result.exitCode, 1, result.log);
    assert.deepEqual(result.jobs, { build: "failure" });
    assert.equal(await published("@acme/leaky"), undefined);
  });

  test("build-and-publish: a tarball that was changed between the jobs is not published", async () => {
    const edit = (text: string) => {
      const changed = text.replace('"$RUNNER_TEMP/package.tgz"', '$&; echo x >> "$RUNNER_TEMP/package.tgz"');
      assert.notEqual(changed, text);
      return changed;
    };
    const result = await run("build-and-publish", "release", single("@acme/changed"), {}, { edit });
    assert.deepEqual(result.jobs, { build: "success", publish: "failure" }, result.log);
    assert.equal(await published("@acme/changed"), undefined);
  });

  test("staged-publishing: the tarball is built and judged", async () => {
    const result = await run("staged-publishing", "release", single("staged"), {}, { job: "build" });
    assert.deepEqual([result.exitCode, result.jobs], [0, { build: "success" }], result.log);
    assert.equal(result.step("gate").outputs.get("verdict"), "passed");
  });

  test("the fake runner of the other tests reads a step as act does", async () => {
    await using folder = await temporaryFolder();
    const change = { ...leak, "dist/a b,c:d%.pem": "-----BEGIN PRIVATE KEY-----\n" };
    const { path, event } = await repository(folder.path, "pull_request", single("compared"), change, {
      fork: "open",
    });
    await using fake = await runStep({
      workspace: folder.path,
      event,
      inputs: { "check-name": "" },
      token: "",
    });
    const result = await runWorkflow({
      workflow: await recipe("fork-pull-requests"),
      project: path,
      event,
    });
    const real = result.step("gate");
    assert.deepEqual([real.exitCode, fake.exitCode], [1, 1], result.log);
    for (const name of ["verdict", "errors", "warnings"])
      assert.equal(real.outputs.get(name), fake.outputs.get(name), name);
    assert.deepEqual([...real.outputs.keys()].sort(), [...fake.outputs.keys()].sort());
    assert.deepEqual(
      real.annotations,
      fake.annotations.map(({ level, message, file, line }) => ({ level, message, file, line })),
    );
    // The build writes another file each time, and the two find different npms.
    const same = (summary: string | null) =>
      (summary ?? "")
        .replaceAll(/sha512-[\w+/=…]+/g, "sha512")
        .replaceAll(/[\d.,]+(?:&nbsp;| )k?B/g, "size")
        .replaceAll(/npm \d+\.\d+\.\d+/g, "npm");
    assert.equal(same(real.summary), same(fake.summary));
  });
});
