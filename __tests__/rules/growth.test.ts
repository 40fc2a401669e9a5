import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide, inspect } from "../../src/judge.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { leads } from "../../src/rules/credentials/leads.ts";
import { allRules } from "../../src/rules/index.ts";
import { noSource } from "../../src/source.ts";
import { assertLinear } from "./growth.ts";
import { type Case, policyWith, tarballOf } from "./inspect.ts";

// Every rule at once, and all that the judge does with what they say: no input may make any of it quadratic.

const policy: Policy = policyWith({
  rules: new Map(allRules.map(({ id }) => [id, { level: "error", options: {}, reason: null, at: null }])),
});

/** A judgement of a tarball that is there already; only the judging is measured. */
function judging(test: Case): () => void {
  const { tarball, entries } = tarballOf(test);
  return () => {
    const inspection = inspect(allRules, policy, noSource, null);
    // Copies, because what is known of an entry's bytes is remembered with them.
    for (const entry of entries) inspection.entry({ ...entry, content: Buffer.from(entry.content) });
    const statements = inspection.conclude({ ...tarball });
    decide({ rules: allRules, statements, tarball, policy, source: noSource, today: "2026-11-01" });
  };
}

/** Names under which other rules look at the content, or look at it in another way. */
const places = ["index.js", "data.json", ".npmrc", ".env", "bin/cli", "id_rsa"];
const manifest = { main: "index.js", bin: "bin/cli" };

const longLines = [
  "a",
  " ",
  "\t",
  "0",
  "/",
  "\\",
  "'",
  '"',
  "`",
  "=",
  "@",
  ".",
  "-",
  "_",
  "é",
  "\u200b",
  "\0a",
];
const nesting = ["[", '{"a":', '[{"a":', "(", "${", "<a>", "/*", '{"version":3,"sections":[{"map":'];
const keywords = [
  ...new Set(leads.map(({ literal }) => literal)),
  "-----BEGIN RSA PRIVATE KEY-----\n",
  "-----BEGIN PGP PRIVATE KEY BLOCK-----",
  '{"kty":"RSA","d":"',
  "PuTTY-User-Key-File-2: ssh-rsa\n",
  "/home/ann/",
  "C:\\Users\\ann\\",
  "password=",
  "TOKEN=x\n",
  "//registry/:_authToken=",
  '"sourcesContent":["',
  "sourceMappingURL=data:,",
];

/** What nearly is a credential: the longest token that its pattern does not take, and what it would look for around it. */
const nearMisses = leads.flatMap(({ literal, run = 20 }) => [
  `${literal}${"a1B".repeat(run).slice(0, run - 1)} `,
  `${literal}${"a1B".repeat(run).slice(0, run - 1)}`,
  `${literal}user:pass`,
  `"${literal}`,
]);

const inputs: readonly (readonly [kind: string, pieces: readonly string[], places: readonly string[]])[] = [
  ["long lines", longLines, places],
  ["deep nesting", nesting, places],
  ["many keywords", keywords, places],
  // The rule `secret` reads every name alike.
  ["many near-misses", nearMisses, ["index.js"]],
];

describe("time grows with the bytes of a file, whatever they hold", () => {
  for (const [kind, pieces, where] of inputs) {
    for (const place of where) {
      test(`${kind} in ${place}`, () => {
        for (const piece of pieces) {
          assertLinear(`${place} of ${JSON.stringify(piece)}`, 20_000, (size) =>
            judging({ manifest, files: { [place]: piece.repeat(Math.ceil(size / piece.length)) } }),
          );
        }
      });
    }
  }
});

/** Tarballs of `count` entries, each at its worst for somebody. */
const shapes: Record<string, (count: number) => Case> = {
  "folders in folders": (count) => ({
    files: list(count, (index) => `${"a/".repeat(index % 100)}${index}.js`),
  }),
  "names of dots": (count) => ({ files: list(count, (index) => `${".test".repeat(40)}${index}.js`) }),
  "names alike but for letter case": (count) => ({
    files: list(count, (index) =>
      index.toString(2).padStart(30, "0").replaceAll("0", "a").replaceAll("1", "A"),
    ),
  }),
  "the same name": (count) => ({ files: list(count, () => "index.js") }),
  "credential files": (count) => ({ files: list(count, (index) => `d${index}/.npmrc`, "//r/:_authToken=") }),
  "source maps": (count) => ({
    files: list(count, (index) => `d${index}/a.js.map`, '{"version":3,"sources":["../a.ts"],"mappings":""}'),
  }),
  "references to maps": (count) => ({
    files: list(count, (index) => `d${index}/a.js`, "//# sourceMappingURL=a.js.map"),
  }),
  "credentials, each another one": (count) => ({
    files: list(
      count,
      (index) => `d${index}/a.js`,
      (index) => `const t = "ghp_${"k3J9xQ7".repeat(6).slice(0, 30)}${String(index).padStart(6, "0")}";`,
    ),
  }),
  dependencies: (count) => ({
    manifest: { dependencies: record(count, (index) => [`d${index}`, `file:../d${index}`]) },
  }),
  commands: (count) => ({
    manifest: { bin: record(count, (index) => [`c${index}`, `./bin/c${index}`]) },
    files: list(count, (index) => `bin/c${index}`, "#!/bin/sh\r\n"),
  }),
  "exports that lead nowhere": (count) => ({
    manifest: { exports: record(count, (index) => [`./e${index}`, `./dist/e${index}.js`]) },
    files: list(count, (index) => `lib/E${index}.js`),
  }),
  "export patterns over many files": (count) => ({
    manifest: { exports: record(count, (index) => [`./e${index}/*`, `./dist/*/e${index}.js`]) },
    files: list(count, (index) => `dist/f${index}.js`),
  }),
  "files entries over many files": (count) => ({
    manifest: { files: Array.from({ length: count }, (_, index) => `dist/*${index}*`) },
    files: list(count / 5, (index) => `dist/f${index}.js.map`, "{"),
  }),
  "bundled dependencies": (count) => ({
    manifest: { bundleDependencies: Array.from({ length: count }, (_, index) => `d${index}`) },
    files: list(count, (index) => `node_modules/d${index}/index.js`),
  }),
};

function list(
  count: number,
  path: (index: number) => string,
  content: string | ((index: number) => string) = "",
): [path: string, content: string][] {
  return Array.from({ length: Math.ceil(count) }, (_, index) => [
    path(index),
    typeof content === "string" ? content : content(index),
  ]);
}

function record(count: number, entry: (index: number) => [string, string]): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
}

describe("time grows with the entries, whatever they are called", () => {
  for (const [name, shape] of Object.entries(shapes)) {
    test(name, () => assertLinear(name, 1_500, (count) => judging(shape(count))));
  }
});

test("the leads stand for every pattern of credentials", () => assert.ok(leads.length > 50));
