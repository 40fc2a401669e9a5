import { join } from "node:path";
import fc from "fast-check";
import { CouldNotJudge } from "../../src/failure.ts";
import { folderFiles } from "../../src/policy/files.ts";
import { compileGlobs, globError } from "../../src/policy/globs.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { allRules } from "../../src/rules/index.ts";
import { checking, count, inTime, type Target } from "./target.ts";

const scalar = fc.constantFrom(
  "1",
  "2",
  "error",
  "warn",
  "off",
  "recommended",
  "strict",
  "none",
  "./base.yml",
  "dist/",
  '"!dist/**/*.map"',
  "**",
  "1 MB",
  "25%",
  "-1 kB",
  "1e9 GB",
  "2027-03-01",
  "2027-02-30",
  "null",
  "~",
  "true",
  "0x10",
  ".nan",
  "*a",
  "&a 1",
  "!!js/function x",
  '"\\u0000"',
  "'",
  '"',
  "|",
  "{",
  "[",
  "- x",
  "# x",
  "<<",
  "package.json",
  "@acme/cli",
  "Vendor support needs it.",
  "\u202e",
  "{a: {a: {a: 1}}}",
  "[a, b]",
  "__proto__",
  "constructor",
);
const key = fc.constantFrom(
  "version",
  "extends",
  "ship",
  "require",
  "list",
  "limits",
  "rules",
  "waivers",
  "audiences",
  "packages",
  "packed",
  "unpacked",
  "file",
  "files",
  "growth",
  "rule",
  "reason",
  "owner",
  "expires",
  "audience",
  "level",
  "allow",
  "source-map",
  "unsafe-entry",
  "internal",
  "public",
  "__proto__",
  "constructor",
  "?",
  "<<",
  "",
);
const node: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    { weight: 4, arbitrary: scalar },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(key, tie("node")), { maxLength: 4 })
        .map((pairs) => `{${pairs.map(([name, value]) => `${name}: ${value}`).join(", ")}}`),
    },
    { weight: 2, arbitrary: fc.array(tie("node"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`) },
  ),
})).node;
const text = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(key, node), { maxLength: 6 }),
    fc.string({ maxLength: 10 }),
    fc.nat(20),
  )
  .map(([isVersioned, pairs, junk, kind]) => {
    const lines = pairs.map(([name, value]) => `${name}: ${value}`);
    return `${isVersioned ? "version: 1\n" : ""}${lines.join("\n")}${kind === 0 ? junk : ""}\n`;
  });

const presets = folderFiles(join(import.meta.dirname, "../../presets"));

/** A policy is understood or refused with its sentences, in time; nothing else is thrown. */
export const policyTarget: Target = checking("policies", text, async (policy, { counts }) => {
  const files = new Map([
    ["lastgate.yml", policy],
    ["base.yml", policy],
  ]);
  try {
    const loaded = await inTime(() =>
      loadPolicy({
        file: "lastgate.yml",
        files: { read: async (path) => files.get(path) ?? null },
        presets,
        rules: allRules,
      }),
    );
    for (const audience of loaded.audiences) loaded.resolve({ name: "@acme/cli", audience });
    count(counts, "understood");
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    count(counts, "refused");
  }
});

const piece = fc.constantFrom(
  "a",
  "b",
  ".",
  "/",
  "*",
  "**",
  "?",
  "!",
  "{a,b}",
  "{",
  "}",
  "[a-z]",
  "[",
  "]",
  "(",
  ")",
  "+",
  "@(a|b)",
  "*(a)",
  "+(a|a)",
  "\\",
  "\u00e9",
  "\u202e",
  "\n",
  " ",
  ",",
  "{1..9}",
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 24 }).map((pieces) => pieces.join(""));

/** A glob is refused with a sentence, or answers for every name in time. */
export const globTarget: Target = checking(
  "globs",
  fc.tuple(
    pattern,
    fc.array(fc.oneof(pattern, fc.string({ maxLength: 300 }), fc.constant("a".repeat(3000))), {
      minLength: 1,
      maxLength: 4,
    }),
  ),
  async ([glob, names], { counts }) => {
    const started = performance.now();
    const problem = globError(glob);
    count(counts, problem === null ? "compiled" : "refused");
    if (problem === null) {
      const matches = compileGlobs([glob]);
      for (const name of names) matches(name);
    }
    const milliseconds = performance.now() - started;
    if (milliseconds > 2000) throw new Error(`took ${Math.round(milliseconds)} ms`);
  },
);
