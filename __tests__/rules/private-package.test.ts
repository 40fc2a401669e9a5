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
