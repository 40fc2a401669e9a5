import assert from "node:assert/strict";
import { test } from "node:test";
import { BundledDependencies, bundledNames, installedName } from "../../src/rules/bundled.ts";
import { type Files, tarballOf } from "./inspect.ts";

const manifest = (fields: Readonly<Record<string, unknown>>) => ({ name: "x", version: "1.0.0", ...fields });

const names: [what: string, fields: Readonly<Record<string, unknown>>, names: string[]][] = [
  ["nothing", {}, []],
  ["one spelling", { bundleDependencies: ["a", "@b/c"] }, ["a", "@b/c"]],
  ["the other spelling", { bundledDependencies: ["a"] }, ["a"]],
  [
    "both spellings, the first of which counts",
    { bundleDependencies: ["a"], bundledDependencies: ["b"] },
    ["a"],
  ],
  [
    "all",
    {
      bundleDependencies: true,
      dependencies: { a: "1" },
      optionalDependencies: { b: "1" },
      peerDependencies: { c: "1" },
      devDependencies: { d: "1" },
    },
    ["a", "b", "c"],
  ],
  ["none of them", { bundleDependencies: false, dependencies: { a: "1" } }, []],
  ["all of nothing", { bundleDependencies: true }, []],
  [
    "all of what is no map",
    { bundleDependencies: true, dependencies: ["a"], peerDependencies: { c: 1 } },
    ["c"],
  ],
];

for (const [what, fields, expected] of names) {
  test(`a manifest bundles ${what}`, () => assert.deepEqual(bundledNames(manifest(fields)), expected));
}

const installed: [path: string, name: string | null][] = [
  ["node_modules/a/index.js", "a"],
  ["node_modules/abc/lib/index.js", "abc"],
  ["node_modules/@scope/name/index.js", "@scope/name"],
  ["node_modules/a/node_modules/b/index.js", "a"],
  ["lib/node_modules/a/index.js", null],
  ["node_modules/a", null],
  ["node_modules/@scope/name", null],
  ["node_modules/@scope", null],
  ["node_modules/.bin/a", null],
  ["node_modules/./a", null],
  ["node_modules//a", null],
];

for (const [path, name] of installed) {
  test(`${path} belongs to ${name ?? "no package"}`, () => assert.equal(installedName(path), name));
}

function namesFor(files: Files, bundleDependencies: readonly string[]): string[] {
  const bundled = new BundledDependencies();
  const { entries, tarball } = tarballOf({ files, manifest: { bundleDependencies } });
  for (const entry of entries) bundled.read(entry);
  return [...bundled.namesFor(tarball.manifest)];
}

test("what a bundled package needs is bundled too, and what that needs", () => {
  const files: Files = {
    "node_modules/a/package.json": '{"dependencies":{"b":"1"},"devDependencies":{"x":"1"}}',
    "node_modules/b/package.json": '\uFEFF{"optionalDependencies":{"@s/c":"1"}}',
    "node_modules/@s/c/package.json": '{"peerDependencies":{"a":"1","d":"1"}}',
    "node_modules/a/node_modules/e/package.json": '{"dependencies":{"f":"1"}}',
    "node_modules/other/package.json": '{"dependencies":{"y":"1"}}',
  };
  assert.deepEqual(namesFor(files, ["a"]), ["a", "b", "f", "@s/c", "d"]);
  assert.deepEqual(namesFor(files, []), []);
});

test("only a manifest in the root node_modules says what a bundled package needs", () => {
  const needs = '{"dependencies":{"b":"1"}}';
  for (const files of [
    { "lib/node_modules/a/package.json": needs },
    { "node_modules/a/package.json.bak": needs },
    { "node_modules/a/xpackage.json": needs },
    { "node_modules/.a/package.json": needs },
    { "node_modules/a/package.json": { kind: "symlink", content: needs } },
    { "node_modules/a/package.json": "no JSON" },
    { "node_modules/a/package.json": "[1]" },
    { "node_modules/a/package.json": `{"x":"\uFEFF" ${needs}` },
  ] satisfies Files[]) {
    assert.deepEqual(namesFor(files, ["a"]), ["a"], JSON.stringify(files));
  }
});
