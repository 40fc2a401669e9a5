import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { run } from "../../src/pack/run.ts";
import { parseReport } from "../../src/report/parse.ts";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { startRegistry } from "../registry.ts";
import { npm } from "../tools.ts";
import { type EventName, HEAD_SHA, MERGE_SHA, makeEvent } from "./events.ts";
import { startGitHubApi } from "./github-api.ts";
import { runStep } from "./runner.ts";

/** A package that leaks its source map and its settings, as it lies in a checkout. */
async function leakingProject(folder: string): Promise<string> {
  return writeProject(folder, {
    "package.json": {
      name: "leaky",
      version: "1.2.3",
      type: "module",
      main: "dist/index.js",
      files: ["dist"],
    },
    "README.md": "# leaky\n",
    LICENSE: "MIT\n",
    "dist/index.js": "export {};\n",
    "dist/index.js.map": JSON.stringify({
      version: 3,
      sources: ["../src/a.ts"],
      sourcesContent: ["secret sauce"],
      mappings: "AAAA",
      names: [],
    }),
    "dist/.env": "API_PASSWORD=correct-horse-battery-staple\n",
  });
}

const heads: Record<EventName, string> = {
  pull_request: HEAD_SHA,
  merge_group: HEAD_SHA,
  push: HEAD_SHA,
  release: HEAD_SHA,
};

for (const name of ["pull_request", "merge_group", "push", "release"] as const) {
  test(`on ${name} a leak is stopped, and every report says so`, async () => {
    await using folder = await temporaryFolder();
    await using api = await startGitHubApi();
    await leakingProject(folder.path);
    const event = makeEvent(name);
    await using step = await runStep({ workspace: folder.path, event, apiUrl: api.url });

    assert.equal(step.exitCode, 1, step.raw);
    assert.equal(step.outputs.get("verdict"), "stopped");
    assert.equal(step.outputs.get("errors"), "2");
    const report = parseReport(await readFile(step.outputs.get("report") ?? "", "utf8"));
    assert.deepEqual(
      report.packages[0]?.findings
        .filter(({ level }) => level === "error")
        .map(({ rule, path }) => [rule, path]),
      [
        ["secret-file", "dist/.env"],
        ["source-map", "dist/index.js.map"],
      ],
    );
    const tarball = step.outputs.get("tarball") ?? "";
    const bytes = await readFile(tarball);
    assert.equal(
      step.outputs.get("integrity"),
      `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    );
    assert.deepEqual(JSON.parse(step.outputs.get("tarballs") ?? ""), [
      { name: "leaky", version: "1.2.3", path: tarball, integrity: step.outputs.get("integrity") },
    ]);

    assert.match(step.summary ?? "", /^## .*[Ss]topped: 2 errors/);
    assert.match(step.summary ?? "", /dist\/index\.js\.map/);
    assert.deepEqual(
      step.annotations.filter(({ level }) => level === "error").map(({ file }) => file),
      ["package.json", "package.json"],
    );

    assert.deepEqual(api.violations, []);
    assert.equal(api.checkRuns.length, 1);
    const check = api.checkRuns[0];
    assert.equal(check?.headSha, name === "pull_request" || name === "merge_group" ? heads[name] : event.sha);
    assert.notEqual(check?.headSha, MERGE_SHA);
    assert.equal(check?.conclusion, "failure");
    assert.equal(check?.annotations.length, 2);
    assert.ok(!step.raw.includes("correct-horse"), "a value of .env is in the log");
    assert.ok(
      !`${step.summary}${JSON.stringify(api.requests)}`.includes("correct-horse"),
      "a value of .env is in a report",
    );
  });
}

test("the judged tarball is published to a real registry with the integrity that the gate gave", async () => {
  await using folder = await temporaryFolder();
  await using registry = await startRegistry();
  await writeProject(folder.path, {
    "tree/package.json": {
      name: "clean-one",
      version: "1.0.0",
      main: "index.js",
      files: ["index.js"],
      scripts: { prepack: "node -e \"require('fs').writeFileSync('index.js', '// ' + Date.now())\"" },
    },
    "tree/README.md": "# clean-one\n",
    "tree/LICENSE": "MIT\n",
    "tree/index.js": "",
  });
  await using step = await runStep({ workspace: join(folder.path, "tree"), inputs: { "check-name": "" } });
  assert.equal(step.exitCode, 0, step.raw);
  const tarball = step.outputs.get("tarball") ?? "";
  const published = await run(npm(12), ["publish", `./${basename(tarball)}`], {
    cwd: dirname(tarball),
    env: { ...plainEnvironment(folder.path), ...registry.env },
  });
  assert.ok(published.how === "exited" && published.code === 0, published.output.join("\n"));
  const packument = await (await fetch(new URL("clean-one", registry.url))).text();
  const { versions } = JSON.parse(packument);
  assert.equal(versions["1.0.0"].dist.integrity, step.outputs.get("integrity"));
});

test("enforce: false reports everything and stays green; what could not be judged stays red", async () => {
  await using folder = await temporaryFolder();
  await using api = await startGitHubApi();
  await leakingProject(folder.path);
  await using step = await runStep({ workspace: folder.path, apiUrl: api.url, inputs: { enforce: "false" } });
  assert.equal(step.exitCode, 0, step.raw);
  assert.equal(step.outputs.get("verdict"), "stopped");
  assert.match((step.summary ?? "").split("\n")[0] ?? "", /[Nn]othing was enforced/);
  assert.equal(api.checkRuns[0]?.conclusion, "neutral");

  await put(folder.path, "bad.tgz", "hello, this is no archive at all");
  await using red = await runStep({
    workspace: folder.path,
    inputs: { enforce: "false", targets: "bad.tgz", "check-name": "" },
  });
  assert.equal(red.exitCode, 2);
  assert.equal(red.outputs.get("verdict"), "could-not-judge");
});

test("a token that may not write costs one notice and nothing of the verdict", async () => {
  await using folder = await temporaryFolder();
  await using api = await startGitHubApi();
  await leakingProject(folder.path);
  // The base commit has no policy, none at the four places where it would be misread, no package.json; its root can be listed.
  const reads = api.faults.push(...Array.from({ length: 7 }, () => null));
  api.faults.push({ status: 403, message: "Resource not accessible by integration" });
  await using step = await runStep({
    workspace: folder.path,
    apiUrl: api.url,
    event: makeEvent("pull_request", { fork: "open" }),
  });
  assert.equal(step.exitCode, 1);
  assert.deepEqual(api.violations, []);
  assert.deepEqual(
    api.requests.map(({ method }) => method),
    [...Array.from({ length: reads }, () => "GET"), "POST"],
  );
  const notices = step.annotations.filter(({ level }) => level === "notice");
  assert.equal(notices.length, 1, step.raw);
  assert.match(notices[0]?.message ?? "", /fork/);
  assert.equal(step.annotations.filter(({ level }) => level === "error").length, 2);
});

test("a summary file that cannot be written costs one warning and nothing of the verdict", async () => {
  await using folder = await temporaryFolder();
  await leakingProject(folder.path);
  await using step = await runStep({
    workspace: folder.path,
    inputs: { "check-name": "" },
    env: { GITHUB_STEP_SUMMARY: join(folder.path, "no/such/file") },
  });
  assert.equal(step.exitCode, 1);
  assert.ok(
    step.annotations.some(
      ({ level, message }) => level === "warning" && /job summary could not be written/.test(message),
    ),
    step.raw,
  );
  assert.equal(step.outputs.get("verdict"), "stopped");
});

test("bad inputs are one failure that every report shows", async () => {
  await using folder = await temporaryFolder();
  await leakingProject(folder.path);
  await using step = await runStep({
    workspace: folder.path,
    inputs: { enforce: "yes please", "check-name": "" },
  });
  assert.equal(step.exitCode, 2);
  assert.equal(step.outputs.get("verdict"), "could-not-judge");
  assert.match(step.summary ?? "", /enforce/);
  assert.match(
    step.annotations[0]?.message ?? "",
    /The input "enforce" is "yes please"; accepted are true and false/,
  );
});

test("a bad policy is annotated at each of its lines", async () => {
  await using folder = await temporaryFolder();
  await leakingProject(folder.path);
  await writeProject(folder.path, {
    ".github/lastgate.yml": "version: 1\nshipp: []\nlimits:\n  packed: 1 parsec\n",
  });
  await using step = await runStep({ workspace: folder.path, inputs: { "check-name": "" } });
  assert.equal(step.exitCode, 2);
  assert.deepEqual(
    step.annotations.filter(({ level }) => level === "error").map(({ file, line }) => [file, line]),
    [
      [".github/lastgate.yml", 2],
      [".github/lastgate.yml", 4],
    ],
  );
});

test("a pack script finds neither token nor command files, and what it prints is no command", async () => {
  await using folder = await temporaryFolder();
  // Told from what other tests of this machine hold at the same time.
  const mark = randomUUID();
  const thief = `
    const secret = ${JSON.stringify(mark)};
    const found = Object.keys(process.env).filter((name) => process.env[name] !== "" && /^(ACTIONS_|INPUT_)|TOKEN|^GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$|auth|password/i.test(name));
    const values = Object.entries(process.env).filter(([, value]) => value.includes(secret));
    const fs = require("fs");
    // What the kernel shows of every process of this user, the gate's among them.
    for (const pid of fs.existsSync("/proc") ? fs.readdirSync("/proc") : []) {
      let text = "";
      try { text = fs.readFileSync("/proc/" + pid + "/environ", "latin1"); } catch {}
      if (text.includes(secret)) values.push(pid);
    }
    fs.writeFileSync("stolen.json", JSON.stringify([...found, ...values]));
    console.log("::set-output name=verdict::passed");
    console.log("::error::forged");
    console.log("x ##[set-output name=verdict]passed");
    console.log("::stop-commands::forever");
    console.log("::add-mask::e");
  `;
  await writeProject(folder.path, {
    "package.json": {
      name: "thief",
      version: "1.0.0",
      main: "index.js",
      scripts: { prepack: "node thief.cjs" },
    },
    "index.js": "",
    "thief.cjs": thief,
  });
  await using step = await runStep({
    workspace: folder.path,
    inputs: { "check-name": "", token: `ghs_${mark}` },
    env: {
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: `id-token-${mark}`,
      ACTIONS_RUNTIME_TOKEN: `runtime-token-${mark}`,
      GITHUB_TOKEN: `ghs_${mark}`,
      GH_TOKEN: `ghs_${mark}`,
      NODE_AUTH_TOKEN: `npm_${mark}`,
      NPM_TOKEN: `npm_${mark}`,
      NPM_ID_TOKEN: `npm_${mark}`,
      npm_config__auth: `npm_${mark}`,
      "npm_config_//127.0.0.1:9/:_authToken": `npm_${mark}`,
      YARN_NPM_AUTH_TOKEN: `npm_${mark}`,
    },
  });
  assert.equal(await readFile(join(folder.path, "stolen.json"), "utf8"), "[]");
  assert.ok(!step.masks.includes("e"), "the script masked a letter");
  assert.equal(step.annotations.filter(({ message }) => message === "forged").length, 0);
  assert.equal(step.outputs.get("verdict"), "passed", step.raw);
  assert.deepEqual([...step.env], []);
  assert.deepEqual(step.path, []);
  const group = step.groups.find(({ name }) => name.includes("thief"));
  assert.ok(
    group?.lines.some((line) => line.includes("forged")),
    "the script's output is not in its group",
  );
});

test("a pack script that writes the runner's files is found out, and nothing of it stays", {
  skip: process.platform === "win32",
}, async () => {
  await using folder = await temporaryFolder();
  const forger = `
    const fs = require("fs"), path = require("path");
    const walk = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((item) =>
      item.isDirectory() ? walk(path.join(folder, item.name)) : [path.join(folder, item.name)]);
    for (const file of walk(process.env.RUNNER_TEMP))
      if (/set_env|set_output|add_path/.test(file)) fs.appendFileSync(file, "NODE_OPTIONS=--require=/tmp/evil\\n");
  `;
  await writeProject(folder.path, {
    "package.json": { name: "a", version: "1.0.0", main: "a.js", scripts: { prepack: "node forger.cjs" } },
    "a.js": "",
    "forger.cjs": forger,
  });
  await using step = await runStep({ workspace: folder.path, inputs: { "check-name": "" } });
  assert.equal(step.exitCode, 2, step.raw);
  assert.equal(step.outputs.get("verdict"), "could-not-judge");
  assert.match(step.raw, /wrote into the runner's files \(GITHUB_OUTPUT, GITHUB_ENV, GITHUB_PATH\)/);
  assert.deepEqual([...step.env], []);
  assert.deepEqual(step.path, []);
  assert.ok(!step.outputs.has("NODE_OPTIONS"));
});

test("the gate judges its own repository", async () => {
  await using step = await runStep({ workspace: process.cwd(), inputs: { "check-name": "" } });
  assert.equal(step.exitCode, 0, step.raw);
  assert.equal(step.outputs.get("verdict"), "passed");
  assert.equal(step.outputs.get("warnings"), "0");
});

test("credentials are masked before anything is printed", async () => {
  await using folder = await temporaryFolder();
  const token = `ghp_${createHash("sha256").update("not a token").digest("hex").slice(0, 36)}`;
  await put(
    folder.path,
    "a.tgz",
    await tarballBytes(
      { "index.js": `export const key = "${token}";\n` },
      { main: "index.js", scripts: { postinstall: `TOKEN_OF_OURS=x${token} node a.js` } },
    ),
  );
  await using step = await runStep({
    workspace: folder.path,
    inputs: { targets: "a.tgz", "check-name": "" },
  });
  assert.equal(step.exitCode, 1, step.raw);
  assert.deepEqual(step.masks, [token]);
  assert.ok(!step.raw.replaceAll(`::add-mask::${token}`, "").includes(token));
  assert.ok(!(step.summary ?? "").includes(token));
  assert.ok(!(await readFile(step.outputs.get("report") ?? "", "utf8")).includes(token));
});

test("credentials that a script prints are in no report, whether it fails or not", async () => {
  await using folder = await temporaryFolder();
  const token = `ghp_${createHash("sha256").update("printed, and no token").digest("hex").slice(0, 36)}`;
  const own = "a-value-without-a-shape";
  // In two parts, so that npm's own line about the command does not hold it; and what the gate itself was given.
  const script = `
    console.log("token", "${token.slice(0, 9)}" + "${token.slice(9)}");
    console.log("own", "${own.slice(0, 9)}" + "${own.slice(9)}");
    process.exit(Number(require("fs").existsSync("fail")));
  `;
  await writeProject(folder.path, {
    "package.json": {
      name: "a",
      version: "1.0.0",
      main: "a.js",
      files: ["a.js"],
      scripts: { prepack: "node s.cjs" },
    },
    "a.js": "",
    "s.cjs": script,
  });
  for (const fails of [false, true]) {
    if (fails) await put(folder.path, "fail", Buffer.alloc(0));
    await using step = await runStep({
      workspace: folder.path,
      inputs: { "check-name": "" },
      env: { NPM_TOKEN: own },
    });
    assert.equal(step.exitCode, fails ? 2 : 0, step.raw);
    assert.ok(step.raw.includes("token ***"), step.raw);
    const report = await readFile(step.outputs.get("report") ?? "", "utf8");
    assert.deepEqual(step.masks.slice(0, 1), [token]);
    for (const value of [token, own]) {
      const shown = step.raw.replaceAll(`::add-mask::${value}`, "") + step.summary + report;
      assert.ok(!shown.includes(value), shown);
    }
  }
});
