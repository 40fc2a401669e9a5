import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { ofThePackage, steersNpm } from "../../src/rules/publish-config.ts";
import { unsafeEntry } from "../../src/rules/unsafe-entry.ts";
import { isRecord } from "../../src/tarball/manifest.ts";
import { npmMajors, toolsFolder } from "../tools.ts";
import { inspect } from "./inspect.ts";

/** What npm's own list of settings holds. */
function settingsOf(major: number): readonly string[] {
  const folder = join(
    toolsFolder,
    "node_modules",
    `npm-${major}`,
    "node_modules/@npmcli/config/lib/definitions",
  );
  const loaded: unknown = createRequire(import.meta.url)(join(folder, "index.js"));
  assert.ok(isRecord(loaded) && isRecord(loaded.definitions));
  return Object.keys(loaded.definitions);
}

for (const major of npmMajors) {
  test(`every setting of npm ${major} is refused, but those of a package`, () => {
    const settings = settingsOf(major);
    assert.ok(settings.length > 100);
    assert.deepEqual(
      settings.filter((key) => !steersNpm(key)).toSorted(),
      [...ofThePackage].filter((key) => settings.includes(key)).toSorted(),
    );
  });
}

test("other spellings of the connection, and what belongs to one registry, are refused", () => {
  const steering = [
    "httpsProxy",
    "strictSSL",
    "caFile",
    "_authToken",
    "token",
    "//registry.example.com/:_authToken",
    "//registry.example.com/:certfile",
    "//registry.example.com/:username",
    "//@acme:registry",
  ];
  assert.deepEqual(
    steering.filter((key) => !steersNpm(key)),
    [],
  );
});

test("fields that pnpm, yarn and lerna read, registries of a scope and unknown keys are left alone", () => {
  const plain = [
    ..."access registry tag scope provenance directory linkDirectory executableFiles".split(" "),
    ..."name bin engines type imports main module typings types exports browser esnext es2015 unpkg".split(
      " ",
    ),
    ..."umd:main os cpu libc typesVersions".split(" "),
    ..."@acme:registry @ACME:registry ignore author authors keywords npmClient exports-sort scripts".split(
      " ",
    ),
  ];
  assert.deepEqual(plain.filter(steersNpm), []);
});

test("a setting of npm in publishConfig stops, whatever the policy says", () => {
  const steering = { "https-proxy": "x", "fetch-timeout": 1, "//registry.example.com/:keyfile": "x" };
  const publishConfig = { access: "public", "@acme:registry": "https://registry.example.com/", ...steering };
  assert.deepEqual(
    inspect(unsafeEntry, { manifest: { publishConfig } }).map(({ field, waivable }) => [field, waivable]),
    Object.keys(steering).map((key) => [`publishConfig.${key}`, false]),
  );
});
