import assert from "node:assert/strict";
import { chmod, chown, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { renderJson } from "../../src/report/json.ts";
import { parseReport } from "../../src/report/parse.ts";
import type { Report } from "../../src/report/report.ts";
import type { JsonReport } from "../../src/report/schema.ts";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { HOSTILE } from "../report/hostile.ts";
import { makeRepository } from "../repository.ts";
import { makeEvent } from "./events.ts";
import { startGitHubApi } from "./github-api.ts";
import { lastgate } from "./process.ts";
import { runStep, type Step } from "./runner.ts";

/** As it lies in a file, to be changed. */
type ShardReport = JsonReport & { shard: NonNullable<JsonReport["shard"]> };

type Files = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

const map = JSON.stringify({
  version: 3,
  sources: ["../src/a.ts"],
  sourcesContent: ["secret sauce"],
  mappings: "AAAA",
  names: [],
});

function member(name: string, files: Files = {}, more: Readonly<Record<string, unknown>> = {}): Files {
  const folder = `packages/${name}`;
  const all: Files = {
    "package.json": {
      name: `@acme/${name}`,
      version: "1.0.0",
      main: "index.js",
      files: ["index.js", "dist"],
      ...more,
    },
    "index.js": `module.exports = ${JSON.stringify(name)};\n`,
    "README.md": `# ${name}\n`,
    LICENSE: "MIT\n",
    ...files,
  };
  return Object.fromEntries(Object.entries(all).map(([path, content]) => [`${folder}/${path}`, content]));
}

const waiver = (rule: string, files: string, expires = "2098-01-01") =>
  `  - { rule: ${rule}, files: ["${files}"], reason: r, owner: "@o", expires: ${expires} }\n`;

const policy = [
  "version: 1\n",
  "limits: { growth: 25% }\n",
  "waivers:\n",
  // Used by one package; by none, in two places; ended.
  waiver("source-map", "dist/waived.js.map"),
  waiver("source-map", "dist/nowhere.js.map"),
  waiver("secret-file", "dist/.env.old", "2026-01-01"),
  waiver("test-file", "**/*.nothing"),
].join("");

/** Seven packages to judge: leaks in two, a waived one, a private one left out. */
const site: Files = {
  "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
  ".github/lastgate.yml": policy,
  ...member("a"),
  ...member("b", { "dist/b.js.map": map }),
  ...member("c", { "dist/waived.js.map": map }),
  ...member("d", {}, { private: true }),
  ...member("e"),
  ...member("f", { "dist/.env": "API_PASSWORD=correct-horse-battery-staple\n" }),
  ...member("g"),
  ...member("h"),
};

/** What goes wrong beside it: a manifest, a script before packing, one that leaves nothing. */
const broken: Files = {
  ...member("bad-manifest", {}, { version: 1 }),
  ...member("fails", {}, { scripts: { prepack: "exit 3" } }),
  ...member("also-fails", {}, { scripts: { prepack: "echo no; exit 4" } }),
};

/** A summary as GitHub shows it, before it takes out what is dangerous. */
function shown(summary: string | null): string {
  return micromark(summary ?? "", {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

async function check(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await lastgate(["check", "--format", "json", "--baseline", "none", ...args], {
    cwd: folder,
    // Else npm names a log after the time of day, and the failures of two runs differ by it.
    env: { npm_config_logs_max: "0" },
  });
  assert.notEqual(stdout, "", stderr);
  return stdout;
}

/** Judges a folder in shards, keeps their reports, and returns where. */
async function inShards(folder: string, of: number, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (let index = 1; index <= of; index++)
    await writeFile(join(out, `${index}.json`), await check(folder, "--shard", `${index}/${of}`));
}

const merged = (folder: string, ...args: readonly string[]) =>
  lastgate(["merge", "--format", "json", ...args], { cwd: folder });

describe("shards of one run, merged", () => {
  const sites: Record<string, [files: Files, shards: readonly number[], code: number]> = {
    "a workspace with leaks and waivers": [site, [4, 1, 9], 1],
    "a workspace of which a part cannot be judged": [{ ...site, ...broken }, [3], 2],
    "a policy that is none": [
      { ...site, ".github/lastgate.yml": "version: 1\nshipp: []\nlimit: 1\n" },
      [2],
      2,
    ],
  };
  for (const [what, [files, numbers, code]] of Object.entries(sites))
    test(`${what}: byte for byte the report of one run`, async () => {
      await using folder = await temporaryFolder();
      const root = await writeProject(join(folder.path, "site"), files);
      const whole = await check(root);
      for (const of of numbers) {
        const out = join(folder.path, String(of));
        await inShards(root, of, out);
        const ended = await merged(out, "*.json");
        assert.equal(ended.stdout, whole, `${of} shards`);
        assert.equal(ended.code, code, ended.stderr);
      }
    });

  test("shards of two commits are not of one run, also when one of them saw none", async () => {
    await using repository = await makeRepository();
    await using out = await temporaryFolder();
    const first = await repository.commit(site);
    const whole = await check(repository.path);
    await inShards(repository.path, 2, out.path);
    const ended = await merged(out.path, "1.json", "2.json");
    assert.deepEqual([ended.stdout, ended.code], [whole, 1]);

    const second = await repository.commit({ "packages/a/index.js": "// mended\n" });
    await writeFile(join(out.path, "1.json"), await check(repository.path, "--shard", "1/2"));
    await rm(join(repository.path, ".git"), { recursive: true });
    await writeFile(join(out.path, "none.json"), await check(repository.path, "--shard", "1/2"));
    const short = (commit: string) => commit.slice(0, 7);
    for (const [files, sentence] of [
      [
        ["1.json", "2.json"],
        `This shard saw commit ${short(first)}, and \`1.json\` saw commit ${short(second)}: spread one run`,
      ],
      [["none.json", "2.json"], `This shard saw commit ${short(first)}, and \`none.json\` saw no commit: `],
      [["2.json", "none.json"], `This shard saw no commit, and \`2.json\` saw commit ${short(first)}: `],
    ] as const) {
      const { code, stdout } = await merged(out.path, ...files);
      const { failures } = parseReport(stdout);
      assert.equal(code, 2);
      assert.deepEqual(
        failures.map(({ kind }) => kind),
        ["shards-apart", "shard-incomplete"],
      );
      assert.ok(failures[0]?.message.startsWith(sentence), failures[0]?.message);
    }
  });

  test("a shard of which nothing is left passes and says why; it says nothing of the waivers", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, site);
    const report = parseReport(await check(folder.path, "--shard", "9/9"));
    assert.deepEqual([report.outcome, report.packages, report.shard?.subjects?.length], ["passed", [], 7]);
    const text = await lastgate(["check", "--shard", "9/9"], { cwd: folder.path });
    assert.match(
      text.stdout,
      /This is shard 9 of 9\. No package is left for it, since there are only 7 packages/,
    );
    assert.match(text.stdout, /passed: .* \(shard 9 of 9\)\n$/);
    const own = parseReport(await check(folder.path, "--shard", "1/9"));
    assert.ok(own.packages.every(({ findings }) => findings.every(({ rule }) => !rule.includes("waiver"))));
  });

  test("a pack command packs all at once, so it goes with neither a shard nor what changed", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, site);
    for (const [option, what] of [
      ["--shard=1/2", "a shard"],
      ["--changed-since=HEAD", "what changed"],
    ] as const) {
      const report = parseReport(await check(folder.path, "--pack-command", "touch ran", option));
      assert.match(report.failures[0]?.message ?? "", new RegExp(`at once, so ${what} cannot choose`));
    }
    assert.ok(!(await readdir(folder.path)).includes("ran"));
  });

  test("one member alone does not call the waivers of the others unused", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, site);
    const said = ({ packages }: Report) =>
      packages
        .flatMap(({ findings }) => findings.map(({ rule }) => rule))
        .filter((rule) => /waiver/.test(rule));
    assert.deepEqual(said(parseReport(await check(folder.path, "packages/a"))), ["expired-waiver"]);
    const all = ["a", "b", "c", "e", "f", "g", "h"].map((name) => `packages/${name}`);
    assert.deepEqual(said(parseReport(await check(folder.path, ...all))), [
      "expired-waiver",
      "unused-waiver",
      "unused-waiver",
    ]);
  });
});

describe("the action in shards", () => {
  const strict = "version: 1\nrules: { unused-waiver: error }\nwaivers:\n";
  const looser = `version: 1\nrules: { unused-waiver: { level: off, reason: r } }\nwaivers:\n${waiver("test-file", "**/*.nothing")}`;
  const names = ["verdict", "tarball", "integrity", "tarballs", "errors", "warnings"];

  test("4 shards and their merge tell what one step tells: report, outputs, verdict, one check run", async () => {
    await using repository = await makeRepository();
    await using runner = await temporaryFolder();
    await using api = await startGitHubApi();
    const baseSha = await repository.commit({
      ...site,
      ".github/lastgate.yml": `${strict}${waiver("test-file", "**/*.nothing")}`,
    });
    const headSha = await repository.commit({ ".github/lastgate.yml": looser });
    const step = (inputs: Record<string, string>, workspace = repository.path) =>
      runStep({
        workspace,
        event: makeEvent("pull_request", { baseSha, headSha }),
        inputs,
        apiUrl: api.url,
        env: { RUNNER_TEMP: runner.path },
      });
    const reportOf = (ended: Step) => readFile(ended.outputs.get("report") ?? "", "utf8");

    const out = join(runner.path, "shards");
    for (let index = 1; index <= 4; index++) {
      await using ended = await step({ shard: `${index}/4` });
      const isRed = parseReport(await reportOf(ended)).outcome === "stopped";
      assert.equal(ended.exitCode, isRed ? 1 : 0, ended.raw);
      assert.match(
        ended.summary ?? "",
        new RegExp(`^## .* \\(shard ${index} of 4\\)\n\nThis is shard ${index} of 4: [12] of 7`),
      );
      for (const { title } of ended.annotations)
        assert.match(title ?? "", new RegExp(`\\(shard ${index} of 4\\)$`));
      assert.equal(JSON.parse(ended.outputs.get("packages") ?? "").length, 7);
      await mkdir(join(out, `shard-${index}`), { recursive: true });
      await writeFile(join(out, `shard-${index}`, "lastgate-report.json"), await reportOf(ended));
    }
    assert.deepEqual(api.checkRuns.length, 0);

    await using whole = await step({});
    assert.equal(api.checkRuns.length, 1);
    await using joined = await step({ merge: "shards/*/lastgate-report.json" }, runner.path);
    assert.equal(joined.exitCode, 1, joined.raw);
    assert.equal(await reportOf(joined), await reportOf(whole));
    for (const name of names) assert.equal(joined.outputs.get(name), whole.outputs.get(name), name);
    assert.equal(joined.outputs.get("packages"), whole.outputs.get("packages"));
    const [of, same] = api.checkRuns;
    assert.deepEqual([same?.conclusion, same?.title], [of?.conclusion, of?.title]);
    assert.deepEqual(same?.annotations, of?.annotations);
    assert.match(joined.raw, /1 finding of `unused-waiver` stands .* from `error` to `off`/);
    assert.match(joined.summary ?? "", /What ships in each package is listed in the summary of the job/);
    assert.doesNotMatch(joined.summary ?? "", /Everything that ships/);
    // The paths that the report names are there, and hold what it says.
    for (const { tarball } of parseReport(await reportOf(joined)).packages)
      assert.equal((await stat(tarball.path)).size, tarball.packedSize);
  });

  test("a shard that fails before it looks for packages is a shard all the same", async () => {
    await using folder = await temporaryFolder();
    const root = await writeProject(join(folder.path, "site"), site);
    await inShards(root, 2, folder.path);
    // As on a pull request whose base commit neither git nor the API has.
    const event = makeEvent("pull_request");
    await using failed = await runStep({ workspace: root, event, token: "", inputs: { shard: "2/2" } });
    assert.equal(failed.exitCode, 2, failed.raw);
    const text = await readFile(failed.outputs.get("report") ?? "", "utf8");
    await writeFile(join(folder.path, "2.json"), text);
    await using ended = await runStep({
      workspace: folder.path,
      inputs: { merge: "*.json", "check-name": "" },
    });
    const report = parseReport(await readFile(ended.outputs.get("report") ?? "", "utf8"));
    assert.deepEqual(
      report.failures.map(({ kind }) => kind),
      parseReport(text).failures.map(({ kind }) => kind),
    );
    assert.deepEqual([ended.exitCode, report.packages.length], [2, 4]);
    // What the others know is told: the packages of both shards.
    assert.equal(JSON.parse(ended.outputs.get("packages") ?? "").length, 7);
  });

  test("a shard that fails before the gate starts says which one it is", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, site);
    const env = { GITHUB_REPOSITORY: "no repository" };
    await using failed = await runStep({ workspace: folder.path, env, inputs: { shard: "2/2" } });
    const { shard, failures } = parseReport(await readFile(failed.outputs.get("report") ?? "", "utf8"));
    assert.deepEqual(
      [failed.exitCode, shard?.index, shard?.of, shard?.subjects, failures.map(({ kind }) => kind)],
      [2, 2, 2, null, ["unreadable-event"]],
    );
  });

  test("`enforce: false` in the merge lets a leak of an enforcing shard go, and says so", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, site);
    await inShards(folder.path, 2, join(folder.path, "out"));
    const inputs = { merge: "out/1.json\nout/2.json", enforce: "false", "check-name": "" };
    await using ended = await runStep({ workspace: folder.path, inputs });
    assert.deepEqual([ended.exitCode, ended.outputs.get("verdict")], [0, "stopped"], ended.raw);
    assert.match(ended.summary ?? "", /^> .*Nothing was enforced/);
  });
});

describe("list-only", () => {
  test("lists, judges nothing, and says so", async () => {
    await using folder = await temporaryFolder();
    await using api = await startGitHubApi();
    await writeProject(folder.path, {
      ...site,
      ...member("a", {}, { scripts: { prepack: "exit 9" } }),
    });
    await using ended = await runStep({
      workspace: folder.path,
      inputs: { "list-only": "true" },
      apiUrl: api.url,
    });
    assert.equal(ended.exitCode, 0, ended.raw);
    const expected = ["a", "b", "c", "e", "f", "g", "h"].map((name) => ({
      name: `@acme/${name}`,
      directory: `packages/${name}`,
    }));
    assert.deepEqual(JSON.parse(ended.outputs.get("packages") ?? ""), expected);
    for (const name of ["verdict", "report", "tarball", "integrity"])
      assert.equal(ended.outputs.get(name), "", name);
    assert.match(ended.summary ?? "", /^## Listed 7 packages; nothing was judged\n/);
    assert.match(ended.raw, /listed 7 packages; nothing was judged/);
    assert.equal(api.checkRuns.length, 0);
    const { stdout } = await lastgate(["list"], { cwd: folder.path });
    assert.deepEqual(JSON.parse(stdout), expected);
  });

  test("fails when the list is not whole", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, { ...site, ...broken });
    await using ended = await runStep({ workspace: folder.path, inputs: { "list-only": "true" } });
    assert.deepEqual([ended.exitCode, ended.outputs.get("verdict")], [2, "could-not-judge"], ended.raw);
    const { code, stdout } = await lastgate(["list"], { cwd: folder.path });
    assert.deepEqual([code, stdout], [2, ""]);
  });

  test("hostile names stay texts", async () => {
    await using folder = await temporaryFolder();
    const name = "x\n::error::EVIL ##[set-output name=verdict]passed <img src=x>";
    await writeProject(folder.path, { "package.json": { name, version: "1.0.0" } });
    await using ended = await runStep({ workspace: folder.path, inputs: { "list-only": "true" } });
    assert.deepEqual(JSON.parse(ended.outputs.get("packages") ?? ""), [{ name, directory: "." }]);
    assert.deepEqual([ended.annotations, ended.outputs.get("verdict")], [[], ""]);
    assert.doesNotMatch(shown(ended.summary), /<img/);
  });
});

/** Two shards of three ready tarballs, and what can be wrong with their reports. */
describe("reports that are not the shards of one run", () => {
  let one: string;
  let two: string;
  let whole: string;
  let otherRun: string;
  before(async () => {
    await using folder = await temporaryFolder();
    const names = ["x", "y", "z"];
    for (const name of names) {
      const files = { "index.js": "1;\n", "README.md": "# x\n", LICENSE: "MIT\n" };
      await put(folder.path, `${name}.tgz`, await tarballBytes(files, { name, main: "index.js" }));
    }
    const args = names.map((name) => `${name}.tgz`);
    one = await check(folder.path, ...args, "--shard", "1/2");
    two = await check(folder.path, ...args, "--shard", "2/2");
    whole = await check(folder.path, ...args);
    await put(
      folder.path,
      "w.tgz",
      await tarballBytes({ "index.js": "2;\n" }, { name: "w", main: "index.js" }),
    );
    otherRun = await check(folder.path, ...args, "w.tgz", "--shard", "2/2");
  });

  async function merge(reports: Readonly<Record<string, string>>, args: readonly string[] = ["*.json"]) {
    await using folder = await temporaryFolder();
    for (const [name, text] of Object.entries(reports)) await put(folder.path, name, text);
    const ended = await merged(folder.path, ...args);
    return { ...ended, report: ended.stdout === "" ? null : parseReport(ended.stdout) };
  }
  /** A report, changed and still in the shape of one. */
  const edited = (text: string, edit: (report: ShardReport) => void): string => {
    const report: ShardReport = JSON.parse(text);
    edit(report);
    return JSON.stringify(report);
  };

  test("whole, they make the report of one run; the same report twice is one", async () => {
    const { stdout, code } = await merge({ "1.json": one, "2.json": two, "again.json": two });
    assert.deepEqual([stdout, code], [whole, 0]);
  });

  const cases: Record<
    string,
    [
      reports: () => Readonly<Record<string, string>>,
      said: readonly [subject: string | null, sentence: RegExp][],
      args?: string[],
    ]
  > = {
    "a shard is missing": [
      () => ({ "1.json": one }),
      [[null, /The report of shard 2 of 2 is missing: see whether its job ran/]],
    ],
    "the same shard twice, with another content": [
      () => ({
        "1.json": one,
        "2.json": two,
        "3.json": edited(two, (report) => report.notes.push("x") && report.shard.about.notes.push(null)),
      }),
      [["3.json", /This is shard 2 of 2, and so is `2\.json`, with another content/]],
    ],
    "shards of another number": [
      () => ({
        "1.json": one,
        "2.json": edited(two, (report) =>
          Object.assign(report.shard, { of: 3, about: { packages: [1], failures: [], notes: [] } }),
        ),
      }),
      [
        ["2.json", /This is one of 3 shards, and `1\.json` is one of 2/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a shard that saw another package": [
      () => ({ "1.json": one, "2.json": otherRun }),
      [
        ["2.json", /This shard saw other packages than `1\.json` \(4 packages and 3 packages\)/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a shard that saw the same packages in another order": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => report.shard.subjects?.reverse()) }),
      [
        ["2.json", /the same in another order/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "the report of a whole run": [
      () => ({ "1.json": one, "2.json": two, "3.json": whole }),
      [["3.json", /the report of a whole run and no shard's/]],
    ],
    "nothing but the report of a whole run": [() => ({ "1.json": whole }), [["1.json", /and no shard's/]]],
    "a shard with another policy": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => (report.policy.file = "lax.yml")) }),
      [
        ["2.json", /This shard judged by another policy than `1\.json`/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a policy that extends another one": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => (report.policy.extends = ["none"])) }),
      [
        ["2.json", /another policy/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a package that no shard judged": [
      () => ({
        "1.json": edited(one, (report) => report.packages.pop() && report.shard.about.packages.pop()),
        "2.json": two,
      }),
      [["1.json", /Shard 1 of 2 neither judged `z\.tgz` nor says why/]],
    ],
    "half a report": [
      () => ({ "1.json": one, "2.json": two.slice(0, 900) }),
      [
        ["2.json", /not JSON, or was cut off/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a report that contradicts itself": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => (report.verdict = "stopped")) }),
      [
        ["2.json", /says "stopped", but what it lists makes it "passed"/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a shard that judged what is another's": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => (report.shard.about.packages = [0])) }),
      [
        ["2.json", /speaks of a subject of another shard/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a shard that judged what nobody has": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => (report.shard.about.packages = [3])) }),
      [
        ["2.json", /speaks of a subject that it does not list/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a shard that judged the same twice": [
      () => ({ "1.json": edited(one, (report) => (report.shard.about.packages = [2, 2])), "2.json": two }),
      [
        ["1.json", /judges a subject twice, or in another order/],
        [null, /shard 1 of 2 is missing/],
      ],
    ],
    "a shard that does not say what it judged": [
      () => ({ "1.json": edited(one, (report) => (report.shard.about.packages = [0])), "2.json": two }),
      [
        ["1.json", /does not say of each part which subject it is about/],
        [null, /shard 1 of 2 is missing/],
      ],
    ],
    "a shard beyond the last": [
      () => ({ "1.json": one, "2.json": edited(two, (report) => (report.shard.index = 3)) }),
      [
        ["2.json", /says that it is shard 3 of 2/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a shard without a list that says not why": [
      () => ({
        "1.json": one,
        "2.json": edited(two, (report) =>
          Object.assign(report, {
            packages: [],
            shard: { ...report.shard, subjects: null, about: { packages: [], failures: [], notes: [] } },
          }),
        ),
      }),
      [
        ["2.json", /does not say why it has no list of subjects/],
        [null, /shard 2 of 2 is missing/],
      ],
    ],
    "a file that is no report": [
      () => ({ "1.json": one, "2.json": two, "package.json": "{}" }),
      [["package.json", /not a report of the shape lastgate-report\/1/]],
    ],
    "a file that is not there": [() => ({}), [["no.json", /There is no such report/]], ["no.json"]],
    "a glob that matches nothing": [() => ({}), [["shards/*.json", /No file matches/]], ["shards/*.json"]],
    "a folder": [() => ({}), [["", /cannot be read \(EISDIR\)/]], ["."]],
  };
  for (const [what, [reports, said, args]] of Object.entries(cases))
    test(`${what}: could not judge`, async () => {
      const { code, report, stderr } = await merge(reports(), args);
      assert.equal(code, 2, stderr);
      assert.equal(report?.outcome, "could-not-judge");
      assert.deepEqual(
        report?.failures.map(({ subject }) => (what === "a folder" ? "" : subject)),
        said.map(([subject]) => subject),
      );
      for (const [at, [, sentence]] of said.entries())
        assert.match(report?.failures[at]?.message ?? "", sentence);
    });

  test("what one shard found is told although another one is missing", async () => {
    const leak = edited(one, (report) => {
      report.verdict = "stopped";
      report.packages[0]?.findings.push({
        rule: "secret-file",
        level: "error",
        path: ".env",
        field: null,
        line: null,
        message: "m",
        why: null,
        fix: "f",
        at: null,
      });
    });
    const { code, report } = await merge({ "1.json": leak });
    assert.equal(code, 2);
    assert.deepEqual(
      report?.packages.flatMap(({ findings }) => findings.map(({ path }) => path)),
      [".env"],
    );
  });

  test("no text of a report becomes a command, an element or an output", async () => {
    for (const [what, text] of Object.entries(HOSTILE)) {
      await using folder = await temporaryFolder();
      const evil = (report: ShardReport) => {
        for (const each of report.packages) Object.assign(each, { name: text, directory: text });
        report.shard.subjects = (report.shard.subjects ?? []).map(() => ({ name: text, directory: text }));
        report.policy = { file: text, extends: [text] };
        report.notes.push(text);
        report.shard.about.notes.push(null);
      };
      await put(folder.path, "1.json", edited(one, evil));
      // The second one lacks its package, so that its name is in a sentence too.
      await put(
        folder.path,
        "2.json",
        edited(two, (report) => {
          evil(report);
          report.packages = [];
          report.shard.about.packages = [];
        }),
      );
      await using ended = await runStep({
        workspace: folder.path,
        inputs: { merge: "*.json", "check-name": "" },
      });
      assert.deepEqual([ended.exitCode, ended.outputs.get("verdict")], [2, "could-not-judge"], what);
      assert.deepEqual(
        ended.annotations.map(({ title }) => title?.startsWith("could not judge")),
        ended.annotations.map(() => true),
        what,
      );
      assert.deepEqual(JSON.parse(ended.outputs.get("packages") ?? "").length, 3, what);
      assert.doesNotMatch(shown(ended.summary), /<(?:img|script|b|style|a)\b/, what);
      const read = parseReport(await readFile(ended.outputs.get("report") ?? "", "utf8"));
      assert.equal(renderJson(read), await readFile(ended.outputs.get("report") ?? "", "utf8"), what);
    }
  });
});

describe("where judged tarballs stay", () => {
  const checkIn = async (folder: string, temp: string) =>
    lastgate(["check", "--format", "json", "--baseline", "none"], { cwd: folder, env: { TMPDIR: temp } });
  const lone = { "package.json": { name: "one", version: "1.0.0", main: "index.js" }, "index.js": "1;\n" };
  const store = `lastgate-${process.getuid?.() ?? "user"}`;

  test("the same bytes have the same path on every run, also at once, and nothing else stays", async () => {
    await using folder = await temporaryFolder();
    await using temp = await temporaryFolder();
    await writeProject(folder.path, lone);
    const runs = await Promise.all([1, 2, 3].map(() => checkIn(folder.path, temp.path)));
    const [first, ...others] = runs.map(({ stdout }) => stdout);
    assert.deepEqual(others, [first, first]);
    const { path, packedSize } = parseReport(first ?? "").packages[0]?.tarball ?? assert.fail();
    assert.match(path, new RegExp(`^${temp.path}/${store}/[0-9a-f]{40}/one-1\\.0\\.0\\.tgz$`));
    const facts = await stat(join(temp.path, store));
    assert.deepEqual([(await stat(path)).size, facts.mode & 0o777], [packedSize, 0o700]);
    const left = (await readdir(temp.path)).filter((name) => name !== "node-compile-cache");
    assert.deepEqual(left, [store]);
  });

  const unusable: Record<string, [prepare: (place: string) => Promise<void>, sentence: RegExp]> = {
    "a link": [
      async (place) => {
        await mkdir(`${place}-elsewhere`, { mode: 0o700 });
        await symlink(`${place}-elsewhere`, place);
      },
      /for judged tarballs is a link or a file: remove it, or let TMPDIR name another folder\./,
    ],
    "a file": [async (place) => writeFile(place, ""), /is a link or a file/],
    "open to others": [
      async (place) => {
        await mkdir(place);
        await chmod(place, 0o770);
      },
      /is open to other users/,
    ],
  };
  for (const [what, [prepare, sentence]] of Object.entries(unusable))
    test(`a store that is ${what}: could not judge`, async () => {
      await using folder = await temporaryFolder();
      await using temp = await temporaryFolder();
      await writeProject(folder.path, lone);
      await prepare(join(temp.path, store));
      const { code, stdout } = await checkIn(folder.path, temp.path);
      assert.equal(code, 2);
      assert.deepEqual(
        parseReport(stdout).failures.map(({ kind }) => kind),
        ["store-unusable"],
      );
      assert.match(stdout, sentence);
    });

  test("a store of another user: could not judge", {
    skip: process.getuid?.() !== 0 && "only root can give it away",
  }, async () => {
    await using folder = await temporaryFolder();
    await using temp = await temporaryFolder();
    await writeProject(folder.path, lone);
    await mkdir(join(temp.path, store), { mode: 0o700 });
    await chown(join(temp.path, store), 12345, 12345);
    const { code, stdout } = await checkIn(folder.path, temp.path);
    assert.equal(code, 2);
    assert.match(stdout, /belongs to another user/);
    await rm(join(temp.path, store), { recursive: true });
  });

  test("a ready tarball stays where the user has it", async () => {
    await using folder = await temporaryFolder();
    await using temp = await temporaryFolder();
    const file = await put(folder.path, "x.tgz", await tarballBytes({ "index.js": "1;\n" }));
    const { stdout } = await lastgate(["check", "x.tgz", "--format", "json"], {
      cwd: folder.path,
      env: { TMPDIR: temp.path },
    });
    assert.equal(parseReport(stdout).packages[0]?.tarball.path, file);
  });
});
