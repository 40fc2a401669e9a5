import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { z } from "zod";
import { localDependency, specKind } from "../../src/rules/local-dependency.ts";
import { type Case, inspect } from "./inspect.ts";

const kinds: [spec: string, kind: ReturnType<typeof specKind>][] = [
  ["workspace:*", "workspace"],
  ["workspace:^1.2.3", "workspace"],
  ["catalog:", "workspace"],
  ["catalog:react18", "workspace"],
  ["file:../lib", "path"],
  ["FILE:lib.tgz", "path"],
  ["link:../lib", "path"],
  ["portal:../lib", "path"],
  ["patch:lodash@npm%3A4.17.21#~/patch", "path"],
  ["../lib", "path"],
  ["./lib", "path"],
  [" ./lib", "path"],
  ["~/lib", "path"],
  ["/lib", "path"],
  ["C:\\lib", "path"],
  ["c:/lib", "path"],
  ["lib/sub/folder", "path"],
  ["lib-1.0.0.tgz", "path"],
  ["git+ssh://git@example.com/a/b.git#v1", "git"],
  ["git+https://example.com/a/b.git", "git"],
  ["git+file:///a/b", "git"],
  ["git://example.com/a/b", "git"],
  ["git@example.com:a/b.git", "git"],
  ["ssh://git@example.com/a/b", "git"],
  ["https://example.com/a/b.git#main", "git"],
  ["user/repo", "git"],
  ["user/repo#semver:^1", "git"],
  ["github:user/repo", "git"],
  ["gitlab:user/repo", "git"],
  ["bitbucket:user/repo", "git"],
  ["gist:11081aaa281", "git"],
  ["https://example.com/x.tgz", "url"],
  ["http://example.com/x.tgz", "url"],
  ["jsr:^1.0.0", "foreign"],
  ["constructor:x", "foreign"],
  ["exec:./a.js", "path"],
  ["sourcehut:a/b", "git"],
  ["http://example.com/b.git", "git"],
  ["xhttps://example.com/b.git", "foreign"],
  ["https2://example.com/b.git", "foreign"],
  ["https://example.com/b.gitx", "url"],
  ["lib-1.0.0.tgz.old", null],
  ["  ^1.0.0  ", null],
  ["npm:lib@file:../lib", "path"],
  ["npm:lib@workspace:*", "workspace"],
  ["npm:../lib", "path"],
  ["", null],
  ["*", null],
  ["1.2.3", null],
  ["^1.2.3 || >=2 <3", null],
  ["~1.2", null],
  ["1.2.3 - 2.0.0", null],
  [">=1.0.0-rc.1+build.5", null],
  ["latest", null],
  ["next-14", null],
  ["v1.2.3", null],
  ["x", null],
  ["npm:lib@^1.0.0", null],
  ["npm:@scope/lib@^1.0.0", null],
  ["npm:@scope/lib", null],
  ["npm:lib", null],
];

for (const [spec, kind] of kinds) {
  test(`the spec "${spec}" is ${kind ?? "from the registry"}`, () => assert.equal(specKind(spec), kind));
}

const registry = "Depend on a version from the registry; publish a fork under its own name.";
const sentences: readonly (readonly [spec: string, is: string, fix: string])[] = [
  [
    "workspace:*",
    "is resolved only inside the workspace that it comes from",
    "Pack and publish with the manager that rewrites it (pnpm or yarn), or write the version range itself.",
  ],
  [
    "file:../a",
    "points at a folder or file on the builder's machine",
    "Publish that package and write its version range, or bundle its code and delete the entry.",
  ],
  ["a/b", "is fetched from a git repository, past the registry and its integrity check", registry],
  ["https://a.io/b.tgz", "is downloaded from a URL, past the registry and its integrity check", registry],
  [
    "jsr:1",
    "uses a protocol that npm does not know",
    "Write it as a registry version, or as an `npm:` alias (`npm:@jsr/scope__name@^1.0.0` for a JSR package).",
  ],
];

for (const [spec, is, fix] of sentences) {
  test(`local-dependency says that "${spec}" ${is}`, () => {
    assert.deepEqual(inspect(localDependency, { manifest: { peerDependencies: { a: spec } } }), [
      { path: "package.json", field: "peerDependencies.a", message: `"${spec}" ${is}`, fix },
    ]);
  });
}

test("npm itself agrees on which specs come from the registry", () => {
  const tools = new URL("../tools/node_modules/", import.meta.url);
  for (const npm of ["npm-10", "npm-12"]) {
    const npa = z
      .object({
        resolve: z.custom<(name: string, spec: string, where: string) => unknown>(
          (f) => typeof f === "function",
        ),
      })
      .parse(Object.assign({}, createRequire(new URL(`${npm}/package.json`, tools))("npm-package-arg")));
    const answer = (spec: string): boolean => {
      try {
        return (
          z.object({ registry: z.boolean().optional() }).parse(npa.resolve("x", spec, "/tmp")).registry ===
          true
        );
      } catch {
        return false;
      }
    };
    for (const [spec, kind] of kinds) assert.equal(answer(spec), kind === null, `${npm}: "${spec}"`);
  }
});

test("dependencies that consumers get are looked at, the others are not", () => {
  const local = { "@scope/lib": "workspace:*" };
  const problems = inspect(localDependency, {
    manifest: {
      dependencies: { ...local, fine: "^1.0.0", "not-a-string": { version: "file:x" } },
      optionalDependencies: local,
      peerDependencies: local,
      devDependencies: local,
      overrides: local,
      resolutions: local,
      bundleDependencies: ["@scope/lib"],
    },
  });
  assert.deepEqual(
    problems.map((problem) => problem.field),
    ["dependencies.@scope/lib", "optionalDependencies.@scope/lib", "peerDependencies.@scope/lib"],
  );
});

test("dependencies of another shape are no crash, and no finding where npm makes nothing of them", () => {
  for (const dependencies of [null, "", 5, [], true]) {
    assert.deepEqual(inspect(localDependency, { manifest: { dependencies } }), []);
  }
});

test("a list or a text of dependencies, of which npm makes an object when it publishes", () => {
  for (const [dependencies, what] of [
    [["evil@http://127.0.0.1/evil.tgz"], "a list"],
    ["evil@http://127.0.0.1/evil.tgz", "a text"],
  ]) {
    for (const field of ["dependencies", "optionalDependencies"]) {
      const [problem, ...others] = inspect(localDependency, { manifest: { [field]: dependencies } });
      assert.deepEqual([problem?.path, problem?.field, others], ["package.json", field, []]);
      assert.match(problem?.message ?? "", new RegExp(`^is ${what}, which npm publishes`));
    }
  }
});

test("a bundled dependency's own manifest, but none of a folder in it", () => {
  const manifest = (spec: string) =>
    JSON.stringify({ name: "x", version: "1.0.0", dependencies: { evil: spec } });
  const files = {
    "node_modules/a/package.json": manifest("https://127.0.0.1/evil.tgz"),
    "node_modules/@s/b/package.json": `\ufeff${manifest("file:../evil")}`,
    "node_modules/c/package.json": manifest("^1.0.0"),
    "node_modules/d/package.json": "{",
    "node_modules/e/test/package.json": manifest("file:../evil"),
    "lib/package.json": manifest("file:../evil"),
  };
  const found = inspect(localDependency, { files, manifest: { bundleDependencies: true } });
  assert.deepEqual(
    found.map(({ path, field }) => [path, field]),
    [
      ["node_modules/a/package.json", "dependencies.evil"],
      ["node_modules/@s/b/package.json", "dependencies.evil"],
    ],
  );
});

test("a credential in a URL is not repeated", () => {
  const specs = [
    "git+https://user:hunter2@example.com/a/b.git",
    "https://hunter2@example.com/x.tgz",
    "https://example.com/x.tgz?token=hunter2#abc",
    "https://us:hunter2@part@example.com/x.tgz",
  ];
  for (const spec of specs) {
    const problems = inspect(localDependency, { manifest: { dependencies: { lib: spec } } });
    assert.equal(problems.length, 1);
    assert.doesNotMatch(JSON.stringify(problems), /hunter2/, spec);
  }
  const [problem] = inspect(localDependency, {
    manifest: { dependencies: { lib: "git+ssh://git@example.com/a" } },
  });
  assert.match(problem?.message ?? "", /git@example\.com/);
});

test("shrinkwraps and bundled manifests count in any letter case, as macOS and Windows read them", () => {
  const pinned = JSON.stringify({ dependencies: { a: { version: "https://203.0.113.7/evil.tgz" } } });
  const needy = JSON.stringify({ dependencies: { a: "https://203.0.113.7/evil.tgz" } });
  const files = {
    "Node_Modules/a/Package.JSON": needy,
    "npm-shrinkwrap.json": "{}",
    "NPM-shrinkwrap.json": pinned,
    "npm-\u017fhrinKwrap.json": pinned,
    "npm-shrinkwrap.yaml": pinned,
    "lib/npm-shrinkwrap.json": pinned,
    "lib/Package.JSON": needy,
  };
  assert.deepEqual(
    inspect(localDependency, { files }).map(({ path }) => path),
    ["Node_Modules/a/Package.JSON", "NPM-shrinkwrap.json", "npm-\u017fhrinKwrap.json"],
  );
});
test("publishConfig does not say from where a shrinkwrap may have npm fetch, the policy does", () => {
  const of = (resolved: readonly string[], given: Case = {}) => {
    const packages = Object.fromEntries(
      resolved.map((from, index) => [`node_modules/${index}`, { resolved: from }]),
    );
    return inspect(localDependency, {
      manifest: { publishConfig: { registry: "https://npm.acme.example/npm/" } },
      files: { "npm-shrinkwrap.json": JSON.stringify({ packages }) },
      ...given,
    }).map(({ message, level, fix }) => ({ message, level: level ?? "error", fix }));
  };
  const own = "https://npm.acme.example/a.tgz";
  const named = { options: { registries: ["NPM.acme.example"] } };
  assert.deepEqual(of([own]), [
    {
      message:
        'has npm fetch `node_modules/0` from "https://npm.acme.example/a.tgz": the registry that `publishConfig` names, and the policy does not',
      level: "error",
      fix: "Name the host under `rules` in the policy, when all who install the package reach it: `local-dependency: { registries: [npm.acme.example] }`.",
    },
  ]);
  assert.deepEqual(of([own, "https://registry.npmjs.org/b.tgz"], named), []);
  const evil = "https://203.0.113.7/evil.tgz";
  for (const given of [{}, named]) {
    const [found, ...others] = of([own, evil], given);
    assert.deepEqual([found?.level, others], ["error", []]);
    assert.match(
      found?.message ?? "",
      /`node_modules\/1` from "https:\/\/203\.0\.113\.7\/evil\.tgz", past the registry/,
    );
  }
  assert.equal(of(["ftp://npm.acme.example/a.tgz"], named)[0]?.level, "error");
  for (const wrong of ["https://npm.acme.example/", "*", ""])
    assert.throws(() => of([own], { options: { registries: [wrong] } }), /host name/);
});
test("a shrinkwrap leads npm past the registry, in each of its forms", () => {
  const of = (shrinkwrap: object | string, manifest = {}) =>
    inspect(localDependency, {
      manifest,
      files: {
        "npm-shrinkwrap.json": typeof shrinkwrap === "string" ? shrinkwrap : JSON.stringify(shrinkwrap),
      },
    }).map(({ path, message }) => `${path} ${message}`);
  const registry = "https://registry.npmjs.org/a/-/a-1.0.0.tgz";
  const own = "https://npm.acme.example/a/-/a-1.0.0.tgz";
  const packages = (resolved: string, more = {}) => ({
    packages: { "": {}, "node_modules/a": { version: "1.0.0", resolved }, ...more },
  });
  assert.deepEqual(of(packages(registry)), []);
  assert.deepEqual(of({ packages: { "node_modules/a": { version: "1.0.0" } } }), []);
  assert.deepEqual(of(packages("http://203.0.113.7/evil.tgz")), [
    'npm-shrinkwrap.json has npm fetch `node_modules/a` from "http://203.0.113.7/evil.tgz", past the registry, whatever package.json says',
  ]);
  for (const from of [
    own,
    "git+ssh://git@github.com/a/b.git#1",
    "file:../a",
    "https://registry.npmjs.org.evil.example/a.tgz",
  ])
    assert.equal(of(packages(from)).length, 1, from);
  assert.match(
    of(packages(own, { "node_modules/b": { resolved: own } }))[0] ?? "",
    /and 1 other package from/,
  );
  const old = {
    dependencies: {
      a: { version: "1.0.0", resolved: registry, dependencies: { b: { version: "github:a/b#1" } } },
    },
  };
  assert.match(of(old)[0] ?? "", /fetch `b` from "github:a\/b#1"/);
  assert.deepEqual(of({ dependencies: { a: { version: "1.0.0", resolved: registry } } }), []);
  const withPassword = of(packages("https://ci:hunter2@example.com/a.tgz")).join();
  assert.match(withPassword, /^(?!.*hunter2).*https:\/\/…@example\.com/);
  assert.match(of("{")[0] ?? "", /is no JSON that npm could read/);
});
