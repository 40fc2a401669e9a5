import assert from "node:assert/strict";
import { test } from "node:test";
import { privatePackage } from "../../src/rules/private-package.ts";
import { inspect } from "./inspect.ts";

for (const value of [true, "true", "false", 1, {}]) {
  test(`private-package catches ${JSON.stringify(value)}`, () => {
    const problems = inspect(privatePackage, { manifest: { private: value } });
    assert.deepEqual(
      problems.map((problem) => problem.field),
      ["private"],
    );
  });
}

for (const [value, spelled] of [
  [true, "true"],
  ["false", "a string that counts as true"],
  [1, "a number that counts as true"],
] as const) {
  test(`private-package says of ${JSON.stringify(value)} what npm will do`, () => {
    assert.deepEqual(inspect(privatePackage, { manifest: { private: value } }), [
      {
        path: "package.json",
        field: "private",
        message: `\`private\` is ${spelled}: the package is not meant for a registry, and npm refuses it with EPRIVATE`,
        fix: "Leave the package out of the release, or delete `private` from package.json.",
      },
    ]);
  });
}

for (const manifest of [
  {},
  { private: false },
  { private: null },
  { private: "" },
  { publishConfig: { private: true } },
]) {
  test(`private-package leaves ${JSON.stringify(manifest)} alone`, () => {
    assert.deepEqual(inspect(privatePackage, { manifest }), []);
  });
}
