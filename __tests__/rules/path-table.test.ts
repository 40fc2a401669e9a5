import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRows, type PathRow } from "../../src/rules/path-rows.ts";
import { toolingRows } from "../../src/rules/path-rows-tooling.ts";
import { workplaceRows } from "../../src/rules/path-rows-workplace.ts";
import { leftoverClaims, matchedPattern, pathRules } from "../../src/rules/path-table.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { type Case, type Files, inspect, pathsOf, policyWith } from "./inspect.ts";

function rule(id: string): Rule {
  const found = pathRules.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
}

/** All that the table says of a tarball: `rule path`, with ` (warn)` where the rule lowers it. */
function said(given: Case): string[] {
  return pathRules.flatMap((each) =>
    inspect(each, given).map(
      ({ path, level }) => `${each.id} ${path}${level === undefined ? "" : ` (${level})`}`,
    ),
  );
}

const binary = Buffer.from("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0\x3e\0\x01\0\0\0\0\0\0\0", "latin1");

/** Paths of one row, each found by that row and by no other. */
const caught: Readonly<Record<string, readonly string[]>> = {
  "vcs-data": [
    ".git/config",
    ".git/logs/refs/remotes/origin/CHANGELOG",
    "packages/a/.git/HEAD",
    "vendor/lib/.git",
    ".hg/store/data",
    "src/.svn/entries",
    "src/CVS/Root",
    ".jj/repo/store",
    ".fslckout",
    "_FOSSIL_",
    ".pijul/a",
    ".sl/a",
    ".worktrees/feature/src/a.js",
    "vendor/lib.git/HEAD",
    "vendor/lib.git/objects/ab/cd",
    "test/fixtures/.git/HEAD",
  ],
  "package-manager-data": [
    "Node_Modules/a/index.js",
    "node_modules/a/index.js",
    "src/style-spec/node_modules/a/index.js",
    "templates/app/node_modules/a/index.js",
    ".yarn/install-state.gz",
    ".pnp.cjs",
    ".pnp.loader.mjs",
    ".npm/_cacache/index-v5/aa",
    "dist/.pnpm-store/v3/a",
    "bower_components/jquery/dist/jquery.js",
    ".yalc/a/index.js",
    "yalc.lock",
    ".lerna_backup/package.json",
  ],
  "build-cache": [
    ".eslintcache",
    "lib/.eslintcache",
    ".parcel-cache/data.mdb",
    ".turbo/turbo-build.txt",
    ".rts2_cache_cjs/a.json",
    ".next/cache/webpack/0.pack",
    "src/__pycache__/a.cpython-312.pyc",
    ".svelte-kit/generated/root.js",
    ".venv/bin/python",
    ".react-router/types/+routes.ts",
    ".mastra/output/index.mjs",
    ".vitest-attachments/a.png",
    ".vagrant/machines/default/virtualbox/id",
    "target/release/deps/liba.rlib",
    "native/target/debug/.fingerprint/a/b",
    "native/target/.rustc_info.json",
    "CACHEDIR.TAG",
    ".moon/cache/states/a.json",
    "vite.config.ts.timestamp-1700000000000-0a1b2c3d4e5f.mjs",
    "tsup.config.bundled_xzl3f4.mjs",
    ".biomecache",
  ],
  "build-metadata": [
    "tsconfig.tsbuildinfo",
    "lib/cjs/puppeteer/tsconfig.cjs.tsbuildinfo",
    "build/config.gypi",
    "build/Makefile",
    "build/addon.target.mk",
    "build/Release/.deps/Users/jane/addon.node.d",
    "build/Release/obj.target/addon/src/addon.o",
    "native/src/addon.o",
    "build/node_gyp_bins/python3",
    "native/addon.lo",
    "native/addon.gch",
  ],
  coverage: [
    "coverage/lcov-report/base.css",
    "coverage/lcov-report/prettify.js",
    "coverage/lcov-report/lib/http-proxy.js.html",
    "coverage/lcov.info",
    "coverage/base.css",
    "packages/a/coverage/coverage-final.json",
    ".nyc_output/964792.json",
    "lcov.info",
    "dist/clover.xml",
    "reports/jacoco.xml",
    "coverage.json",
    "native/a.gcov",
    "default.profraw",
    ".coverage.host.1234",
  ],
  "log-file": [
    "yarn-error.log",
    "logs/build.LOG",
    "npm-debug.log.1234",
    "var/app.log.1",
    "old.log.gz",
    "logs/app.txt",
    "log.txt",
    "error_log",
    "build.log.txt",
    ".clinic/1.clinic-doctor/data",
    "rush-logs/a.txt",
    "app_2026.crash",
  ],
  "os-junk": [
    "dist/.DS_Store",
    "dist/.ds_store",
    "._index.js",
    "__MACOSX/._a",
    "img/Thumbs.db",
    "img/THUMBS.DB",
    "Desktop.ini",
    "$RECYCLE.BIN/a.txt",
    "img/Icon\r",
    "a.lnk",
    ".localized",
    ".dropbox.cache/a",
    "System Volume Information/a",
    "img/@eaDir/a.jpg",
    ".~lock.notes.odt#",
    "~$notes.docx",
    ".goutputstream-K2XA01",
    "big.zip.crdownload",
  ],
  "editor-junk": [
    "lib/.colors.js.swp",
    "README.md~",
    "package.json~",
    ".idea/workspace.xml",
    ".vscode/settings.json",
    "src/index.js.orig",
    "a.bak",
    "#index.js#",
    ".#index.js",
    "app.code-workspace",
    "index.js.save",
    "lib/index.js.old",
    "package.json.backup",
    "index_BACKUP_1234.js",
    "src/a_LOCAL_77.ts",
    ".a.js.swx",
    ".vimrc",
    ".theia/settings.json",
    "cscope.out",
  ],
  "agent-file": [
    ".claude/settings.local.json",
    ".claude/settings.json",
    "CLAUDE.md",
    "packages/a/AGENTS.md",
    ".cursor/rules/a.mdc",
    ".cursorrules",
    ".windsurfrules",
    ".aider.chat.history.md",
    ".aider.tags.cache.v3/cache.txt",
    "GEMINI.md",
    ".mcp.json",
    ".github/copilot-instructions.md",
    ".github/prompts/a.prompt.md",
    ".codex/config.toml",
    ".roo/rules.md",
    ".kilocode/rules/a.md",
    ".kilocodemodes",
    ".rovodev/config.yml",
    ".antigravity/a.md",
    ".aiassistant/rules/a.md",
    ".beads/issues.jsonl",
    ".plandex-v2/a.json",
    ".claude.json.backup.1700000000",
    "claude_desktop_config.json",
    "firebender.json",
    "CODEBUDDY.md",
    "IFLOW.md",
    ".github/copilot/a.yml",
    "templates/app/.claude/settings.local.json",
  ],
  "test-file": [
    "test/index.js",
    "lib/__tests__/a.js",
    "src/a.test.ts",
    "dist/a.spec.js",
    "dist/a.test.d.ts",
    "dist/a.test.js.map",
    "spec/support/jasmine.json",
    "spec/unit/parserSpec.js",
    "fixtures/answer.json",
    "test.js",
    "src/__snapshots__/a.snap",
    "lib/buffer_test.js",
    "test-results/results.json",
    "playwright-report/index.html",
    "junit.xml",
    "test/fixtures/node_modules/a/index.js",
    "vendor/lib/tests/resources/bad.git/HEAD",
  ],
  "dev-config": [
    ".babelrc",
    ".eslintrc.json",
    "eslint.config.mjs",
    "dist/vite.config.ts",
    "tsconfig.json",
    "tsconfig.build.json",
    ".editorconfig",
    ".gitignore",
    "Gruntfile.js",
    "karma.conf.js",
    ".husky/pre-commit",
    "turbo.json",
    "Makefile",
    "Dockerfile.dev",
    "docker-compose.override.yml",
    "ecosystem.config.cjs",
    "stryker.conf.js",
    "oxlint.json",
    ".ember-cli",
    "Taskfile.yml",
    "flake.nix",
    ".replit",
  ],
  "ci-file": [
    ".github/workflows/ci.yml",
    ".travis.yml",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    "Jenkinsfile",
    ".circleci/config.yml",
    "CODEOWNERS",
    "buildspec.yml",
    "fastlane/Fastfile",
    ".coderabbit.yaml",
    "render.yaml",
  ],
};

/** Paths that resemble those above and belong to good packages. */
const spared: readonly string[] = [
  ".gitkeep",
  "src/lib/.keep",
  "lib/git/index.js",
  "npm-shrinkwrap.json",
  "lib/node_modules.js",
  "dist/cache/index.js",
  ".next/server/app.js",
  "dist/turbo.js",
  "tsdoc-metadata.json",
  "binding.gyp",
  "build/Release/addon.node",
  "deps/zlib/Makefile",
  "prebuilds/linux-x64/addon.node",
  "lib/coverage/index.js",
  "coverage/report.mjs",
  "dist/Coverage.js",
  "CHANGELOG.md",
  "lib/log.js",
  "dist/blog.html",
  "lib/zip.js",
  "app.js.gz",
  "app.js.br",
  "core/index.js",
  "core.js",
  "core.min.js",
  "lib/core.1.js",
  "db.js",
  "lib/sqlite.wasm",
  "migrations/001.sql",
  "GeoLite2.mmdb",
  "dist/.well-known/a.json",
  "lib/_tree.js",
  "lib/swap.js",
  "docs/agents.md",
  "docs/docs/api/Agent.md",
  "dist/agent.js",
  "resources/beta/claude-code.js",
  ".claude-plugin/plugin.json",
  "skills/a/SKILL.md",
  "skills/a/AGENTS.md",
  "lib/testing/TestScheduler.js",
  "test-utils.js",
  "cjs/react-dom-test-utils.production.js",
  "es/regexp/test.js",
  "lib/latest.js",
  "lib/rule-tester/rule-tester.js",
  "lib/inspect.js",
  "spec/schema.json",
  "config.js",
  "lib/config/config.js",
  "src/tsconfig.json",
  "src/tsconfig.esm.json",
  "tsconfig.d.ts",
  ".github/logo.svg",
  "templates/app/.gitignore",
  "template/tsconfig.json",
  "templates/app/AGENTS.md",
  "template/.github/workflows/ci.yml",
  "template-react/.vscode/settings.json",
  "lib/languages/Dockerfile.js",
  "syntaxes/Dockerfile.tmLanguage.json",
  "lib/target/release.js",
  "target/index.js",
  "lib/logs/index.js",
  "lib/git/objects/commit.js",
  "lib/copy.js",
  "lib/index.copy.js",
  "docs/copilot.md",
  "lib/warp/index.js",
  "lib/bolt.js",
  "dist/vite.config.js.map",
  "lib/junit.js",
  "lib/backup.js",
  "lib/old/index.js",
  "react-native.config.js",
  "bower.json",
];

for (const [id, paths] of Object.entries(caught)) {
  test(`${id} alone claims its names`, () => {
    for (const path of paths) assert.deepEqual(said({ files: { [path]: binary } }), [`${id} ${path}`]);
  });
}

test("every row has names that it catches", () => {
  assert.deepEqual(
    Object.keys(caught),
    pathRules.map(({ id }) => id),
  );
});

test("names that only look alike are left alone", () => {
  assert.deepEqual(said({ files: Object.fromEntries(spared.map((path) => [path, binary])) }), []);
});

test("a link counts by its name, a folder entry does not", () => {
  const files: Files = {
    "a/.DS_Store": { kind: "symlink", linkTarget: "/x" },
    ".git": { kind: "directory" },
    coverage: { kind: "directory" },
  };
  assert.deepEqual(said({ files }), ["os-junk a/.DS_Store"]);
});

test("a path that several rows match has one finding, of the first row that is on", () => {
  const files = { "coverage/run.log": "", "test/.DS_Store": "" };
  assert.deepEqual(said({ files }), ["coverage coverage/run.log", "os-junk test/.DS_Store"]);
  const off = { level: "off", options: undefined, reason: "shown", at: null } as const;
  const coverage = rule("coverage");
  const policy = { rules: new Map([["coverage", off]]) };
  assert.deepEqual(pathsOf(inspect(rule("log-file"), { files, policy })), ["coverage/run.log"]);
  assert.equal(coverage.id, "coverage");
});

test("a path that is twice in the archive has one finding", () => {
  assert.deepEqual(
    said({
      files: [
        ["a.log", "1"],
        ["a.log", "2"],
      ],
    }),
    ["log-file a.log"],
  );
});

test("the message names the pattern that matched", () => {
  const [problem] = inspect(rule("log-file"), { files: { "a/b.log.gz": "" } });
  assert.equal(problem?.message, "a log (the name matches `*.log.gz`)");
});

const sentences: readonly (readonly [path: string, message: string])[] = [
  [".git/config", "version control data (the name matches `.git/`)"],
  ["node_modules/a/index.js", "package manager data (the name matches `node_modules/`)"],
  [
    "package-lock.json",
    "a lock file, which no consumer's package manager reads (the name matches `package-lock.json`)",
  ],
  [".eslintcache", "a build cache (the name matches `.eslintcache`)"],
  ["tsconfig.tsbuildinfo", "build metadata (the name matches `*.tsbuildinfo`)"],
  [
    "dist/metafile-cjs.json",
    "a bundler's statistics, which name every source file (the name matches `metafile-cjs.json`)",
  ],
  ["coverage/lcov.info", "coverage data (the name matches `coverage/`)"],
  ["dist/.DS_Store", "operating system junk (the name matches `.DS_Store`)"],
  ["README.md~", "an editor's file (the name matches `*~`)"],
  ["CLAUDE.md", "a coding agent's file (the name matches `CLAUDE.md`)"],
  ["src/a.test.ts", "a test or fixture (the name matches `*.test.ts`)"],
  [".babelrc", "configuration of a development tool (the name matches `.babelrc`)"],
  [".travis.yml", "a file of the continuous integration (the name matches `.travis.yml`)"],
];

for (const [path, message] of sentences) {
  test(`${path} is ${message}`, () => {
    const problems = pathRules.flatMap((each) => inspect(each, { files: { [path]: "" } }));
    assert.deepEqual(
      problems.map((problem) => problem.message),
      [message],
    );
  });
}

test("what `files` names by its path is said", () => {
  for (const entry of ["AGENTS.md", "./AGENTS.md", "/AGENTS.md"]) {
    const given = { files: { "AGENTS.md": "" }, manifest: { files: [entry] } };
    const [problem] = inspect(rule("agent-file"), given);
    assert.deepEqual(
      [problem?.message, problem?.level],
      [
        "a coding agent's file (the name matches `AGENTS.md`), which `files` of package.json names by its path",
        "warn",
      ],
    );
  }
  for (const files of [["*"], ["AGENTS.md/"], "AGENTS.md", ["lib/AGENTS.md"]]) {
    assert.equal(
      inspect(rule("agent-file"), { files: { "AGENTS.md": "" }, manifest: { files } })[0]?.level,
      undefined,
    );
  }
});

test("a row tells its own pattern for a path, and a rule that is no row none", () => {
  assert.equal(matchedPattern("log-file", "a/b.log.gz"), "*.log.gz");
  assert.equal(matchedPattern("coverage", "coverage/run.log"), "coverage/");
  assert.equal(matchedPattern("log-file", "coverage/run.log"), "*.log");
  assert.equal(matchedPattern("log-file", "a.js"), null);
  assert.equal(matchedPattern("source-map", "a.js.map"), null);
});

test("leftovers are what builds, caches and installs left, as far as the policy looks for them", () => {
  const off = { level: "off", options: undefined, reason: "shown", at: null } as const;
  const claims = leftoverClaims(policyWith());
  assert.deepEqual(
    [
      "coverage/a.json",
      ".git/HEAD",
      "lib/node_modules/a/b.js",
      "node_modules/.cache/a",
      ".vscode/a.json",
      "lib/a.js",
    ].map(claims),
    [true, true, true, true, false, false],
  );
  // It may be bundled: only the row's own inspector knows.
  assert.equal(claims("node_modules/a/b.js"), false);
  assert.equal(leftoverClaims(policyWith({ rules: new Map([["coverage", off]]) }))("coverage/a.json"), false);
});

test("lock files and bundler statistics are warnings", () => {
  const files = {
    "package-lock.json": "{}",
    "a/yarn.lock": "",
    "bun.lock": "",
    "dist/metafile-cjs.json": "{}",
    "node_modules/a/yarn.lock": "",
  };
  assert.deepEqual(said({ files }), [
    "package-manager-data package-lock.json (warn)",
    "package-manager-data a/yarn.lock (warn)",
    "package-manager-data bun.lock (warn)",
    "package-manager-data node_modules/a/yarn.lock",
    "build-metadata dist/metafile-cjs.json (warn)",
  ]);
});

test("what a file manager calls a copy is a warning", () => {
  const files = {
    "index copy.js": "",
    "lib/a (1).ts": "",
    "b - Copy.md": "",
    "copy 2.js": "",
    "a copy": "",
    "(1).js": "",
  };
  assert.deepEqual(said({ files }), [
    "editor-junk index copy.js (warn)",
    "editor-junk lib/a (1).ts (warn)",
    "editor-junk b - Copy.md (warn)",
  ]);
});

test("AGENTS.md is a warning when `files` names it by its path, and settings never are", () => {
  const files = {
    "AGENTS.md": "",
    "docs/CLAUDE.md": "",
    "CLAUDE.local.md": "",
    ".claude/settings.local.json": "{}",
  };
  const manifest = { files: ["./AGENTS.md", "docs", "CLAUDE.local.md", ".claude/settings.local.json"] };
  assert.deepEqual(said({ files, manifest }), [
    "agent-file AGENTS.md (warn)",
    "agent-file docs/CLAUDE.md",
    "agent-file CLAUDE.local.md",
    "agent-file .claude/settings.local.json",
  ]);
});

test("a folder that is node_modules only where letter case does not count is bundled by nobody", () => {
  const files = { "Node_Modules/a/index.js": "" };
  const stray = ["package-manager-data Node_Modules/a/index.js"];
  assert.deepEqual(said({ files, manifest: { bundleDependencies: ["a"] } }), stray);
});

test("bundled dependencies may bring what their publishers shipped, not what this machine made", () => {
  const files = {
    "node_modules/a/package.json": JSON.stringify({ dependencies: { b: "1" } }),
    "node_modules/a/test/index.js": "",
    "node_modules/a/.travis.yml": "",
    "node_modules/a/.npmignore": "",
    "node_modules/a/.DS_Store": "",
    "node_modules/a/node_modules/c/package.json": JSON.stringify({ optionalDependencies: { "@d/e": "1" } }),
    "node_modules/b/package.json": JSON.stringify({ dependencies: { f: "1" } }),
    "node_modules/f/index.js": "",
    "node_modules/@d/e/index.js": "",
    "node_modules/a/build/Makefile": "",
    "node_modules/a/.git/config": "",
    "node_modules/stray/index.js": "",
    "node_modules/.cache/a.json": "",
    "lib/node_modules/a/index.js": "",
  };
  const expected = [
    "vcs-data node_modules/a/.git/config",
    "package-manager-data node_modules/stray/index.js",
    "package-manager-data node_modules/.cache/a.json",
    "package-manager-data lib/node_modules/a/index.js",
    "build-metadata node_modules/a/build/Makefile",
  ];
  assert.deepEqual(said({ files, manifest: { bundleDependencies: ["a"] } }), expected);
  assert.deepEqual(said({ files, manifest: { bundledDependencies: ["a"] } }), expected);
  assert.deepEqual(
    said({ files, manifest: { bundleDependencies: true, dependencies: { a: "1" } } }),
    expected,
  );
  const unbundled = said({ files, manifest: { bundleDependencies: false, dependencies: { a: "1" } } });
  assert.ok(unbundled.includes("package-manager-data node_modules/a/test/index.js"));
  assert.ok(unbundled.includes("package-manager-data node_modules/f/index.js"));
});

test("bundling that is no list bundles nothing", () => {
  const files = { "node_modules/a/index.js": "" };
  for (const bundleDependencies of [null, 1, "a", {}, [], [1]]) {
    assert.deepEqual(said({ files, manifest: { bundleDependencies } }), [
      "package-manager-data node_modules/a/index.js",
    ]);
  }
});

test("exceptions to a row name patterns that the row has", () => {
  const rows: readonly PathRow[] = [...buildRows, ...workplaceRows, ...toolingRows];
  for (const row of rows) {
    const named = [...(row.mild?.patterns ?? []), ...(row.mildWhenNamed ?? [])];
    for (const pattern of named) assert.ok(row.patterns.includes(pattern), `${row.id}: ${pattern}`);
  }
});

test("hostile names are judged in no time", () => {
  const long = 1_000_000;
  const names = [
    `${"a/".repeat(long)}.DS_Store`,
    ".".repeat(long),
    `${".a".repeat(long)}.log`,
    "~".repeat(long),
    `core.${"1".repeat(long)}`,
  ];
  const started = performance.now();
  const found = said({ files: names.map((name) => [name, ""]) });
  assert.equal(found.filter((line) => line.startsWith("os-junk")).length, 1);
  assert.ok(performance.now() - started < 2000);
});

test("a leftover that stops nothing hides nothing: a warning, a waiver, a lock file that is a database", () => {
  const rule = { options: {}, reason: null, at: null };
  const at = (level: "error" | "warn" | "off") =>
    policyWith({ rules: new Map([["package-manager-data", { ...rule, level }]]) });
  const waiver = {
    rule: "package-manager-data",
    files: ["lib/node_modules/**"],
    reason: "r",
    owner: null,
    expires: "2999-01-01",
    audience: null,
    fingerprints: null,
    at: null,
  };
  assert.equal(leftoverClaims(at("error"))("lib/node_modules/a/core"), true);
  assert.equal(leftoverClaims(at("warn"))("lib/node_modules/a/core"), false);
  assert.equal(leftoverClaims(at("off"))("lib/node_modules/a/core"), false);
  assert.equal(leftoverClaims({ ...at("error"), waivers: [waiver] })("lib/node_modules/a/core"), false);
  assert.equal(leftoverClaims({ ...at("error"), waivers: [waiver] })("src/node_modules/a/core"), true);
  assert.equal(leftoverClaims(at("error"))("yarn.lock"), false);
});

test("a leftover folder hides nothing where another row speaks of the file, or where it may be bundled", () => {
  const claims = leftoverClaims(policyWith());
  assert.deepEqual(
    ["coverage/bun.lockb", "coverage/yarn.lock", "node_modules/dep/coverage/data.tgz"].map(claims),
    [false, false, false],
  );
});
