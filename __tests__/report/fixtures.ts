import type { Failure, Finding, PackageReport, Report, WaivedFinding } from "../../src/report/report.ts";

/** A finding with nothing but the given parts. */
export function finding(parts: Partial<Finding>): Finding {
  return {
    rule: "source-map",
    level: "error",
    path: "dist/index.js.map",
    field: null,
    line: null,
    message: "a source map that hands out 12 original files (40 kB)",
    why: "ships because `files[0]` is `dist`",
    fix: 'add `"!dist/**/*.map"` to `files`',
    at: { file: "package.json", line: 12 },
    ...parts,
  };
}

/** A package with no findings, and the given parts. */
export function pack(parts: Partial<PackageReport>): PackageReport {
  return {
    name: "@acme/core",
    version: "1.4.0",
    directory: "packages/core",
    audience: "public",
    packedWith: { name: "npm", version: "11.21.2" },
    tarball: {
      path: "/tmp/out/acme-core-1.4.0.tgz",
      integrity: `sha512-${"Qm9yZWQ/".repeat(10)}Zm9v+w==`,
      shasum: "0123456789abcdef0123456789abcdef01234567",
      packedSize: 21_400,
      unpackedSize: 88_120,
      files: 3,
    },
    findings: [],
    waived: [],
    lowered: [],
    contents: [
      { path: "package.json", size: 1120 },
      { path: "README.md", size: 7000 },
      { path: "dist/index.js", size: 80_000 },
    ],
    ...parts,
  };
}

/** A passed run without packages, and the given parts. */
export function report(parts: Partial<Report>): Report {
  return {
    outcome: "passed",
    enforced: true,
    policy: { file: ".github/lastgate.yml", extends: ["recommended"] },
    packages: [],
    failures: [],
    notes: [],
    shard: null,
    ...parts,
  };
}

function waived(parts: Partial<Finding>, waiver: Partial<WaivedFinding["waiver"]> = {}): WaivedFinding {
  return {
    ...finding(parts),
    waiver: {
      reason: "Vendor support needs symbolicated traces.",
      owner: "@acme/security",
      expires: "2027-03-01",
      at: { file: ".github/lastgate.yml", line: 18, column: 5 },
      ...waiver,
    },
  };
}

export const empty = report({ notes: ["No package changed since the base commit."] });

/** In the dimensions of @anthropic-ai/claude-code 2.1.88. */
export const leak = report({
  outcome: "stopped",
  policy: { file: null, extends: ["recommended"] },
  packages: [
    pack({
      name: "@anthropic-ai/claude-code",
      version: "2.1.88",
      directory: "",
      tarball: {
        path: "/tmp/out/anthropic-ai-claude-code-2.1.88.tgz",
        integrity:
          "sha512-3NiTeJXUcV9kfjWvVhhhzcjmYJ4lVdGsdVOhsdHnJqdZ1Qqk1sPcPVDRyLGSpiNFKgCDjmDWqDmDyBFdnzQpQA==",
        shasum: "1f0c2d5e8b7a9c3d4e5f60718293a4b5c6d7e8f9",
        packedSize: 31_241_337,
        unpackedSize: 84_603_112,
        files: 18,
      },
      findings: [
        finding({
          path: "cli.js.map",
          message:
            "a source map that hands out 1,902 original files (57.1 MB of source code), among them `../src/main.tsx` and `../src/tools/BashTool.ts`",
          why: "ships because `files[2]` is `*.map`",
          fix: 'remove `"*.map"` from `files`',
          at: { file: "package.json", line: 34 },
        }),
        finding({
          rule: "size-limit",
          path: null,
          message: "packed 31.2 MB, limit 20 MB",
          why: null,
          fix: "take out `cli.js.map` (59.8 MB), the largest file",
          at: { file: ".github/lastgate.yml", line: 9 },
        }),
        finding({
          rule: "lifecycle-script",
          level: "warn",
          path: "package.json",
          field: "scripts.postinstall",
          message: "`postinstall` runs on every install: node install.js",
          why: null,
          fix: 'allow that exact command in the policy:\nrules:\n  lifecycle-script: { allow: { postinstall: "node install.js" } }',
          at: { file: "package.json", line: 21 },
        }),
      ],
      contents: [
        { path: "cli.js", size: 13_048_201 },
        { path: "cli.js.map", size: 59_766_257 },
        { path: "package.json", size: 1291 },
        { path: "README.md", size: 2010 },
        { path: "vendor/ripgrep/x64-linux/rg", size: 5_400_120 },
      ],
    }),
  ],
});

const envFile = finding({
  rule: "secret-file",
  path: ".env",
  message: "an environment file with 3 values that are set",
  why: "ships because there is no `files` field: everything that is not ignored ships",
  fix: "add `.env` to `.npmignore`",
});

/** Three packages: two share a finding, one is quiet but for what the policy allowed. */
export const workspace = report({
  outcome: "stopped",
  notes: [
    "2 private packages were left out.",
    "There is no published version of `@acme/new` to compare with.",
  ],
  packages: [
    pack({
      findings: [
        finding({ path: "dist/index.js.map" }),
        finding({
          path: "dist/deep/er.js.map",
          message: "a source map that hands out 1 original file (312 B)",
        }),
        { ...envFile, at: { file: "packages/core/.npmignore", line: null } },
        finding({
          rule: "test-file",
          level: "warn",
          path: "dist/index.test.js",
          message: "a test",
          fix: 'add `"!**/*.test.*"` to `files`',
        }),
      ],
      contents: [
        { path: "package.json", size: 1120 },
        { path: "dist/index.js", size: 80_000 },
        { path: "dist/index.js.map", size: 140_021 },
        { path: "dist/deep/er.js.map", size: 900 },
        { path: ".env", size: 96 },
        { path: "dist/index.test.js", size: 4400 },
      ],
    }),
    pack({
      name: "@acme/cli",
      directory: "packages/cli",
      findings: [{ ...envFile, at: { file: "packages/cli/.npmignore", line: null } }],
      contents: [{ path: ".env", size: 96 }],
      lowered: [
        {
          rule: "test-file",
          from: "warn",
          to: "off",
          reason: "the fixtures are the product",
          at: { file: ".github/lastgate.yml", line: 12, column: 3 },
        },
      ],
    }),
    pack({
      name: "@acme/new",
      version: "0.0.1",
      directory: "packages/new",
      audience: "internal",
      waived: [waived({ path: "dist/vendor.js.map" }), waived({ path: "dist/vendor2.js.map" })],
    }),
  ],
});

export const passedWithWaivers = report({
  packages: [
    pack({
      findings: [
        finding({
          rule: "missing-license",
          level: "warn",
          path: null,
          message: "there is no licence file",
          why: null,
          fix: "add `LICENSE` to the package folder",
          at: null,
        }),
      ],
      waived: [waived({ path: "dist/vendor.js.map" }, { owner: null, at: null })],
      lowered: [
        {
          rule: "source-map",
          from: "error",
          to: "warn",
          reason: "internal builds are debuggable",
          at: null,
        },
      ],
    }),
  ],
});

export const unenforced = { ...leak, enforced: false };

function failure(parts: Partial<Failure>): Failure {
  return {
    kind: "pack-failed",
    subject: "packages/core",
    message: "`npm pack` failed with exit code 1; run it in `packages/core` and mend what it says.",
    detail: [
      "> @acme/core@1.4.0 prepack",
      "> tsc",
      "",
      "src/index.ts(3,1): error TS2304: Cannot find name 'foo'.",
      "\tat something",
    ],
    at: { file: "packages/core/package.json", line: null },
    ...parts,
  };
}

/** One package failed to pack, the policy has two mistakes, and another package was judged. */
export const couldNotJudge = report({
  outcome: "could-not-judge",
  packages: [pack({ name: "@acme/cli", directory: "packages/cli", findings: [finding({})] })],
  failures: [
    failure({}),
    failure({
      kind: "invalid-policy",
      subject: ".github/lastgate.yml",
      message: "unknown key `rulez`; did you mean `rules`?",
      detail: [],
      at: { file: ".github/lastgate.yml", line: 7 },
    }),
    failure({
      kind: "invalid-policy",
      subject: null,
      message: "`limits.packed` is `1 megabyte`, which is no size; write `1 MB`.",
      detail: [],
      at: { file: ".github/lastgate.yml", line: 4 },
    }),
  ],
});

const RULES = ["source-map", "test-file", "unlisted-file", "editor-junk"] as const;

/** 10,000 findings of four rules in two packages, names in several scripts. */
export const huge = report({
  outcome: "stopped",
  packages: [0, 1].map((half) => {
    const paths = Array.from(
      { length: 5000 },
      (_, index) => `dist/größe/モジュール-${half}-${index}/index.js.map`,
    );
    return pack({
      name: `@acme/huge-${half}`,
      findings: paths.map((path, index) => {
        const rule = RULES[index % RULES.length] ?? "source-map";
        const own = rule === "unlisted-file" ? { fix: `add \`${path}\` to \`ship\`` } : {};
        return finding({
          rule,
          level: rule === "test-file" ? "warn" : "error",
          path,
          message: `finding ${index}`,
          ...own,
        });
      }),
      contents: paths.map((path, index) => ({ path, size: index * 997 })),
    });
  }),
});

/** The second share of a run of two, with what it tells of the waivers. */
export const oneShard: Report = {
  ...leak,
  notes: ["pkg was never published, so there is no release to compare with."],
  shard: {
    index: 2,
    of: 2,
    commit: "abc1234abc1234abc1234abc1234abc1234abc12",
    subjects: [
      { name: "@acme/core", directory: "packages/core" },
      { name: "@anthropic-ai/claude-code", directory: "" },
      { name: "out/*.tgz", directory: null },
    ],
    about: { packages: leak.packages.map(() => 1), failures: [], notes: [1] },
    waivers: {
      seen: [
        {
          rule: "source-map",
          files: ["dist/*.map"],
          expires: "2027-03-01",
          fingerprints: ["0123456789ab"],
          at: { file: ".github/lastgate.yml", line: 18, column: 5 },
          state: "unused",
        },
      ],
      levels: [{ rule: "unused-waiver", before: "error", after: "warn", at: null }],
      relaxed: "error",
      partial: false,
    },
  },
};

export const reports = {
  empty,
  leak,
  workspace,
  passedWithWaivers,
  unenforced,
  couldNotJudge,
  oneShard,
  huge,
} as const;
