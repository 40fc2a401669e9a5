import assert from "node:assert/strict";
import { mkdir, readFile, rename, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { z } from "zod";
import { parseReport } from "../src/report/parse.ts";
import { temporaryFolder } from "./archive.ts";
import { makeEvent } from "./e2e/events.ts";
import { type Ended, lastgate } from "./e2e/process.ts";
import { runStep } from "./e2e/runner.ts";
import { writeProject } from "./project.ts";
import { makeRepository, type Repository } from "./repository.ts";

type Json = Readonly<Record<string, unknown>>;
type Files = Readonly<Record<string, string | Json | null>>;

const policyFile = ".github/lastgate.yml";

/** A package of the workspace, in a folder of its own. */
function member(name: string, more: Json = {}): Files {
  return {
    [`packages/${name}/package.json`]: {
      name,
      version: "1.0.0",
      main: "index.js",
      files: ["index.js"],
      ...more,
    },
    [`packages/${name}/index.js`]: `module.exports = ${JSON.stringify(name)};\n`,
    [`packages/${name}/README.md`]: `# ${name}\n`,
    [`packages/${name}/LICENSE`]: "MIT\n",
  };
}

/** lib ← tool (private) ← app; plugin asks for lib as a peer; lone stands alone. */
const workspace: Files = {
  "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
  ".gitignore": "node_modules/\n*.log\n",
  "tsconfig.json": "{}\n",
  [policyFile]: "version: 1\nextends: ../packages/lone/strict.yml\n",
  ...member("lib"),
  ...member("tool", { private: true, dependencies: { lib: "^1.0.0" } }),
  ...member("app", { devDependencies: { tool: "*" } }),
  ...member("plugin", { peerDependencies: { lib: "1" } }),
  ...member("lone"),
  "packages/lone/strict.yml": "version: 1\nlist: packages/tool/{name}.txt\n",
  ...Object.fromEntries(
    ["lib", "app", "plugin", "lone"].map((name) => [
      `packages/tool/${name}.txt`,
      "LICENSE\nREADME.md\nindex.js\npackage.json\n",
    ]),
  ),
};
const everything = ["app", "lib", "lone", "plugin"];

const listed = z.array(z.strictObject({ name: z.string(), directory: z.string().nullable() }));

function list(folder: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return lastgate(["list", ...args], { cwd: folder, env });
}

function names({ code, stdout, stderr }: Ended): string[] {
  assert.equal(code, 0, stderr);
  return listed.parse(JSON.parse(stdout)).map(({ name }) => name);
}

interface Case {
  /** Over the workspace, before the change. */
  readonly before?: Files;
  readonly change?: Files;
  /** What else happens before the packages are listed. */
  readonly afterwards?: (repository: Repository) => Promise<unknown>;
  readonly targets?: readonly string[];
  readonly expected: readonly string[];
  readonly note: RegExp;
}

const move = async ({ path }: Repository, from: string, to: string) => {
  await mkdir(dirname(join(path, to)), { recursive: true });
  await rename(join(path, from), join(path, to));
};

const cases: Record<string, Case> = {
  "nothing at all": { expected: [], note: /There is nothing to judge: none of 4 packages changed since/ },
  "a file of a package that nobody needs": {
    change: { "packages/lone/index.js": "1\n" },
    expected: ["lone"],
    note: /3 of 4 packages were left out, because nothing that belongs to them changed since [0-9a-f]{7}\./,
  },
  "a private package in the middle of the chain": {
    change: { "packages/tool/index.js": "1\n" },
    expected: ["app"],
    note: /3 of 4/,
  },
  "a package that others need, one of them by a private one": {
    change: { "packages/lib/src/new.js": "1\n" },
    expected: ["app", "lib", "plugin"],
    note: /1 of 4 packages was left out/,
  },
  "a file that is deleted": {
    change: { "packages/plugin/README.md": null },
    expected: ["plugin"],
    note: /3 of 4/,
  },
  "a file that moves from one package to another": {
    afterwards: (repository) => move(repository, "packages/lone/README.md", "packages/plugin/docs.md"),
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a package that is renamed, because others may still need it": {
    afterwards: (repository) => move(repository, "packages/lone", "packages/solo"),
    change: { [policyFile]: "version: 1\n" },
    expected: everything,
    note: /all 4 packages are judged/,
  },
  "a package that is gone": {
    before: member("extra"),
    change: { "packages/extra": null },
    expected: everything,
    note: /What belongs to no package \(packages\/extra\/LICENSE, .* and 1 more\) changed since/,
  },
  "a new dependency": {
    change: member("lone", { dependencies: { left: "1.0.0" } }),
    expected: ["lone"],
    note: /3 of 4/,
  },
  "a dependency that is new and changed as well": {
    change: {
      ...member("lone", { optionalDependencies: { plugin: "*" } }),
      "packages/plugin/index.js": "1\n",
    },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by an alias of the workspace": {
    before: member("lone", { dependencies: { other: "workspace:plugin@*" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by an alias of a scoped name": {
    before: {
      ...member("plugin", { name: "@acme/plugin" }),
      ...member("lone", { dependencies: { p: "npm:@acme/plugin@1" } }),
      "packages/tool/acme-plugin.txt": "",
    },
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "@acme/plugin"],
    note: /2 of 4/,
  },
  "a dependency by a path": {
    before: member("lone", { dependencies: { other: "file:../plugin" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by a path that does not begin with a dot": {
    before: member("lone", { dependencies: { other: "file:lib/../../plugin" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by a path of a link, which does not either": {
    before: member("lone", { dependencies: { other: "link:lib/../../plugin" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by a path of the workspace": {
    before: member("lone", { dependencies: { other: "workspace:lib/../../plugin" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by a path with an escaped character": {
    before: member("lone", { dependencies: { other: "file:..%2fplugin" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a dependency by a path that begins with a hidden folder": {
    before: member("lone", { dependencies: { other: ".lib/../../plugin" } }),
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "packages that need each other": {
    before: {
      ...member("lone", { dependencies: { plugin: "*" } }),
      ...member("plugin", { dependencies: { lone: "*" } }),
    },
    change: { "packages/plugin/index.js": "1\n" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a file of the root": {
    change: { "tsconfig.json": '{ "a": 1 }\n' },
    expected: everything,
    note: /What belongs to no package \(tsconfig\.json\) changed since [0-9a-f]{7}, so all 4 packages are judged\./,
  },
  "the lock file, new and not yet known to git": {
    afterwards: ({ path }) => writeProject(path, { "package-lock.json": "{}" }),
    expected: everything,
    note: /What belongs to no package \(package-lock\.json\)/,
  },
  "a folder beside the packages, whose name begins like one": {
    change: { "packages/lonely.txt": "1" },
    expected: everything,
    note: /What belongs to no package \(packages\/lonely\.txt\)/,
  },
  "the policy": {
    change: { [policyFile]: "version: 1\n" },
    expected: everything,
    note: /The policy \(\.github\/lastgate\.yml\) changed since/,
  },
  "the policy, taken away": {
    before: { [policyFile]: "version: 1\n" },
    change: { [policyFile]: null },
    expected: everything,
    note: /The policy \(\.github\/lastgate\.yml\)/,
  },
  "what the policy extends, within a package": {
    change: { "packages/lone/strict.yml": "version: 1\n" },
    expected: everything,
    note: /The policy \(packages\/lone\/strict\.yml\)/,
  },
  "the artifact list of a package, within another one": {
    change: { "packages/tool/lone.txt": "index.js\n" },
    expected: ["app", "lone"],
    note: /2 of 4/,
  },
  "a new file that git does not know": {
    afterwards: ({ path }) => writeProject(path, { "packages/lone/secret.pem": "x" }),
    expected: ["lone"],
    note: /3 of 4/,
  },
  "a new file that only this machine hides from git": {
    afterwards: ({ path }) =>
      writeProject(path, { ".git/info/exclude": "*.pem\n", "packages/lone/secret.pem": "x" }),
    expected: ["lone"],
    note: /3 of 4/,
  },
  "a new file that the repository ignores": {
    afterwards: ({ path }) =>
      writeProject(path, { "packages/lone/build.log": "x", "node_modules/a/index.js": "1" }),
    expected: [],
    note: /nothing to judge/,
  },
  "a change that is not committed": {
    afterwards: ({ path }) => writeProject(path, { "packages/lone/index.js": "// not yet\n" }),
    expected: ["lone"],
    note: /3 of 4/,
  },
  "a change that is committed and taken back": {
    change: { "packages/lone/index.js": "1\n" },
    afterwards: ({ path }) => writeProject(path, { "packages/lone/index.js": 'module.exports = "lone";\n' }),
    expected: [],
    note: /nothing to judge/,
  },
  "names that are not plain": {
    change: { "packages/lone/a\nb.js": "1", "packages/plugin/ä “x”.js": "1" },
    expected: ["lone", "plugin"],
    note: /2 of 4/,
  },
  "a package within a package changes the outer one too": {
    before: {
      "package.json": { name: "root", private: true, workspaces: ["packages/*", "packages/lone/inner"] },
      "packages/lone/inner/package.json": { name: "inner", version: "1.0.0" },
      "packages/tool/inner.txt": "package.json\n",
    },
    change: { "packages/lone/inner/x.js": "1" },
    expected: ["lone", "inner"],
    note: /3 of 5/,
  },
  "a root that is published ships what lies in it": {
    before: {
      "package.json": { name: "root", version: "1.0.0", workspaces: ["packages/*"] },
      "packages/tool/root.txt": "package.json\n",
    },
    change: { "packages/lone/index.js": "1" },
    expected: ["root", "lone"],
    note: /3 of 5/,
  },
  "one member as the target, and another one changed": {
    change: { "packages/plugin/index.js": "1" },
    targets: ["packages/lone"],
    expected: [],
    note: /none of 1 package changed since/,
  },
  "one member as the target, and its dependency changed": {
    change: { "packages/lib/index.js": "1" },
    targets: ["packages/app", "packages/lone"],
    expected: ["app"],
    note: /1 of 2 packages was left out/,
  },
  "one member as the target, and a file of the root changed": {
    change: { "tsconfig.json": "{ }" },
    targets: ["packages/lone"],
    expected: ["lone"],
    note: /What belongs to no package .* so the one package is judged/,
  },
  "a checkout of another repository beside the packages": {
    afterwards: async ({ path, git }) => {
      await writeProject(path, { "org/policy.yml": "version: 1\n" });
      await git("-C", "org", "init", "--quiet");
      await git("-C", "org", "add", ".");
      await git("-C", "org", "commit", "--quiet", "-m", "x");
    },
    expected: [],
    note: /nothing to judge/,
  },
  "a checkout of another repository in a package": {
    afterwards: async ({ path, git }) => {
      await writeProject(path, { "packages/lone/vendor/x.js": "1" });
      await git("-C", "packages/lone/vendor", "init", "--quiet");
      await git("-C", "packages/lone/vendor", "add", ".");
      await git("-C", "packages/lone/vendor", "commit", "--quiet", "-m", "x");
    },
    expected: ["lone"],
    note: /3 of 4/,
  },
  "a submodule that the change hides from git": {
    before: { ".gitmodules": '[submodule "v"]\n\tpath = packages/lone/v\n\turl = ./v\n\tignore = all\n' },
    afterwards: async ({ path, git }) => {
      await writeProject(path, { "packages/lone/v/x.js": "1" });
      await git("-C", "packages/lone/v", "init", "--quiet");
      await git("-C", "packages/lone/v", "add", ".");
      await git("-C", "packages/lone/v", "commit", "--quiet", "-m", "x");
      await git("add", "--force", "packages/lone/v");
      await git("commit", "--quiet", "-m", "x");
    },
    expected: ["lone"],
    note: /3 of 4/,
  },
};

describe("what changed since a commit", () => {
  for (const [what, { before = {}, change = {}, afterwards, targets = [], expected, note }] of Object.entries(
    cases,
  ))
    test(what, async () => {
      await using repository = await makeRepository();
      const base = await repository.commit({ ...workspace, ...before });
      if (Object.keys(change).length > 0) await repository.commit(change);
      await afterwards?.(repository);
      const ended = await list(repository.path, [...targets, "--changed-since", base]);
      assert.deepEqual(names(ended).sort(), [...expected].sort(), ended.stderr);
      assert.match(ended.stderr, note);
    });

  test("the only package of a repository is changed by any file", async () => {
    await using repository = await makeRepository();
    const base = await repository.commit({ "package.json": { name: "one", version: "1.0.0" } });
    assert.deepEqual(names(await list(repository.path, ["--changed-since", base])), []);
    await repository.commit({ "docs/a.md": "x" });
    assert.deepEqual(names(await list(repository.path, ["--changed-since", "HEAD~1"])), ["one"]);
    assert.deepEqual(names(await list(repository.path, ["--changed-since", "main"])), []);
  });

  test("a package below the root of a repository is changed by what lies above it", async () => {
    await using repository = await makeRepository();
    const base = await repository.commit({
      "web/package.json": { name: "one", version: "1.0.0" },
      "build.sh": "true\n",
    });
    const changed = () => list(join(repository.path, "web"), ["--changed-since", base]);
    assert.deepEqual(names(await changed()), []);
    await repository.commit({ "build.sh": "false\n" });
    assert.deepEqual(names(await changed()), ["one"]);
  });

  test("a ready tarball is always judged", async () => {
    await using repository = await makeRepository();
    const base = await repository.commit({ ...workspace, "out/x.tgz": "not read by a list" });
    const ended = await list(repository.path, [".", "out/*.tgz", "--changed-since", base]);
    assert.deepEqual(names(ended), ["out/*.tgz"]);
    assert.match(ended.stderr, /None of 4 packages changed since/);
  });
});

/** A clone as actions/checkout makes it: one commit deep, over a real transport. */
async function shallowClone(repository: Repository, to: string): Promise<void> {
  await repository.git("clone", "--quiet", "--depth=1", `file://${repository.path}`, to);
}

describe("a base commit", () => {
  test("that a shallow checkout lacks is fetched, and nothing else is", async () => {
    await using repository = await makeRepository();
    await using folder = await temporaryFolder();
    const clone = join(folder.path, "clone");
    const base = await repository.commit(workspace);
    const between = await repository.commit({ "packages/app/index.js": "1\n" });
    await repository.commit({ "packages/lone/index.js": "1\n" });
    await shallowClone(repository, clone);
    const has = (commit: string) =>
      repository.git("-C", clone, "cat-file", "-e", commit).then(
        () => true,
        () => false,
      );
    assert.deepEqual([await has(base), await has(between)], [false, false]);
    assert.deepEqual(names(await list(clone, ["--changed-since", base])).sort(), ["app", "lone"]);
    assert.deepEqual([await has(base), await has(between)], [true, false]);
  });

  test("that lies beside the history of a whole clone is fetched, and the clone stays whole", async () => {
    await using repository = await makeRepository();
    await using folder = await temporaryFolder();
    const clone = join(folder.path, "clone");
    await repository.commit(workspace);
    await repository.git("clone", "--quiet", `file://${repository.path}`, clone);
    await repository.git("checkout", "--quiet", "-b", "other");
    const beside = await repository.commit({ "packages/lone/index.js": "1\n" });
    assert.deepEqual(names(await list(clone, ["--changed-since", beside])), ["lone"]);
    assert.equal(await repository.git("-C", clone, "rev-parse", "--is-shallow-repository"), "false");
  });

  const unknown: Record<
    string,
    [prepare: (clone: string, git: Repository["git"]) => Promise<string>, sentence: RegExp, path?: string]
  > = {
    "that nobody has": [
      async () => "1".repeat(40),
      /The commit 1111111, .* cannot be fetched from "origin": check out with "fetch-depth: 0"/,
    ],
    "that can be fetched from nowhere": [
      async (clone, git) => {
        const base = await git("rev-parse", "HEAD~1");
        await git("-C", clone, "remote", "remove", "origin");
        return base;
      },
      /check out with "fetch-depth: 0"/,
    ],
    "of a name that git does not know": [async () => "release/9", /git knows no commit "release\/9" in/],
    "that is an option": [async () => "--output=owned", /git knows no commit "--output=owned"/],
    "that is a file": [async () => "HEAD:package.json", /git knows no commit "HEAD:package\.json"/],
    "without git": [
      async () => "HEAD",
      /only be told by git, which is not installed or finds no repository/,
      "",
    ],
    "without a repository": [
      async (clone) => {
        await rename(join(clone, ".git"), join(clone, "..", "gone"));
        return "HEAD";
      },
      /finds no repository at/,
    ],
    "in a repository that is broken": [
      async (clone) => {
        await rename(join(clone, ".git", "objects"), join(clone, "..", "gone"));
        return "HEAD";
      },
      /could not judge: /,
    ],
    "beside an index that is broken": [
      async (clone) => {
        await writeProject(clone, { ".git/index": "DIRC garbage" });
        return "HEAD";
      },
      /git cannot (?:compare the work tree|list the files)/,
    ],
  };
  for (const [what, [prepare, sentence, path]] of Object.entries(unknown))
    test(`${what}: could not judge, and no list`, async () => {
      await using repository = await makeRepository();
      await using folder = await temporaryFolder();
      const clone = join(folder.path, "clone");
      await repository.commit(workspace);
      await repository.commit({ "packages/lone/index.js": "1\n" });
      await shallowClone(repository, clone);
      const since = await prepare(clone, repository.git);
      const env = path === undefined ? {} : { PATH: path };
      const { code, stdout, stderr } = await list(clone, [`--changed-since=${since}`], env);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, sentence);
    });

  test("in a clone through a link is the same", async () => {
    await using repository = await makeRepository();
    await using folder = await temporaryFolder();
    const base = await repository.commit(workspace);
    await repository.commit({ "packages/lone/index.js": "1\n" });
    await symlink(repository.path, join(folder.path, "link"));
    assert.deepEqual(names(await list(join(folder.path, "link"), ["--changed-since", base])), ["lone"]);
  });
});

describe("changed-only in the action", () => {
  async function step(
    event: "pull_request" | "merge_group" | "push" | "release",
    change: Files,
    baseSha?: string,
  ) {
    await using repository = await makeRepository();
    await using folder = await temporaryFolder();
    const clone = join(folder.path, "clone");
    const base = await repository.commit(workspace);
    const headSha = await repository.commit(change);
    await shallowClone(repository, clone);
    const inputs = { "changed-only": "true", "check-name": "" };
    await using ended = await runStep({
      workspace: clone,
      event: makeEvent(event, { baseSha: baseSha ?? base, headSha }),
      inputs,
    });
    const report = parseReport(await readFile(ended.outputs.get("report") ?? "", "utf8"));
    const packages = listed.parse(JSON.parse(ended.outputs.get("packages") ?? ""));
    assert.deepEqual(
      report.packages.map(({ name, directory }) => ({ name, directory })),
      report.outcome === "could-not-judge" ? [] : packages,
    );
    return { ...ended, report, names: packages.map(({ name }) => name) };
  }

  for (const event of ["pull_request", "merge_group", "push"] as const)
    test(`on ${event} judges what changed`, async () => {
      const { exitCode, raw, names, report } = await step(event, { "packages/lone/index.js": "1\n" });
      assert.equal(exitCode, 0, raw);
      assert.deepEqual(names, ["lone"]);
      assert.ok(report.notes.some((note) => note.startsWith("3 of 4 packages were left out")));
    });

  test("passes when nothing changed, so that it can be required", async () => {
    const { exitCode, raw, names, report, outputs, summary } = await step("pull_request", {});
    assert.equal(exitCode, 0, raw);
    assert.deepEqual([names, report.outcome, outputs.get("verdict")], [[], "passed", "passed"]);
    assert.match(summary ?? "", /There is nothing to judge: none of 4 packages changed since/);
  });

  for (const [event, baseSha] of [
    ["release", undefined],
    ["push", "0".repeat(40)],
  ] as const)
    test(`on ${event} without a base commit judges all, and says so`, async () => {
      const { exitCode, raw, names, report } = await step(
        event,
        { "packages/lone/index.js": "1\n" },
        baseSha,
      );
      assert.equal(exitCode, 0, raw);
      assert.deepEqual(names, everything);
      assert.ok(
        report.notes.includes("There is no earlier commit to compare with, so all 4 packages are judged."),
      );
    });

  test("judges all when the checkout is the base itself and not the change", async () => {
    await using repository = await makeRepository();
    const baseSha = await repository.commit(workspace);
    await using ended = await runStep({
      workspace: repository.path,
      event: makeEvent("pull_request", { baseSha }),
      inputs: { "changed-only": "true", "list-only": "true" },
    });
    const packages = listed.parse(JSON.parse(ended.outputs.get("packages") ?? ""));
    assert.deepEqual(
      packages.map(({ name }) => name),
      everything,
    );
  });

  test("cannot judge when the base commit cannot be had", async () => {
    const { exitCode, raw, report } = await step("push", {}, "1".repeat(40));
    assert.equal(exitCode, 2, raw);
    assert.deepEqual(
      report.failures.map(({ kind }) => kind),
      ["changes-unknown"],
    );
  });
});
