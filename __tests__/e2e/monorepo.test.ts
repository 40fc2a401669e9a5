import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseReport } from "../../src/report/parse.ts";
import type { Report } from "../../src/report/report.ts";
import { tarballBytes, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { runStep } from "./runner.ts";

const cli = join(import.meta.dirname, "../../dist/cli.js");
const version = "1.0.0";
const root = { name: "root", private: true, workspaces: ["packages/*"] };
const map = JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: ["x"], mappings: "AAAA" });

/** The command line on a workspace, with a folder for temporary files of its own. */
async function check(
  folder: string,
): Promise<{ readonly code: number; readonly report: Report; readonly said: string }> {
  const [tree, temporary] = [join(folder, "tree"), join(folder, "tmp")];
  await mkdir(temporary);
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, [cli, "check", "--format", "json"], { cwd: tree, env });
  let [output, said] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "close");
  return { code: Number(code), report: parseReport(output), said };
}

const findings = ({ packages }: Report) =>
  packages.flatMap(({ name, findings: all }) =>
    all.filter(({ level }) => level === "error").map(({ rule, path }) => `${name} ${rule} ${path}`),
  );

test("one step judges a workspace: what fails to pack hides no leak, and the log says how far it is", async () => {
  await using folder = await temporaryFolder();
  const failing = { name: "c", version, scripts: { prepack: "echo no compiler here && exit 7" } };
  await writeProject(folder.path, {
    "package.json": root,
    "packages/a/package.json": { name: "a", version, scripts: { prepack: "exit 0" } },
    "packages/b/package.json": { name: "b", version, scripts: { prepack: "node build.cjs" }, files: ["out"] },
    "packages/b/build.cjs": `
      const fs = require("node:fs");
      fs.mkdirSync("out", { recursive: true });
      fs.writeFileSync("out/a.js.map", ${JSON.stringify(map)});`,
    "packages/c/package.json": failing,
    "packages/d/package.json": { name: "d", version, scripts: { prepack: "exit 0" } },
    "packages/e/package.json": { name: "e", version },
    "packages/e/.env": "PASSWORD=correct-horse-battery",
    "packages/f/package.json": { name: "f", version },
  });
  await using step = await runStep({ workspace: folder.path });
  assert.equal(step.exitCode, 2, step.raw);
  const report = parseReport(await readFile(step.outputs.get("report") ?? "", "utf8"));
  assert.deepEqual(
    report.packages.map(({ name }) => name),
    ["a", "b", "d", "e", "f"],
  );
  assert.deepEqual(findings(report), ["b source-map out/a.js.map", "e secret-file .env"]);
  assert.deepEqual(
    report.failures.map(({ kind, subject }) => [kind, subject]),
    [["pack-failed", "c"]],
  );
  assert.match(report.failures[0]?.message ?? "", /^`npm pack` failed with exit code 7 in .*packages\/c:/);
  assert.match(report.failures[0]?.detail.join("\n") ?? "", /no compiler here/);
  const log = step.log.join("\n");
  for (const line of ["Packing 4 packages with npm", "Packing 2 packages with npm", "Packed 6 of 6"])
    assert.match(log, new RegExp(`^${line}$`, "m"));
  assert.match(log, /^Packed 1 of 6; the batch did not end well, so 3 are packed again in smaller ones$/m);
});

test("what a later script does to an earlier tarball is judged", async () => {
  await using folder = await temporaryFolder();
  const tree = join(folder.path, "tree");
  const other = await tarballBytes({ ".env": "PASSWORD=correct-horse-battery" }, { name: "a", version });
  await mkdir(tree);
  await writeFile(join(tree, "other.tgz"), other);
  await writeProject(tree, {
    "package.json": root,
    "packages/a/package.json": { name: "a", version, scripts: { prepack: "exit 0" } },
    "packages/b/package.json": { name: "b", version, scripts: { postpack: "node ../../swap.cjs" } },
    "swap.cjs": `
      const { npm_config_pack_destination: folder } = process.env;
      require("node:fs").copyFileSync(__dirname + "/other.tgz", folder + "/a-1.0.0.tgz");`,
  });
  const { code, report, said } = await check(folder.path);
  assert.equal(code, 1, said);
  assert.deepEqual(findings(report), ["a secret-file .env"]);
});

test("a tarball that a later script took away, or made a link, could not be judged", {
  skip: process.platform === "win32",
}, async () => {
  await using folder = await temporaryFolder();
  await writeProject(join(folder.path, "tree"), {
    "package.json": root,
    "packages/a/package.json": { name: "a", version, scripts: { prepack: "exit 0" } },
    "packages/b/package.json": { name: "b", version, scripts: { prepack: "exit 0" } },
    // Packed by itself, and so after the others have been looked at.
    "packages/c/package.json": { name: "c", version, scripts: { prepublishOnly: "node ../../take.cjs" } },
    "take.cjs": `
      const fs = require("node:fs"), path = require("node:path");
      const top = process.env.TMPDIR;
      for (const name of fs.readdirSync(top, { recursive: true })) {
        const file = path.join(top, name);
        if (name.endsWith("a-1.0.0.tgz")) { fs.renameSync(file, file + ".kept"); fs.symlinkSync(file + ".kept", file); }
        if (name.endsWith("b-1.0.0.tgz")) fs.rmSync(file);
      }`,
  });
  const { code, report, said } = await check(folder.path);
  assert.equal(code, 2, said);
  assert.deepEqual(
    report.failures.map(({ kind, subject }) => [kind, subject]),
    [
      ["tarball-replaced", "a"],
      ["tarball-replaced", "b"],
    ],
  );
  assert.match(
    report.failures[0]?.message ?? "",
    /^The tarball of a, .*a-1\.0\.0\.tgz, was removed or replaced/,
  );
});

test("the policy says how many packages whose scripts run are packed at once", async () => {
  // Each waits for the other: one at a time, the first would give up.
  const meet = (other: string) =>
    `node -e "const fs = require('fs'), end = Date.now() + 8000; fs.writeFileSync('here', ''); while (!fs.existsSync('../${other}/here')) if (Date.now() > end) process.exit(1)"`;
  const files = {
    "package.json": root,
    "packages/a/package.json": { name: "a", version, files: ["a.js"], scripts: { prepack: meet("b") } },
    "packages/b/package.json": { name: "b", version, files: ["b.js"], scripts: { prepack: meet("a") } },
  };
  for (const [policy, expected] of [
    ["version: 1\npack: { concurrency: 2 }\n", 0],
    ["version: 1\n", 2],
  ] as const) {
    await using folder = await temporaryFolder();
    await writeProject(join(folder.path, "tree"), { ...files, ".github/lastgate.yml": policy });
    const { code, said } = await check(folder.path);
    assert.equal(code, expected, `${policy}${said}`);
  }
});
