import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseReport } from "../../src/report/parse.ts";
import { tarballBytes, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { runStep } from "./runner.ts";

const version = "1.0.0";

/** Code that stays large when it is packed. */
const large = Array.from(
  { length: 2000 },
  (_, line) => `// ${createHash("sha512").update(String(line)).digest("base64")}\n`,
).join("");

/** In seconds: long enough for the gate to have judged what lies there. */
const pause = 3;

/** What the last script does to a package that the gate has judged by then. `place` is the folder of its tarball. */
const cases: readonly {
  readonly what: string;
  readonly script: string;
  readonly exitCode: number;
  readonly findings: readonly string[];
  readonly failures?: readonly string[];
  /** How often the package's tarball is judged. */
  readonly judged: number;
  /** Small enough to be judged in a moment, when everything is packed. */
  readonly isSmall?: boolean;
  /** When npm, which reads every package.json of the workspace, has nothing more to read. */
  readonly afterPacking?: boolean;
}[] = [
  { what: "leaves everything alone", script: "", exitCode: 0, findings: [], judged: 1 },
  {
    what: "writes the same bytes again",
    script: `const file = place + "/a-1.0.0.tgz"; fs.writeFileSync(file, fs.readFileSync(file));`,
    exitCode: 0,
    findings: [],
    judged: 1,
  },
  {
    what: "puts another tarball in the place of one that was judged",
    script: `fs.copyFileSync(__dirname + "/other.tgz", place + "/a-1.0.0.tgz");`,
    exitCode: 1,
    findings: ["a secret-file .env"],
    judged: 2,
  },
  {
    what: "adds bytes to a tarball that was judged",
    script: `fs.appendFileSync(place + "/a-1.0.0.tgz", "more");`,
    exitCode: 2,
    findings: [],
    failures: ["unreadable-tarball a"],
    judged: 2,
  },
  {
    what: "puts another tarball in the place of a small one, which can wait",
    script: `fs.copyFileSync(__dirname + "/other.tgz", place + "/a-1.0.0.tgz");`,
    exitCode: 1,
    findings: ["a secret-file .env"],
    judged: 1,
    isSmall: true,
  },
  {
    what: "takes away a tarball that was judged",
    script: `fs.rmSync(place + "/a-1.0.0.tgz");`,
    exitCode: 2,
    findings: [],
    failures: ["tarball-replaced a"],
    judged: 1,
  },
  {
    what: "changes the package.json of a package that was judged",
    script: `
      const file = __dirname + "/packages/a/package.json";
      const manifest = { ...JSON.parse(fs.readFileSync(file)), scripts: { postinstall: "node evil.js" } };
      fs.writeFileSync(file, JSON.stringify(manifest));`,
    exitCode: 1,
    findings: ["a manifest-mismatch package.json"],
    judged: 2,
  },
  {
    what: "gives a package that was judged another name",
    script: `
      const file = __dirname + "/packages/a/package.json";
      fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file)), name: "b" }));`,
    exitCode: 2,
    findings: [],
    failures: ["manifest-identity-mismatch a"],
    judged: 2,
  },
  {
    what: "puts a pipe in the place of a package.json that was read",
    script: `
      fs.rmSync(__dirname + "/packages/a/package.json");
      require("node:child_process").execFileSync("mkfifo", [__dirname + "/packages/a/package.json"]);`,
    exitCode: 2,
    findings: [],
    failures: ["invalid-manifest a"],
    judged: 1,
    afterPacking: true,
  },
  {
    what: "puts a pipe in the place of a tarball that was judged",
    script: `
      fs.rmSync(place + "/a-1.0.0.tgz");
      require("node:child_process").execFileSync("mkfifo", [place + "/a-1.0.0.tgz"]);`,
    exitCode: 2,
    findings: [],
    failures: ["tarball-replaced a"],
    judged: 1,
  },
];

describe("judging ahead, while others are packed", { concurrency: 4 }, () => {
  for (const { what, script, exitCode, findings, failures = [], judged, isSmall, afterPacking } of cases) {
    test(`a later script that ${what}`, async () => {
      await using folder = await temporaryFolder();
      const other = await tarballBytes({ ".env": "PASSWORD=correct-horse-battery" }, { name: "a", version });
      await writeFile(join(folder.path, "other.tgz"), other);
      await writeProject(folder.path, {
        "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
        "packages/a/package.json": { name: "a", version, scripts: { prepack: "exit 0" }, files: ["a.js"] },
        "packages/a/a.js": isSmall ? "1;\n" : large,
        // By itself, and so after the others: a batch looks at its own tarballs when it ends.
        "packages/c/package.json": {
          name: "c",
          version,
          scripts: {
            prepublishOnly: "exit 0",
            [afterPacking ? "postpack" : "prepublishOnly"]: "node ../../late.cjs",
          },
        },
        "late.cjs": `
          const fs = require("node:fs"), path = require("node:path");
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${pause * 1000});
          const found = fs.readdirSync(process.env.RUNNER_TEMP, { recursive: true });
          const place = path.join(process.env.RUNNER_TEMP, path.dirname(found.find((name) => name.endsWith("a-1.0.0.tgz"))));
          ${script}`,
      });
      await using step = await runStep({ workspace: folder.path, inputs: { "check-name": "" } });
      const report = parseReport(await readFile(step.outputs.get("report") ?? "", "utf8"));
      assert.equal(step.exitCode, exitCode, step.raw);
      assert.deepEqual(
        report.packages.flatMap(({ name, findings: all }) =>
          all.filter(({ level }) => level === "error").map(({ rule, path }) => `${name} ${rule} ${path}`),
        ),
        findings,
      );
      assert.deepEqual(
        report.failures.map(({ kind, subject }) => `${kind} ${subject}`),
        failures,
      );
      const times = step.log.filter((line) => /^Judging .*\ba-1\.0\.0\.tgz$/.test(line));
      assert.equal(times.length, judged, step.log.join("\n"));
    });
  }
});
