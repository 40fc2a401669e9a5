import assert from "node:assert/strict";
import { readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseReport } from "../../src/report/parse.ts";
import { put, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { makeRepository } from "../repository.ts";
import { type EventName, makeEvent } from "./events.ts";
import { startGitHubApi } from "./github-api.ts";
import { runStep, type Step } from "./runner.ts";

type Files = Readonly<Record<string, string | Readonly<Record<string, unknown>> | null>>;

const policyFile = ".github/lastgate.yml";
const map = JSON.stringify({
  version: 3,
  sources: ["../src/a.ts"],
  sourcesContent: ["secret sauce"],
  mappings: "AAAA",
  names: [],
});
const manifest = {
  name: "pkg",
  version: "1.0.0",
  type: "module",
  main: "dist/index.js",
  files: ["dist"],
};
const tree: Files = {
  "package.json": manifest,
  "README.md": "# pkg\n",
  LICENSE: "MIT\n",
  "dist/index.js": "export {};\n",
};
const leak: Files = { "dist/index.js.map": map };

interface Relaxed {
  readonly level: string;
  readonly path: string | null;
  readonly message: string;
  readonly at: { readonly file: string; readonly line: number | null } | null;
}

async function relaxedIn(step: Step): Promise<Relaxed[]> {
  const report = parseReport(await readFile(step.outputs.get("report") ?? "", "utf8"));
  return report.packages.flatMap(({ findings }) => findings.filter(({ rule }) => rule === "policy-relaxed"));
}

/** One change: the base commit, what the change does to it, and what is said of that. */
interface Change {
  readonly base: Files;
  readonly change: Files;
  /** Of each `policy-relaxed`: level, path, place and a part of the sentence. */
  readonly relaxed: readonly [
    level: "error" | "warn",
    path: string | null,
    place: string,
    sentence: RegExp,
  ][];
  readonly exitCode: number;
}

const waiver = (expires: string) =>
  `waivers:\n  - { rule: source-map, files: ["dist/**"], reason: r, owner: "@o", expires: ${expires} }\n`;

const changes: Record<string, Change> = {
  "a lower level": {
    base: { ...tree, ...leak, [policyFile]: "version: 1\n" },
    change: { [policyFile]: "version: 1\nrules:\n  source-map: { level: off, reason: r }\n" },
    relaxed: [
      [
        "warn",
        "dist/index.js.map",
        `${policyFile}:3`,
        /1 finding of `source-map` stands under .* goes from `error` to `off`/,
      ],
    ],
    exitCode: 0,
  },
  "a lower level under strict stops the release": {
    base: { ...tree, ...leak, [policyFile]: "version: 1\nextends: strict\n" },
    change: {
      [policyFile]: "version: 1\nextends: strict\nrules:\n  source-map: { level: warn, reason: r }\n",
    },
    relaxed: [["error", "dist/index.js.map", `${policyFile}:4`, /only as a warning under this one/]],
    exitCode: 1,
  },
  "a change that lowers policy-relaxed itself": {
    base: { ...tree, ...leak, [policyFile]: "version: 1\nextends: strict\n" },
    change: {
      [policyFile]:
        "version: 1\nextends: none\nrules: { policy-relaxed: off }\nwaivers:\n  - { rule: policy-relaxed, files: ['**'], reason: r, expires: 2098-01-01 }\n",
    },
    relaxed: [
      ["error", "dist/index.js.map", policyFile, /goes from `error` to `off`/],
      ["error", null, policyFile, /`unused-waiver`.*the waiver of policy-relaxed for \*\* covers nothing/],
    ],
    exitCode: 1,
  },
  "a new extends": {
    base: { ...tree, ...leak, [policyFile]: "version: 1\n" },
    change: {
      [policyFile]: "version: 1\nextends: ./lax.yml\n",
      ".github/lax.yml": "version: 1\nrules:\n  source-map: { level: off, reason: r }\n",
    },
    relaxed: [["warn", "dist/index.js.map", ".github/lax.yml:3", /goes from `error` to `off`/]],
    exitCode: 0,
  },
  "a new waiver": {
    base: { ...tree, ...leak, [policyFile]: "version: 1\n" },
    change: { [policyFile]: `version: 1\n${waiver("2098-01-01")}` },
    relaxed: [["warn", "dist/index.js.map", `${policyFile}:3`, /a waiver covers it/]],
    exitCode: 0,
  },
  "an expired waiver that is renewed": {
    base: { ...tree, ...leak, [policyFile]: `version: 1\n${waiver("2026-01-01")}` },
    change: { [policyFile]: `version: 1\n${waiver("2098-01-01")}` },
    relaxed: [["warn", "dist/index.js.map", `${policyFile}:3`, /a waiver covers it/]],
    exitCode: 0,
  },
  "a policy that is deleted": {
    base: { ...tree, [policyFile]: "version: 1\nship: [dist/index.js]\nrequire: [dist/none.js]\n" },
    change: { [policyFile]: null },
    relaxed: [
      ["warn", "LICENSE", policyFile, /2 findings of `unlisted-file` stand .*LICENSE, README\.md/],
      ["warn", "dist/none.js", policyFile, /1 finding of `missing-file`.*no longer asks for it/],
    ],
    exitCode: 0,
  },
  "a wider ship": {
    base: { ...tree, [policyFile]: "version: 1\nship: [LICENSE, README.md, dist/]\n" },
    change: {
      "package.json": { ...manifest, files: ["dist", "notes"] },
      "notes/a.txt": "a",
      "notes/b.txt": "b",
      [policyFile]: "version: 1\nship:\n  - LICENSE\n  - README.md\n  - dist/\n  - notes/\n",
    },
    relaxed: [
      [
        "warn",
        "notes/a.txt",
        `${policyFile}:6`,
        /2 findings of `unlisted-file`.*`notes\/`: notes\/a\.txt, notes\/b\.txt/,
      ],
    ],
    exitCode: 0,
  },
  "a higher limit, and one that is removed": {
    base: { ...tree, [policyFile]: "version: 1\nlimits: { files: 2, packed: 100 B }\n" },
    change: { [policyFile]: "version: 1\nlimits:\n  files: 20\n" },
    relaxed: [["warn", null, `${policyFile}:3`, /2 findings of `size-limit`/]],
    exitCode: 0,
  },
  "an audience that publishConfig switches": {
    base: {
      ...tree,
      ...leak,
      [policyFile]:
        "version: 1\naudiences:\n  internal: { rules: { source-map: { level: off, reason: r } } }\n",
    },
    change: {
      "package.json": { ...manifest, publishConfig: { access: "restricted" } },
    },
    relaxed: [
      ["warn", "dist/index.js.map", "package.json:9", /the audience goes from `public` to `internal`/],
    ],
    exitCode: 0,
  },
  "a package that leaves its part of the policy by a new name": {
    base: {
      ...tree,
      "notes.txt": "x",
      [policyFile]: "version: 1\npackages:\n  pkg: { ship: [README.md, LICENSE] }\n",
    },
    change: { "package.json": { ...manifest, name: "pkg2" } },
    relaxed: [["warn", "dist/index.js", policyFile, /unlisted-file/]],
    exitCode: 0,
  },
  "a list that is taken out": {
    base: {
      ...tree,
      "list.txt": "package.json\nREADME.md\nLICENSE\n",
      [policyFile]: "version: 1\nlist: list.txt\n",
    },
    change: { [policyFile]: "version: 1\n" },
    relaxed: [["warn", "dist/index.js", policyFile, /artifact-list/]],
    exitCode: 0,
  },
  "a first policy": {
    base: { ...tree, ...leak },
    change: { [policyFile]: "version: 1\nextends: none\n" },
    relaxed: [["warn", "dist/index.js.map", policyFile, /goes from `error` to `off`/]],
    exitCode: 0,
  },
  "expired-waiver switched off": {
    base: { ...tree, [policyFile]: `version: 1\n${waiver("2026-01-01")}` },
    change: {
      [policyFile]: `version: 1\n${waiver("2026-01-01")}rules:\n  expired-waiver: { level: off, reason: r }\n`,
    },
    relaxed: [["warn", null, `${policyFile}:5`, /1 finding of `expired-waiver`/]],
    exitCode: 0,
  },
  "a warning that is dropped stays a warning": {
    base: {
      ...tree,
      LICENSE: "MIT\n",
      "README.md": "",
      "dist/a.test.js": "",
      [policyFile]: "version: 1\nrules: { policy-relaxed: error }\n",
    },
    change: {
      [policyFile]: "version: 1\nrules:\n  policy-relaxed: error\n  test-file: { level: off, reason: r }\n",
    },
    relaxed: [["warn", "dist/a.test.js", `${policyFile}:4`, /`test-file`/]],
    exitCode: 0,
  },

  // What must be left alone.
  "a stricter policy": {
    base: {
      ...tree,
      ...leak,
      [policyFile]: "version: 1\nrules: { source-map: { level: warn, reason: r } }\n",
    },
    change: { [policyFile]: "version: 1\nextends: strict\nship: [dist/, LICENSE, README.md]\n" },
    relaxed: [],
    exitCode: 1,
  },
  "a relaxation that lets nothing through yet": {
    base: { ...tree, [policyFile]: "version: 1\nextends: strict\n" },
    change: { [policyFile]: "version: 1\n" },
    relaxed: [],
    exitCode: 0,
  },
  "a leak under an unchanged policy": {
    base: { ...tree, [policyFile]: "version: 1\n" },
    change: leak,
    relaxed: [],
    exitCode: 1,
  },
  "a limit that is raised and still exceeded": {
    base: { ...tree, [policyFile]: "version: 1\nlimits: { packed: 10 B }\n" },
    change: { [policyFile]: "version: 1\nlimits: { packed: 20 B }\n" },
    relaxed: [],
    exitCode: 1,
  },
  "lines that are added to the artifact list": {
    base: {
      ...tree,
      "list.txt": "package.json\nREADME.md\nLICENSE\ndist/index.js\n",
      [policyFile]: "version: 1\nextends: strict\nlist: list.txt\n",
    },
    change: {
      "dist/b.js": "",
      "list.txt": "package.json\nREADME.md\nLICENSE\ndist/index.js\ndist/b.js\n",
    },
    relaxed: [],
    exitCode: 0,
  },
  "other reasons and places": {
    base: { ...tree, ...leak, [policyFile]: `version: 1\n${waiver("2098-01-01")}` },
    change: {
      [policyFile]: `# moved\n\nversion: 1\n${waiver("2098-01-01").replace("reason: r", "reason: s")}`,
    },
    relaxed: [],
    exitCode: 0,
  },
};

describe("a change is judged by the policy of its base commit as well", { concurrency: 2 }, () => {
  for (const [name, { base, change, relaxed, exitCode }] of Object.entries(changes)) {
    test(name, async () => {
      await using repository = await makeRepository();
      const baseSha = await repository.commit(base);
      await repository.commit(change);
      const event = makeEvent("pull_request", { baseSha, fork: "open" });
      // No API: git has the commit.
      await using step = await runStep({ workspace: repository.path, event, inputs: { "check-name": "" } });
      const found = await relaxedIn(step);
      assert.deepEqual(
        found.map(({ level, path, at }) => [level, path, at?.line ? `${at.file}:${at.line}` : at?.file]),
        relaxed.map(([level, path, place]) => [level, path, place]),
        step.raw,
      );
      for (const [index, [, , , sentence]] of relaxed.entries())
        assert.match(found[index]?.message ?? "", sentence);
      assert.equal(step.exitCode, exitCode, step.raw);
    });
  }

  for (const [name, expected] of [
    ["merge_group", 1],
    ["push", 0],
  ] as const satisfies readonly [EventName, number][]) {
    test(`on ${name} ${expected === 1 ? "too" : "there is no change to judge"}`, async () => {
      await using repository = await makeRepository();
      const baseSha = await repository.commit({ ...tree, ...leak, [policyFile]: "version: 1\n" });
      await repository.commit({ [policyFile]: "version: 1\nextends: none\n" });
      await using step = await runStep({
        workspace: repository.path,
        event: makeEvent(name, { baseSha }),
        inputs: { "check-name": "" },
      });
      assert.equal((await relaxedIn(step)).length, expected, step.raw);
    });
  }
});

describe("where the base policy comes from", { concurrency: 2 }, () => {
  const none = "version: 1\nextends: none\n";
  const lax = { ...tree, ...leak, [policyFile]: none };

  test("from the API when the checkout is shallow, with a token that can only read", async () => {
    await using repository = await makeRepository();
    await using clone = await temporaryFolder();
    await using api = await startGitHubApi();
    const baseSha = await repository.commit({ ...tree, ...leak });
    await repository.commit(lax);
    const shallow = join(clone.path, "c");
    await repository.git("clone", "--quiet", "--depth=1", `file://${repository.path}`, shallow);
    api.commits.add(baseSha);
    api.files.set(`${baseSha}:${policyFile}`, "version: 1\nextends: [strict, ./more.yml]\n");
    api.files.set(`${baseSha}:.github/more.yml`, "version: 1\nship: [dist/index.js]\n");
    api.files.set(`${baseSha}:package.json`, JSON.stringify(manifest));
    await using step = await runStep({
      workspace: shallow,
      event: makeEvent("pull_request", { baseSha, fork: "open" }),
      apiUrl: api.url,
      inputs: { "check-name": "" },
    });
    const found = await relaxedIn(step);
    assert.deepEqual(
      found.map(({ level, message }) => [level, /of `([\w-]+)`/.exec(message)?.[1]]),
      [
        ["error", "unlisted-file"],
        ["error", "source-map"],
      ],
      step.raw,
    );
    assert.deepEqual(api.violations, []);
    assert.deepEqual([...new Set(api.requests.map(({ method }) => method))], ["GET"]);
    assert.equal(step.exitCode, 1);
  });

  const unreadable: Record<string, [faults: number, status: number, sentence: RegExp]> = {
    "a token that may not read": [1, 403, /answered 403/],
    "a token that sees no commit": [0, 404, /does not find the commit, or the token may not read it/],
    "a malformed answer": [1, 422, /answered 422/],
  };
  for (const [name, [count, status, sentence]] of Object.entries(unreadable)) {
    test(`could not judge: ${name}`, async () => {
      await using folder = await temporaryFolder();
      await using api = await startGitHubApi();
      await writeProject(folder.path, { ...tree, ...leak, [policyFile]: none } as Record<string, string>);
      api.commits.clear();
      for (let index = 0; index < count; index++) api.faults.push({ status, message: "no" });
      await using step = await runStep({
        workspace: folder.path,
        event: makeEvent("pull_request", { fork: "open" }),
        apiUrl: api.url,
        inputs: { "check-name": "" },
      });
      assert.equal(step.exitCode, 2, step.raw);
      assert.match(step.summary ?? "", sentence);
      assert.match(step.summary ?? "", /fetch-depth: 0.*contents: read/);
    });
  }

  test("could not judge: neither git nor a token", async () => {
    await using folder = await temporaryFolder();
    await put(folder.path, "package.json", JSON.stringify(manifest));
    await using step = await runStep({
      workspace: folder.path,
      event: makeEvent("pull_request"),
      inputs: { "check-name": "", token: "" },
    });
    assert.equal(step.exitCode, 2);
    assert.match(step.summary ?? "", /no token was given/);
  });

  test("half a policy is asked for again and never taken for a whole one", async () => {
    await using folder = await temporaryFolder();
    await using api = await startGitHubApi();
    await writeProject(folder.path, { ...tree, ...leak, [policyFile]: none } as Record<string, string>);
    const event = makeEvent("pull_request");
    api.files.set(`2222222222222222222222222222222222222222:${policyFile}`, "version: 1\nextends: strict\n");
    api.faults.push("half-a-body", "half-a-body");
    const options = { workspace: folder.path, event, apiUrl: api.url, inputs: { "check-name": "" } };
    await using good = await runStep(options);
    assert.deepEqual(
      (await relaxedIn(good)).map(({ level }) => level),
      ["error"],
      good.raw,
    );
    api.faults.push("half-a-body", "half-a-body", "half-a-body");
    await using bad = await runStep(options);
    assert.equal(bad.exitCode, 2, bad.raw);
    assert.match(bad.summary ?? "", /broke off/);
  });

  const invalid: Record<string, Files> = {
    "with a mistake": { [policyFile]: "version: 1\nshipp: []\n" },
    "under a wrong name": { "lastgate.yml": "version: 1\n" },
  };
  for (const [name, files] of Object.entries(invalid)) {
    test(`a base policy ${name} can be mended, and the mended one is measured against recommended`, async () => {
      await using repository = await makeRepository();
      const baseSha = await repository.commit({ ...tree, ...leak, ...files });
      const removed = Object.fromEntries(Object.keys(files).map((file) => [file, null]));
      await repository.commit({ ...removed, [policyFile]: none });
      await using step = await runStep({
        workspace: repository.path,
        event: makeEvent("pull_request", { baseSha }),
        inputs: { "check-name": "" },
      });
      assert.deepEqual(
        (await relaxedIn(step)).map(({ level }) => level),
        ["warn"],
        step.raw,
      );
      assert.match(step.summary ?? "", /policy of the base commit .* is not valid/);
      assert.equal(step.exitCode, 0);
    });
  }

  test("a base policy that is a symbolic link is not followed", async () => {
    await using repository = await makeRepository();
    await repository.commit({ ...tree, ...leak, "lax.yml": none, ".github/x": "" });
    await symlink("../lax.yml", join(repository.path, policyFile));
    const baseSha = await repository.commit({});
    await rm(join(repository.path, policyFile));
    await repository.commit({ [policyFile]: none });
    await using step = await runStep({
      workspace: repository.path,
      event: makeEvent("pull_request", { baseSha }),
      inputs: { "check-name": "" },
    });
    assert.match(step.summary ?? "", /reached through the symbolic link/);
    assert.equal((await relaxedIn(step)).length, 1);
  });

  test("a policy that the workflow checks out beside the repository counts for both", async () => {
    await using repository = await makeRepository();
    const own = { [policyFile]: "version: 1\nextends: ../org/lastgate.yml\n" };
    const baseSha = await repository.commit({ ...tree, ...leak, ...own, ".gitignore": "/org/\n" });
    await repository.commit({ "dist/more.js": "" });
    await writeProject(repository.path, { "org/lastgate.yml": none });
    await using step = await runStep({
      workspace: repository.path,
      event: makeEvent("pull_request", { baseSha }),
      inputs: { "check-name": "" },
    });
    assert.deepEqual(await relaxedIn(step), [], step.raw);
    assert.equal(step.exitCode, 0);
  });

  test("a ready tarball is judged by both policies as well", async () => {
    await using repository = await makeRepository();
    const baseSha = await repository.commit({ ...tree, ...leak });
    await repository.commit({ [policyFile]: none });
    await using packed = await runStep({ workspace: repository.path, inputs: { "check-name": "" } });
    await using step = await runStep({
      workspace: repository.path,
      event: makeEvent("pull_request", { baseSha }),
      inputs: { "check-name": "", targets: packed.outputs.get("tarball") ?? "" },
    });
    assert.deepEqual(
      (await relaxedIn(step)).map(({ path }) => path),
      ["dist/index.js.map"],
      step.raw,
    );
  });
});

describe("nothing but the file under review is read", () => {
  test("a policy or an artifact list behind a symbolic link, or outside, is refused", async (t) => {
    const cases: Record<string, [link: string, to: string, policy: string, sentence: RegExp]> = {
      "the policy is a link": [policyFile, "../lax.yml", "", /reached through the symbolic link/],
      "what it extends is behind a link": [
        "org",
        "elsewhere",
        "extends: ../org/lax.yml",
        /reached through the symbolic link/,
      ],
      "the list is a link": [
        "list.txt",
        "lax.yml",
        "list: list.txt",
        /artifact list list\.txt is reached through/,
      ],
      "the list lies outside": ["unused", "x", "list: ../outside.txt", /`\.\.`|outside/],
      "what it extends lies outside": [
        "unused",
        "x",
        "extends: ../../lax.yml",
        /lies outside the repository/,
      ],
    };
    for (const [name, [link, to, policy, sentence]] of Object.entries(cases)) {
      await t.test(name, async () => {
        await using repository = await makeRepository();
        await repository.commit({ ...tree, "lax.yml": none, "elsewhere/lax.yml": none, ".github/x": "" });
        if (policy !== "") await repository.commit({ [policyFile]: `version: 1\n${policy}\n` });
        await symlink(to, join(repository.path, link));
        await using step = await runStep({ workspace: repository.path, inputs: { "check-name": "" } });
        assert.equal(step.exitCode, 2, step.raw);
        assert.match(step.summary ?? "", sentence);
      });
    }
  });

  test("a pack script that adds its own file to the artifact list is found out", async () => {
    await using repository = await makeRepository();
    const script =
      "const fs = require('fs'); fs.writeFileSync('dist/evil.js', ''); fs.appendFileSync('list.txt', 'dist/evil.js\\n'); fs.writeFileSync('.github/lastgate.yml', 'version: 1\\nextends: none\\n');";
    await repository.commit({
      ...tree,
      "package.json": { ...manifest, scripts: { prepack: "node build.cjs" } },
      "build.cjs": script,
      "list.txt": "package.json\nREADME.md\nLICENSE\ndist/index.js\n",
      [policyFile]: "version: 1\nlist: list.txt\n",
    });
    await using step = await runStep({ workspace: repository.path, inputs: { "check-name": "" } });
    assert.equal(step.exitCode, 1, step.raw);
    assert.match(step.summary ?? "", /dist\/evil\.js/);
  });
});

const none = "version: 1\nextends: none\n";
