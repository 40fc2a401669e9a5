import assert from "node:assert/strict";
import { test } from "node:test";
import { missingLicense } from "../../src/rules/missing-license.ts";
import { missingReadme } from "../../src/rules/missing-readme.ts";
import { type Files, inspect } from "./inspect.ts";

const licenses = [
  "LICENSE",
  "LICENSE.md",
  "license.txt",
  "LICENCE",
  "LICENSE-MIT",
  "MIT-LICENSE.txt",
  "LICENSES/MIT.txt",
  "COPYING",
  "COPYING.LESSER",
  "UNLICENSE",
];
for (const path of licenses) {
  test(`${path} is a license`, () => {
    assert.deepEqual(inspect(missingLicense, { files: { [path]: "text" } }), []);
  });
}

const noLicense: readonly Files[] = [
  {},
  { LICENSE: "" },
  { "dist/LICENSE": "text" },
  { "license-checker/index.js": "text" },
  { "lib/licenses/a.js": "text" },
  { LICENSE: { kind: "symlink", linkTarget: "../LICENSE", size: 4 } },
  { "licensed.js": "text" },
];
for (const files of noLicense) {
  test(`${JSON.stringify(files)} holds no license`, () =>
    assert.equal(inspect(missingLicense, { files }).length, 1));
}

test("the license field", () => {
  const said = (license: unknown, files: Files = {}) =>
    inspect(missingLicense, { files, manifest: { license } }).map(({ field, message }) => [field, message]);
  assert.deepEqual(said("UNLICENSED"), []);
  assert.deepEqual(said("SEE LICENSE IN ./legal/terms.txt", { "legal/terms.txt": "text" }), []);
  assert.deepEqual(said("SEE LICENSE IN terms.txt"), [
    ["license", "`license` names the file `terms.txt`, and the tarball does not hold it"],
  ]);
  assert.deepEqual(said("MIT"), [["license", "the tarball holds no license text; package.json says `MIT`"]]);
  assert.deepEqual(said({ type: "MIT" }), [["license", "the tarball holds no license text"]]);
  assert.deepEqual(
    inspect(missingLicense).map(({ field }) => field),
    [undefined],
  );
});

for (const path of ["README", "README.md", "readme.markdown", "Readme.de.md"]) {
  test(`${path} is a README`, () =>
    assert.deepEqual(inspect(missingReadme, { files: { [path]: "text" } }), []));
}
for (const files of [{}, { "README.md": "" }, { "docs/README.md": "text" }, { "readme-assets.js": "text" }]) {
  test(`${JSON.stringify(files)} holds no README`, () =>
    assert.equal(inspect(missingReadme, { files }).length, 1));
}
