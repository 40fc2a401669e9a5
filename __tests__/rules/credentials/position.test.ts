import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { fingerprint, positionsIn } from "../../../src/rules/credentials/position.ts";
import {
  isDocumentation,
  isInExampleComment,
  isTestMaterial,
} from "../../../src/rules/credentials/test-material.ts";

test("a place is counted as an editor counts it, in ascending order", () => {
  const text = "ab\n\n👍é x\r\nlast";
  const bytes = Buffer.from(text);
  const positionOf = positionsIn(bytes);
  const at = (part: string) => bytes.indexOf(part);
  assert.deepEqual(positionOf(0), { line: 1, column: 1 });
  assert.deepEqual(positionOf(1), { line: 1, column: 2 });
  assert.deepEqual(positionOf(1), { line: 1, column: 2 });
  assert.deepEqual(positionOf(2), { line: 1, column: 3 });
  assert.deepEqual(positionOf(3), { line: 2, column: 1 });
  assert.deepEqual(positionOf(at("👍")), { line: 3, column: 1 });
  assert.deepEqual(positionOf(at("é")), { line: 3, column: 3 });
  assert.deepEqual(positionOf(at("x")), { line: 3, column: 5 });
  assert.deepEqual(positionOf(at("last")), { line: 4, column: 1 });
  assert.deepEqual(positionOf(bytes.length), { line: 4, column: 5 });
  assert.deepEqual(positionsIn(bytes)(at("ast")), { line: 4, column: 2 });
});

test("a fingerprint is the beginning of the sha256", () => {
  const whole = createHash("sha256").update("value").digest("hex");
  assert.equal(fingerprint("value"), whole.slice(0, 12));
  assert.equal(fingerprint(Buffer.from("value")), whole.slice(0, 12));
});

const material: readonly string[] = [
  ...[
    "test",
    "tests",
    "testing",
    "spec",
    "specs",
    "fixture",
    "fixtures",
    "mock",
    "mocks",
    "example",
    "examples",
  ],
  ...["sample", "samples", "demo", "demos", "testdata", "__tests__", "_test_", "__mocks__", "Tests"],
  ...["test-data", "test_fixtures", "test-fixture", "test-files", "test-keys", "test_certs", "test-cert"],
  ...["test-utils", "test-resources", "e2e", "cypress"],
].flatMap((folder) => [`${folder}/a.pem`, `lib/${folder}/deep/a.pem`]);

const named: readonly string[] = [
  ...["a.test.js", "a_test.js", "a-spec.js", "test.pem", "test-key.pem", "tests_a.js", "lib/fixture.json"],
  ...[
    "a.mock.js",
    "example-config.js",
    "sample.env",
    "dummy.key",
    "demo.pem",
    "a.samples.js",
    "a.fixtures.js",
  ],
];

for (const path of [...material, ...named]) {
  test(`${path} is test material`, () => assert.ok(isTestMaterial(path)));
}

const product: readonly string[] = [
  ...[
    "contest/a.pem",
    "latest/a.pem",
    "lib/attest.js",
    "testament/a.js",
    "mytests/a.pem",
    "tests",
    "lib/test",
  ],
  ...[
    "lib/a.testing.js",
    "specification/a.js",
    "test-driver/a.js",
    "e2e2/a.js",
    "lib/latest.js",
    "a.test/b.js",
  ],
  ...["___tests/a.js", "exampled/a.js", "democracy.js", "lib/mocking.js"],
];

for (const path of product) {
  test(`${path} is no test material`, () => assert.ok(!isTestMaterial(path)));
}

test("documentation is told by its ending", () => {
  for (const path of ["a.md", "README.MD", "docs/a.mdx", "a.markdown", "a.rst", "a.adoc"])
    assert.ok(isDocumentation(path), path);
  for (const path of ["a.md.js", "amd", "docs/a.txt", "a.rsta"]) assert.ok(!isDocumentation(path), path);
});

const comments: readonly (readonly [text: string, is: boolean])[] = [
  ["/** @example HERE */", true],
  ["/**\n * @example\n * HERE\n */", true],
  ["/** a */ /** @example HERE */", true],
  ["/* @example HERE */", false],
  ["/** HERE @example */", false],
  ["/** @example */ HERE", false],
  ["// @example HERE", false],
  ["HERE /** @example */", false],
  ["@example /** HERE */", false],
  [`/** @example ${"x".repeat(8_192 - 13)}HERE`, true],
  [`/** @example ${"x".repeat(8_192 - 12)}HERE`, false],
];

for (const [text, is] of comments) {
  test(`${JSON.stringify(text.slice(0, 40))} ${is ? "is" : "is no"} example`, () => {
    assert.equal(isInExampleComment(Buffer.from(text), text.indexOf("HERE")), is);
  });
}
