import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { likeGlob } from "../../src/attribution/like-glob.ts";
import { type Attributed, createAttribution } from "../../src/attribution.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { FindingLevel, Problem } from "../../src/rules/rule.ts";
import type { Source } from "../../src/source.ts";
import { policyWith, sourceWith, tarballOf } from "../rules/inspect.ts";

interface Given {
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly source?: Partial<Source>;
  readonly rule?: string;
}

/** Attributes one problem of a package at `packages/a` that ships the problem's path. */
function attribute(
  problem: Partial<Problem>,
  { manifest = {}, source = {}, rule = "os-junk" }: Given = {},
): Attributed {
  const whole = { name: "a", version: "1.0.0", ...manifest };
  const files = problem.path === undefined || problem.path === "package.json" ? {} : { [problem.path]: "" };
  const { tarball } = tarballOf({ files, manifest: whole });
  const repository = sourceWith({
    directory: "packages/a",
    manifestText: JSON.stringify(whole, null, 2),
    tracked: new Set(),
    ...source,
  });
  const complete = { message: "is wrong", ...problem };
  const said = [{ rule, problem: complete, level: "error" as const }];
  const attribution = createAttribution({ tarball, source: repository, policy: policyWith(), said });
  return attribution({ id: rule, fix: "the rule's own fix" }, complete);
}

const noFiles = "package.json has no `files` field: everything that is not ignored ships";

const whys: readonly (readonly [manifest: Readonly<Record<string, unknown>>, path: string, why: string])[] = [
  [{ files: ["dist"] }, "dist/a.js", "ships because `files[0]` is `dist`"],
  [{ files: ["a", "dist/"] }, "dist/b/a.js", "ships because `files[1]` is `dist/`"],
  [{ files: ["./dist"] }, "dist/a.js", "ships because `files[0]` is `./dist`"],
  [{ files: ["/dist"] }, "dist/a.js", "ships because `files[0]` is `/dist`"],
  [{ files: ["DIST"] }, "dist/a.js", "ships because `files[0]` is `DIST`"],
  [{ files: ["dist/**/*.js"] }, "dist/a/b.js", "ships because `files[0]` is `dist/**/*.js`"],
  [{ files: ["dist/*"] }, "dist/a/b.js", "ships because `files[0]` is `dist/*`"],
  [{ files: ["*.js"] }, "a.js", "ships because `files[0]` is `*.js`"],
  [{ files: ["*"] }, "x/.y/a.js", "ships because `files[0]` is `*`"],
  [{ files: ["."] }, "x/a.js", "ships because `files[0]` is `.`"],
  [{ files: ["packages/*/dist"] }, "packages/b/dist/a.js", "ships because `files[0]` is `packages/*/dist`"],
  [{ files: ["dist/@(a|b)/**"] }, "dist/a/c.js", "ships because `files[0]` is `dist/@(a|b)/**`"],
  [{ files: ["dist", "!dist/**/*.map", "lib"] }, "dist/a.js", "ships because `files[0]` is `dist`"],
  [{ files: ["dist", "dist/sub"] }, "dist/sub/a.js", "ships because `files[1]` is `dist/sub`"],
  [{ files: ["dist/a.js", "dist"] }, "dist/a.js", "ships because `files[0]` is `dist/a.js`"],
  [
    { files: ["lib"] },
    "dist/a.js",
    "ships although no entry of `files` names it: the packer or a script added it",
  ],
  [
    { files: ["distribution"] },
    "dist/a.js",
    "ships although no entry of `files` names it: the packer or a script added it",
  ],
  [{ files: [1, null, "dist"] }, "dist/a.js", "ships because `files[2]` is `dist`"],
  [{ files: ["*.js"], main: "./cli.js" }, "cli.js", "ships because `files[0]` is `*.js`"],
  [{ files: ["*.js"], main: "cli.js" }, "cli.js", "ships because `main` is `cli.js`"],
  [{ files: [], main: "./cli.js" }, "cli.js", "ships because `main` is `./cli.js`"],
  [{ files: ["cli.js"], bin: { x: "./cli.js" } }, "cli.js", "ships because `bin.x` is `./cli.js`"],
  [{ browser: "b.js", files: ["dist"] }, "b.js", "ships because `browser` is `b.js`"],
  [{}, "src/a.js", noFiles],
  [{ files: "dist" }, "dist/a.js", noFiles],
  [{ files: ["dist"] }, "README.md", "every packer adds README, LICENSE and package.json"],
  [{}, "LICENSE", "every packer adds README, LICENSE and package.json"],
  [{ files: ["dist"] }, "dist/README.md", "ships because `files[0]` is `dist`"],
  [{ files: ["dist"] }, "package.json", "every packer adds README, LICENSE and package.json"],
  [
    { bundleDependencies: ["b"] },
    "node_modules/b/.DS_Store",
    "ships because `bundleDependencies` takes `b` in",
  ],
  [
    { bundledDependencies: ["@b/c"] },
    "node_modules/@b/c/a.js",
    "ships because `bundledDependencies` takes `@b/c` in",
  ],
];
for (const [manifest, path, why] of whys) {
  test(`why: ${JSON.stringify(manifest)} ${path}`, () =>
    assert.equal(attribute({ path }, { manifest }).why, why));
}

test("why: a path that is not in the tarball, a field and the tarball as a whole do not ship for a reason", () => {
  const { tarball } = tarballOf({ manifest: { files: ["dist"] } });
  const attribution = createAttribution({ tarball, source: sourceWith(), policy: policyWith() });
  const rule = { id: "missing-file", fix: "fix" };
  assert.equal(attribution(rule, { path: "dist/gone.js", message: "" }).why, null);
  assert.equal(attribution(rule, { field: "main", message: "" }).why, null);
  assert.equal(attribution(rule, { message: "" }).why, null);
});

const waiver = (rule: string, glob: string) =>
  ` Or, if it is meant to ship, below \`waivers\` in .github/lastgate.yml: \`- { rule: ${rule}, files: ["${glob}"], reason: "...", expires: YYYY-MM-DD }\`.`;

const fixes: readonly (readonly [rule: string, path: string, given: Given, fix: string])[] = [
  [
    "source-map",
    "dist/a/b.js.map",
    { manifest: { files: ["dist"] } },
    'Add `"!dist/**/*.map"` at the end of `files` in package.json.',
  ],
  [
    "source-map",
    "cli.js.map",
    { manifest: { files: ["*.js", "*.map"] } },
    'Add `"!cli.js.map"` at the end of `files` in package.json.',
  ],
  [
    "source-map",
    "cli.js.map",
    { manifest: { files: ["cli.js", "cli.js.map"] } },
    'Take `"cli.js.map"` out of `files` in package.json.',
  ],
  [
    "log-file",
    "dist/a.log",
    { manifest: { files: ["dist", "dist/a.log"] } },
    'Take `"dist/a.log"` out of `files` in package.json and add `"!dist/a.log"` at its end.',
  ],
  [
    "secret-file",
    "dist/.env",
    { manifest: { files: ["dist"] } },
    'If it holds credentials, revoke them. Add `"!dist/.env"` at the end of `files` in package.json.',
  ],
  [
    "coverage",
    "lib/coverage/lcov.info",
    { manifest: { files: ["lib"] } },
    'Add `"!lib/coverage/**"` at the end of `files` in package.json.',
  ],
  [
    "os-junk",
    "dist/a/.DS_Store",
    { manifest: { files: ["dist"] } },
    'Add `"!**/.DS_Store"` at the end of `files` in package.json.',
  ],
  [
    "os-junk",
    "dist/[a]",
    { manifest: { files: ["dist"] } },
    'Add `"!dist/[[]a]"` at the end of `files` in package.json.',
  ],
  [
    "test-file",
    "dist/a/b.test.js",
    { manifest: { files: ["dist"] } },
    `Add \`"!dist/**/*.test.js"\` at the end of \`files\` in package.json.${waiver("test-file", "dist/**/*.test.js")}`,
  ],
  [
    "log-file",
    "logs/a.log",
    { source: { hasNpmignore: true } },
    "Add the line `/logs/**/*.log` to .npmignore.",
  ],
  [
    "log-file",
    "a.log",
    { manifest: { main: "./dist/index.js", types: "types.d.ts" } },
    'Say in package.json what ships, in a `files` list that names it and has `"!a.log"` at its end (not in a new .npmignore, which would switch .gitignore off).',
  ],
  [
    "os-junk",
    "cli.js",
    { manifest: { main: "cli.js", files: ["cli.js"] } },
    "`main` in package.json forces it in, and no pattern of `files` keeps it out: point `main` elsewhere.",
  ],
  [
    "os-junk",
    "README.md",
    { manifest: { files: ["dist"] } },
    "Every packer adds this file and nothing in package.json keeps it out: delete it, or change what is in it.",
  ],
  [
    "core-dump",
    "node_modules/b/core",
    { manifest: { bundleDependencies: ["b"] } },
    "Change every secret that the process held. It came with the bundled dependency `b`: take that out of `bundleDependencies` in package.json, or use a release of it without this file.",
  ],
  [
    "unlisted-file",
    "dist/a.js",
    { manifest: { files: ["dist"] } },
    'Add `"!dist/a.js"` at the end of `files` in package.json. Or list it below `ship` in .github/lastgate.yml: `- "dist/a.js"`.',
  ],
  ...["dist/cli.js", "dist/lib/index.d.ts", "dist/main.cjs"].map(
    (path) =>
      [
        "unlisted-file",
        path,
        {
          manifest: {
            files: ["dist"],
            exports: { ".": { types: "./dist/lib/index.d.ts", default: "./dist/main.cjs" } },
            module: "./dist/cli",
          },
        },
        `List it below \`ship\` in .github/lastgate.yml: \`- "${path}"\`. Or, if it must not ship: Add \`"!${path}"\` at the end of \`files\` in package.json.`,
      ] as const,
  ),
  [
    "unlisted-file",
    "README.md",
    { manifest: { files: ["dist"] } },
    'List it below `ship` in .github/lastgate.yml: `- "README.md"`. Every packer adds it: only deleting it would keep it out.',
  ],
];
for (const [rule, path, given, fix] of fixes) {
  test(`fix: ${rule} ${path} ${JSON.stringify(given)}`, () => {
    assert.equal(attribute({ path }, { ...given, rule }).fix, fix);
  });
}

test("fix: a rule's own edit is kept; a finding in a text, on a field or on no file has the rule's", () => {
  const given = { manifest: { files: ["dist"] }, rule: "secret" };
  assert.equal(attribute({ path: "dist/a.js", fix: "mine" }, given).fix, "mine");
  assert.equal(attribute({ path: "dist/a.js", line: 3 }, given).fix, "the rule's own fix");
  assert.equal(attribute({ field: "scripts.install" }, given).fix, "the rule's own fix");
  assert.equal(attribute({}, given).fix, "the rule's own fix");
});

const globs: readonly (readonly [rule: string, path: string, glob: string])[] = [
  ["vcs-data", ".git/config", ".git/**"],
  ["vcs-data", "a/b/.git/logs/x", "a/b/.git/**"],
  ["package-manager-data", "src/node_modules/a/node_modules/b/i.js", "src/node_modules/**"],
  ["build-cache", "cache/.next/cache/a", "cache/.next/cache/**"],
  ["build-cache", "lib/.rts2_cache_cjs/a", "lib/.rts2_cache_cjs/**"],
  ["coverage", "[a]/coverage/lcov.info", "[[]a]/coverage/**"],
  ["build-metadata", "lib/cjs/tsconfig.tsbuildinfo", "lib/**/*.tsbuildinfo"],
  ["nested-archive", "a.tgz", "a.tgz"],
  ["dev-config", "src/a/tsconfig.build.json", "src/a/tsconfig.build.json"],
  ["os-junk", "a/._b", "a/._b"],
  ["source-map", "dist/map.json", "dist/map.json"],
  ["unknown-rule", "dist/a.map", "dist/a.map"],
];
for (const [rule, path, glob] of globs)
  test(`glob: ${rule} ${path}`, () => assert.equal(likeGlob(rule, path), glob));

const manifestFile = "packages/a/package.json";
const tracked = new Set(["packages/a/dist/a.js", "packages/a/src/a.js", "dist/a.js"]);

const places: readonly (readonly [problem: Partial<Problem>, given: Given, at: Attributed["at"]])[] = [
  [
    { path: "dist/a.js", line: 7 },
    { manifest: { files: ["dist"] }, source: { tracked } },
    { file: "packages/a/dist/a.js", line: 7 },
  ],
  [
    { path: "dist/b.js", line: 7 },
    { manifest: { files: ["x", "dist"] }, source: { tracked } },
    { file: manifestFile, line: 6 },
  ],
  [
    { path: "dist/a.js" },
    { manifest: { files: ["dist"] }, source: { tracked } },
    { file: manifestFile, line: 5 },
  ],
  [
    { path: "dist/a.js" },
    { manifest: { files: ["dist"] }, source: { tracked: null } },
    { file: manifestFile, line: 5 },
  ],
  [{ path: "src/a.js" }, { source: { tracked } }, { file: manifestFile, line: 1 }],
  [
    { path: "src/a.js" },
    { source: { tracked, hasNpmignore: true } },
    { file: "packages/a/.npmignore", line: null },
  ],
  [{ path: "src/a.js", fix: "mine" }, { source: { tracked } }, { file: "packages/a/src/a.js", line: null }],
  [
    { path: "dist/a.js", line: 2 },
    { manifest: { files: ["dist"] }, source: { tracked }, rule: "secret-file" },
    { file: manifestFile, line: 5 },
  ],
  [{ path: "src/b.js" }, { source: { tracked } }, { file: manifestFile, line: 1 }],
  [{ path: "a.js" }, { manifest: { main: "a.js" } }, { file: manifestFile, line: 4 }],
  [{ path: "a.js" }, { manifest: { bin: { x: "a.js" } } }, { file: manifestFile, line: 5 }],
  [
    { path: "node_modules/b/a.js" },
    { manifest: { bundledDependencies: ["b"] } },
    { file: manifestFile, line: 4 },
  ],
  [{ field: "version" }, {}, { file: manifestFile, line: 3 }],
  [{ field: "scripts.install" }, { manifest: { scripts: {} } }, { file: manifestFile, line: 4 }],
  [{}, {}, { file: manifestFile, line: 1 }],
  [
    { path: "LICENSE" },
    { source: { directory: "", tracked: new Set(["LICENSE"]) } },
    { file: "LICENSE", line: null },
  ],
  [{ field: "name" }, { source: { directory: "" } }, { file: "package.json", line: 2 }],
  [
    { path: "dist/a.js", at: { file: ".github/lastgate.yml", line: 9, column: 3 } },
    { manifest: { files: ["dist"] } },
    { file: ".github/lastgate.yml", line: 9 },
  ],
  [{ path: "dist/a.js", line: 1 }, { source: { directory: null, manifestText: null } }, null],
  [
    { at: { file: ".github/lastgate.yml", line: 9, column: 3 } },
    { source: { directory: null } },
    { file: ".github/lastgate.yml", line: 9 },
  ],
];
for (const [problem, given, at] of places) {
  test(`at: ${JSON.stringify(problem)} ${JSON.stringify(given.manifest ?? {})} ${JSON.stringify(at)}`, () => {
    assert.deepEqual(attribute(problem, given).at, at);
  });
}

test("path, field and line are filled in", () => {
  assert.deepEqual(attribute({ field: "version" }), {
    path: "package.json",
    field: "version",
    line: 3,
    message: "is wrong",
    why: null,
    fix: "the rule's own fix",
    at: { file: manifestFile, line: 3 },
  });
  const { path, field, line } = attribute({ path: "dist/a.js", line: 4 });
  assert.deepEqual([path, field, line], ["dist/a.js", null, 4]);
  const whole = attribute({});
  assert.deepEqual([whole.path, whole.field, whole.line], [null, null, null]);
});

test("the repository's `files` explain, even when the packed manifest has none", () => {
  const manifestText = JSON.stringify({ name: "a", version: "1.0.0", files: ["dist"] });
  assert.equal(
    attribute({ path: "dist/a.js" }, { source: { manifestText } }).why,
    "ships because `files[0]` is `dist`",
  );
  assert.equal(attribute({ path: "dist/a.js" }, { source: { manifestText: "{" } }).why, noFiles);
});

const yarnClassic = { packedWith: { name: "yarn", version: "1.22.22" } };

/** What the fix of one finding proposes for a package without `files`, with every finding given. */
function proposed(
  paths: readonly string[],
  found: readonly (readonly [rule: string, path: string, level?: FindingLevel, more?: Partial<Problem>])[],
  { source = {}, policy = {} }: { source?: Partial<Source>; policy?: Partial<Policy> } = {},
): (rule: string, path: string) => unknown {
  const { tarball } = tarballOf({ files: paths.map((path) => [path, ""]) });
  const said = found.map(([rule, path, level = "error", more = {}]) => ({
    rule,
    problem: { path, message: "", ...more },
    level,
  }));
  const facts = { tarball, source: sourceWith(source), policy: policyWith(policy), said };
  const attribution = createAttribution(facts);
  return (id, path) => {
    const { fix } = attribution({ id, fix: "" }, { path, message: "" });
    return JSON.parse(/"files": (\[.*?\])`/.exec(fix)?.[1] ?? "null");
  };
}

test("fix: the list that is proposed where there is none keeps all that should ship, and is one for all errors", () => {
  const paths = ["index.js", "lib/util.js", "lib/.env", "debug.log", "types/a.d.ts", "README.md"];
  const list = proposed(paths, [
    ["secret-file", "lib/.env"],
    ["log-file", "debug.log"],
    ["secret", "index.js", "error", { line: 3 }],
  ]);
  const whole = ["index.js", "lib", "types", "!lib/.env"];
  assert.deepEqual(list("log-file", "debug.log"), whole);
  assert.deepEqual(list("secret-file", "lib/.env"), whole);
});

test("fix: the list leaves out nothing of which another rule only warns, or that a waiver covers", () => {
  const paths = ["a.js", "debug.log", "prebuilds/x/a.node", "data/a.sqlite", "test/a.test.js"];
  const waivers = [
    { rule: "database-file", files: ["data/**"], reason: "r", owner: null, expires: "2999-01-01" },
  ].map((waiver) => ({ ...waiver, audience: null, fingerprints: null, at: null }));
  const list = proposed(
    paths,
    [
      ["log-file", "debug.log"],
      ["native-binary", "prebuilds/x/a.node", "warn"],
      ["database-file", "data/a.sqlite"],
      ["test-file", "test/a.test.js", "warn"],
    ],
    { policy: { waivers } },
  );
  assert.deepEqual(list("log-file", "debug.log"), ["a.js", "prebuilds", "data", "test"]);
  assert.deepEqual(list("test-file", "test/a.test.js"), ["a.js", "prebuilds", "data"]);
});

test("fix: the list keeps what has an edit of its own, and an entry point that the policy forgot", () => {
  const list = proposed(
    ["dist/a.js", "lib/b.js", "index.js", "notes.txt"],
    [
      ["unlisted-file", "dist/a.js", "error", { fix: "Write `dist/` for `dist`." }],
      ["unlisted-file", "lib/b.js"],
      ["unlisted-file", "index.js"],
      ["unlisted-file", "notes.txt"],
    ],
    { source: { manifestText: JSON.stringify({ name: "a", version: "1.0.0", main: "./index" }) } },
  );
  assert.deepEqual(list("unlisted-file", "notes.txt"), ["dist", "index.js"]);
});

test("fix: the list covers every finding of the rule, in one pattern where they are alike", () => {
  const maps = ["dist/a.js.map", "dist/b/c.js.map", "src/d.js.map"];
  const found = maps.map((path) => ["source-map", path] as const);
  const list = proposed([...maps, "dist/a.js", "src/d.js"], found);
  for (const path of maps) assert.deepEqual(list("source-map", path), ["dist", "src", "!**/*.map"]);
  const level = proposed([...maps, "dist/a.js", "src/d.js", "src/game.map"], found);
  assert.deepEqual(level("source-map", "src/d.js.map"), ["dist", "src", "!dist/**/*.map", "!src/d.js.map"]);
  const vendored = ["dist/maps/a.json", "dist/maps/b.json"];
  const folder = proposed(
    [...vendored, "dist/a.js"],
    vendored.map((path) => ["embedded-source", path]),
  );
  assert.deepEqual(folder("embedded-source", "dist/maps/b.json"), ["dist", "!dist/maps/**"]);
});

test("fix: yarn 1 is proposed a list without `!`, and a list that nobody would paste is not proposed", () => {
  const paths = ["a.js", "lib/.env", "lib/b.js", "lib/c/d.js"];
  const list = proposed(paths, [["secret-file", "lib/.env"]], { source: yarnClassic });
  assert.deepEqual(list("secret-file", "lib/.env"), ["a.js", "lib/b.js", "lib/c"]);
  const many = Array.from({ length: 30 }, (_, index) => `${index}.js`);
  const none = proposed([...many, ".env"], [["secret-file", ".env"]]);
  assert.equal(none("secret-file", ".env"), null);
});

test("fix: of a credential, the waiver for its value alone is told besides, where the credential is found", () => {
  for (const rule of ["secret", "private-key"]) {
    const { fix } = attribute(
      { path: "dist/[a].js", line: 3, fix: "Mine.", fingerprint: "123456789012" },
      { rule },
    );
    const [, said, line] =
      /^Mine\. (.* below `waivers` in \.github\/lastgate\.yml): `(.*)`\.$/.exec(fix) ?? [];
    assert.equal(said, "A value that opens nothing is silenced below `waivers` in .github/lastgate.yml");
    assert.deepEqual(parse(line ?? ""), [
      {
        rule,
        files: ["dist/[[]a].js"],
        fingerprints: ["123456789012"],
        reason: "...",
        expires: "YYYY-MM-DD",
      },
    ]);
  }
});

test("fix: a file that a `!` of the policy forbids is not proposed for its list", () => {
  const { tarball } = tarballOf({ files: { "dist/a.js.map": "" }, manifest: { files: ["dist"] } });
  const policy = policyWith({ ship: ["dist/", "!dist/**/*.map"].map((value) => ({ value, at: null })) });
  const attribution = createAttribution({ tarball, source: sourceWith(), policy });
  const { fix } = attribution({ id: "unlisted-file", fix: "" }, { path: "dist/a.js.map", message: "" });
  assert.match(fix, /narrow `!dist\/\*\*\/\*\.map` below `ship`/);
  assert.doesNotMatch(fix, /Or list it/);
});

test("a hundred thousand findings take seconds, with many globs in `files`", () => {
  const paths = Array.from({ length: 100_000 }, (_, index) => `dist/${index % 300}/${index}.js.map`);
  const files = ["dist", ...Array.from({ length: 50 }, (_, index) => `other/${index}/**/*.js`)];
  const { tarball } = tarballOf({ files: paths.map((path) => [path, ""]), manifest: { files } });
  const started = performance.now();
  const attribution = createAttribution({ tarball, source: sourceWith(), policy: policyWith() });
  for (const path of paths) attribution({ id: "source-map", fix: "" }, { path, message: "" });
  assert.ok(performance.now() - started < 5000);
});

const folderSentence =
  "yarn 1 packs the whole folder when it finds a `!` entry, and no ignore file keeps out what `files` names.";

test("yarn 1 reads `files` in its own way, so its fixes are others", () => {
  const negated = { manifest: { files: ["dist", "!dist/**/*.map"] }, source: yarnClassic };
  const env = attribute({ path: ".env" }, negated);
  assert.equal(
    env.why,
    "ships because yarn 1 packs the whole folder when `files` has a `!` entry, and `files[1]` is `!dist/**/*.map`",
  );
  assert.equal(
    env.fix,
    "Take every `!` entry out of `files` in package.json, because with one of them yarn 1 packs the whole folder, and name only what ships.",
  );
  assert.deepEqual(env.at, { file: "packages/a/package.json", line: 6 });
  const map = attribute({ path: "dist/a.js.map" }, { manifest: { files: ["dist"] }, source: yarnClassic });
  assert.equal(
    map.fix,
    `Name only what ships in \`files\` of package.json, such as \`"dist/**/*.js"\` instead of \`"dist"\`: ${folderSentence}`,
  );
  const exact = attribute({ path: "a.map" }, { manifest: { files: ["a.map"] }, source: yarnClassic });
  assert.equal(exact.fix, 'Take `"a.map"` out of `files` in package.json.');
});

test("no other yarn, and no other manager, gets the fixes of yarn 1", () => {
  for (const packedWith of [{ name: "yarn", version: "4.18.1" }, { name: "npm", version: "1.4.0" }, null]) {
    const given = { manifest: { files: ["dist", "!x"] }, source: { packedWith } };
    assert.match(
      attribute({ path: "dist/.DS_Store" }, given).fix,
      /^Add `"!\*\*\/\.DS_Store"` at the end of `files`/,
    );
  }
});
