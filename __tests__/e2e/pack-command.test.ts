import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { run } from "../../src/pack/run.ts";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { reals } from "../pack/managers.ts";
import { plainEnvironment, type writeProject } from "../project.ts";
import { node } from "../tools.ts";
import { site } from "./site.ts";

type Files = Parameters<typeof writeProject>[1];

const npm = reals.find(({ label }) => label === "npm 11");
assert.ok(npm !== undefined);

const twoPackages: Files = {
  ".github/lastgate.yml":
    'version: 1\nextends: none\nrules: { unlisted-file: error }\npackages: { "@sample/b": { ship: [package.json, dist/] } }\n',
  "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
  "packages/a/package.json": { name: "@sample/a", version: "1.0.0" },
  "packages/b/package.json": { name: "@sample/b", version: "1.0.0", files: ["dist", "src"] },
  "packages/b/dist/index.js": "1\n",
  "packages/b/src/index.ts": "1\n",
  "packages/c/package.json": { name: "@sample/c", version: "1.0.0" },
};

describe("a pack command", { concurrency: 2 }, () => {
  test("packs several packages, each judged by its own part of the policy and placed in its own folder", async () => {
    await using folder = await temporaryFolder();
    const { root, judge } = await site(folder.path, npm, twoPackages);
    const packCommand = `npm pack --pack-destination {destination} ./packages/b
echo "$LASTGATE_DESTINATION [$GITHUB_TOKEN]" > where.txt
npm pack --pack-destination "$LASTGATE_DESTINATION" ./packages/a`;
    const env = { ...plainEnvironment(folder.path), PATH: `${join(folder.path, "bin")}:${process.env.PATH}` };
    const report = await judge({ packCommand, env: { ...env, GITHUB_TOKEN: "s3cret" } });
    assert.deepEqual(report.failures, []);
    assert.equal(report.outcome, "stopped");
    assert.deepEqual(
      report.packages.map(({ name, directory, packedWith, findings }) => [
        name,
        directory,
        packedWith,
        findings.map(({ rule, path, why, at }) => [rule, path, why, at?.file]),
      ]),
      [
        ["@sample/a", "packages/a", null, []],
        [
          "@sample/b",
          "packages/b",
          null,
          [["unlisted-file", "src/index.ts", "ships because `files[1]` is `src`", ".github/lastgate.yml"]],
        ],
      ],
    );
    assert.deepEqual(report.notes, ["The pack command wrote no tarball of @sample/c, so none was judged."]);
    assert.match(await readFile(join(root, "where.txt"), "utf8"), /\/out\/pack-\w+ \[\]\n/);
  });

  test("may pack what no folder holds, and takes ready tarballs beside it", async () => {
    await using folder = await temporaryFolder();
    const { root, judge } = await site(folder.path, npm, {
      "made/package.json": { name: "made", version: "3.0.0" },
    });
    const packCommand = "npm pack --pack-destination {destination} ./made";
    const first = await judge({ packCommand });
    assert.deepEqual(first.failures, []);
    const [made] = first.packages;
    assert.deepEqual([made?.name, made?.directory], ["made", null]);
    const { packages } = await judge({ packCommand, targets: [root, `${join(root, "../out")}/*/*.tgz`] });
    assert.deepEqual(
      packages.map(({ name }) => name),
      ["made", "made"],
    );
  });

  test("what no folder holds is compared with a file, and with no release that would be fetched after the command", async () => {
    await using folder = await temporaryFolder();
    const { root, judge } = await site(folder.path, npm, {
      "made/package.json": { name: "made", version: "3.0.0" },
      ".github/lastgate.yml": "version: 1\nlimits: { growth: 10% }\n",
    });
    await put(root, "old.tgz", await tarballBytes({ "a.js": "" }, { name: "made", version: "2.0.0" }));
    // Were the file read after the command, it would not be one.
    const packCommand = "echo > old.tgz; npm pack --pack-destination {destination} ./made";
    const late = await judge({ packCommand });
    assert.deepEqual(
      late.failures.map(({ kind, subject }) => [kind, subject]),
      [["baseline-too-late", "made"]],
    );
    await put(root, "old.tgz", await tarballBytes({ "a.js": "" }, { name: "made", version: "2.0.0" }));
    const compared = await judge({ packCommand, baseline: { kind: "file", file: "old.tgz" } });
    assert.deepEqual(compared.failures, []);
    assert.deepEqual(compared.notes, []);
    assert.equal(compared.packages.length, 1);
  });

  test("could not judge: it has no folder to run in", async () => {
    await using folder = await temporaryFolder();
    const { judge } = await site(folder.path, npm, { "a.tgz": "" });
    const { outcome, failures } = await judge({ packCommand: "true", targets: ["a.tgz"] });
    assert.equal(outcome, "could-not-judge");
    assert.match(failures[0]?.message ?? "", /^The pack command has no folder to run in, .* \(a\.tgz\)/);
  });

  test("stands on the command line, but not beside a package manager", async () => {
    await using folder = await temporaryFolder();
    const place = await site(folder.path, npm, twoPackages);
    const { root } = place;
    // The judged tarball stays where the command line puts it.
    const env = { ...place.env, TMPDIR: join(folder.path, "out") };
    const cli = { file: node, args: [fileURLToPath(new URL("../../src/cli.ts", import.meta.url)), "check"] };
    const command = ["--pack-command", "npm pack --pack-destination {destination} ./packages/a"];
    const ran = await run(cli, [...command, "--format", "json"], { cwd: root, env });
    assert.deepEqual([ran.how, ran.how === "exited" && ran.code], ["exited", 0], ran.output.join("\n"));
    assert.match(ran.output.join("\n"), /"name": "@sample\/a"/);
    const both = await run(cli, [...command, "--package-manager", "yarn"], { cwd: root, env });
    assert.deepEqual([both.how, both.how === "exited" && both.code], ["exited", 2]);
    assert.match(both.output.join("\n"), /cannot be used with/);
    const unknown = await run(cli, ["--package-manager", "deno"], { cwd: root, env });
    assert.deepEqual([unknown.how, unknown.how === "exited" && unknown.code], ["exited", 2]);
  });

  const refusals: readonly (readonly [command: string, kind: string, message: RegExp])[] = [
    ["true", "no-tarball", /^`true` succeeded in .* but wrote no tarball/],
    ["exit 3", "pack-failed", /^`exit 3` failed with exit code 3/],
    ["false\ntouch {destination}/a.tgz", "pack-failed", /^`false …` failed with exit code 1/],
    ["touch {destination}/a.tgz", "unreadable-tarball", /a\.tgz/],
    ["ln -s /etc/hostname {destination}/a.tgz", "tarball-not-a-file", /a\.tgz .* is not a regular file/],
    ["kill -9 $$", "pack-killed", /was killed by SIGKILL/],
  ];
  for (const [packCommand, kind, message] of refusals) {
    test(`could not judge: ${JSON.stringify(packCommand)}`, async () => {
      await using folder = await temporaryFolder();
      const { judge } = await site(folder.path, npm, {});
      const { outcome, failures } = await judge({ packCommand });
      assert.equal(outcome, "could-not-judge");
      assert.deepEqual(
        failures.map((failure) => failure.kind),
        [kind],
      );
      assert.match(failures[0]?.message ?? "", message);
    });
  }
});
