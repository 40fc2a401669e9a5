import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { allRules } from "../../src/rules/index.ts";
import { put, tarballBytes, tarOf, temporaryFolder } from "../archive.ts";
import { makeRepository } from "../repository.ts";

const cli = path.resolve("dist/cli.js");

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The committed command line as a user starts it. */
function lastgate(folder: string, ...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { cwd: folder, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

const clean = { "index.js": "export {};\n", "README.md": "# x\n", LICENSE: "MIT\n" };

test("the example of the README is stopped, with what would leak, why and the fix", async () => {
  const run = await lastgate(process.cwd(), "check", "examples/source-map-leak");
  assert.equal(run.code, 1);
  const readme = await readFile("README.md", "utf8");
  const shown = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  assert.ok(shown.includes("hands out 2 original sources"));
  // The whole output; the version is that of the npm at hand.
  const anyNpm = (text: string) => text.replace(/npm \d+\.\d+\.\d+/, "npm VERSION");
  assert.equal(anyNpm(run.stdout), anyNpm(shown));
});

test("every example shows the mistake that its name tells", async (t) => {
  const expected: Record<string, readonly string[]> = {
    "source-map-leak": ["source-map"],
    "env-file": ["secret-file"],
    "leftover-script": ["lifecycle-script", "local-dependency"],
    clean: [],
  };
  for (const [name, rules] of Object.entries(expected)) {
    await t.test(name, async () => {
      const policy = name === "clean" ? ["--policy", "examples/clean/lastgate.yml"] : [];
      const run = await lastgate(process.cwd(), "check", `examples/${name}`, "--format", "json", ...policy);
      const { verdict, packages } = JSON.parse(run.stdout);
      assert.deepEqual(
        packages[0].findings
          .filter(({ level }: { level: string }) => level === "error")
          .map(({ rule }: { rule: string }) => rule),
        rules,
      );
      assert.equal(verdict, rules.length === 0 ? "passed" : "stopped");
      assert.equal(run.code, rules.length === 0 ? 0 : 1);
    });
  }
});

/** Bad policies, each with its exit code and what its sentence says. */
const policies: Record<string, [yaml: string, code: number, sentence: RegExp]> = {
  "an unknown key": ["version: 1\nshipp: [dist/]\n", 2, /`shipp`.*did you mean `ship`\?\n.*lastgate\.yml:2/],
  "a wrong type": ["version: 1\nship: dist/\n", 2, /lastgate\.yml:2/],
  "a bad glob": ['version: 1\nship: ["dist/{a"]\n', 2, /lastgate\.yml:2/],
  "a bad size unit": ["version: 1\nlimits: { packed: 1 parsec }\n", 2, /lastgate\.yml:2/],
  "an empty policy": ["", 2, /lastgate\.yml/],
  "duplicate keys": ["version: 1\nship: [a]\nship: [b]\n", 2, /lastgate\.yml:3/],
  "a YAML bomb": [
    `version: 1\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
      .join("\n")}\n`,
    2,
    /lastgate\.yml/,
  ],
  "an unknown rule": [
    "version: 1\nrules: { source-maps: off }\n",
    2,
    /`source-maps`; did you mean `source-map`\?\n.*lastgate\.yml:2/,
  ],
  "a bad date": [
    "version: 1\nwaivers:\n  - { rule: source-map, files: [a.map], reason: r, expires: soon }\n",
    1,
    /expired-waiver.*cannot be read/s,
  ],
  "several mistakes at once": ["version: 2\nshipp: []\nlimits: { files: many }\n", 2, /:1[\s\S]*:2[\s\S]*:3/],
};

test("a bad policy gets its sentence with its line", async (t) => {
  for (const [name, [yaml, code, sentence]] of Object.entries(policies)) {
    await t.test(name, async () => {
      await using folder = await temporaryFolder();
      await mkdir(path.join(folder.path, ".github"));
      await put(folder.path, ".github/lastgate.yml", yaml);
      await put(folder.path, "a.tgz", await tarballBytes(clean, { type: "module", main: "index.js" }));
      const run = await lastgate(folder.path, "check", "a.tgz");
      assert.equal(run.code, code, run.stdout + run.stderr);
      assert.match(run.stdout, sentence);
      assert.doesNotMatch(
        run.stdout + run.stderr,
        /\n\s+at .*\.js:\d+/,
        "a stack is shown for what is not a bug",
      );
    });
  }
  await t.test("a policy that is a folder", async () => {
    await using folder = await temporaryFolder();
    await mkdir(path.join(folder.path, ".github/lastgate.yml"), { recursive: true });
    await put(folder.path, "a.tgz", await tarballBytes(clean));
    const run = await lastgate(folder.path, "check", "a.tgz");
    assert.equal(run.code, 2);
    assert.match(run.stdout, /`\.github\/lastgate\.yml` is a folder/);
  });
});

test("bad targets and options get their sentence", async (t) => {
  const good = await tarballBytes(clean, { main: "index.js" });
  const cases: Record<string, [args: string[], code: number, sentence: RegExp]> = {
    "a target that does not exist": [["nowhere"], 2, /nowhere does not exist: name a package folder/],
    "a file that is not gzip": [
      ["text.tgz"],
      2,
      /text\.tgz is not gzip-compressed: give the \.tgz that `npm pack` writes/,
    ],
    "an empty gzip": [["empty.tgz"], 2, /empty\.tgz holds no entries|empty\.tgz/],
    "a truncated tarball": [["cut.tgz"], 2, /cut\.tgz is truncated/],
    "a file that is no tarball": [["note.txt"], 2, /note\.txt is not a \.tgz file/],
    "an unknown audience": [
      ["good.tgz", "--audience", "pubic"],
      2,
      /no audience `pubic`; did you mean `public`/,
    ],
    "a missing policy": [["good.tgz", "--policy", "no.yml"], 2, /no\.yml/],
    "a policy outside": [["good.tgz", "--policy", "../no.yml"], 2, /leaves the folder/],
    "an unknown format": [["good.tgz", "--format", "xml"], 2, /Allowed choices are text, json/],
    "an unknown option": [
      ["good.tgz", "--strict"],
      2,
      /unknown option '--strict'\n+Run lastgate check --help for the options\./,
    ],
    "a bad baseline": [["good.tgz", "--baseline", "lastest"], 2, /Accepted are none, latest/],
    "a report that cannot be written": [
      ["good.tgz", "--output", "no/such/x.txt"],
      2,
      /report could not be written to .*, because the folder .*such does not exist: make it/,
    ],
  };
  await using folder = await temporaryFolder();
  await put(folder.path, "good.tgz", good);
  await put(folder.path, "text.tgz", "hello");
  await put(folder.path, "empty.tgz", gzipSync(""));
  await put(folder.path, "cut.tgz", good.subarray(0, good.length - 30));
  await put(folder.path, "note.txt", "hello");
  for (const [name, [args, code, sentence]] of Object.entries(cases)) {
    await t.test(name, async () => {
      const run = await lastgate(folder.path, "check", ...args);
      assert.equal(run.code, code, run.stdout + run.stderr);
      assert.match(run.stdout + run.stderr, sentence);
      assert.doesNotMatch(
        run.stdout + run.stderr,
        /\n\s+at .*\.js:\d+/,
        "a stack is shown for what is not a bug",
      );
    });
  }
});

test("a part of the policy for a package that is not there is said aloud, and only then", async () => {
  await using repository = await makeRepository();
  const part = "{ require: [a.js] }";
  const keys = `"@acme/clii": ${part}, "@acme/cli": ${part}, "@acme/l*": ${part}, "@acme/docs": ${part}, "@other/*": ${part}`;
  await repository.commit({
    ".github/lastgate.yml": `version: 1\npackages: { ${keys} }\n`,
    "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
    "packages/cli/package.json": { name: "@acme/cli", version: "1.0.0", main: "a.js" },
    "packages/cli/a.js": "",
    "packages/lib/package.json": { name: "@acme/lib", version: "1.0.0", main: "a.js" },
    "packages/lib/a.js": "",
    "packages/docs/package.json": { name: "@acme/docs", private: true },
    "broken/package.json": "{",
  });
  for (const target of [".", "packages/lib"]) {
    const { stdout } = await lastgate(repository.path, "check", target);
    const [first, second, ...more] = stdout.split("\n").filter((line) => line.includes("`packages` in"));
    const about = /`packages` in `?\.github\/lastgate\.yml:2`? names/;
    for (const line of [first, second]) assert.match(line ?? "", about, stdout);
    assert.match(first ?? "", /`@acme\/clii`, and no package of the repository .* did you mean `@acme\/cli`/);
    assert.match(second ?? "", /`@other\/\*`, and no package of the repository is called so: correct it/);
    assert.deepEqual(more, []);
  }
});

test("what cannot be judged hides nothing of what can", async () => {
  await using folder = await temporaryFolder();
  await put(folder.path, "bad.tgz", "hello");
  await put(folder.path, "leak.tgz", await tarballBytes({ ...clean, ".env": "KEY=correct-horse-battery\n" }));
  const run = await lastgate(folder.path, "check", "bad.tgz", "leak.tgz", "nowhere", "--format", "json");
  assert.equal(run.code, 2);
  const report = JSON.parse(run.stdout);
  assert.equal(report.verdict, "could-not-judge");
  assert.equal(report.failures.length, 2);
  assert.deepEqual(
    report.packages[0].findings
      .filter(({ level }: { level: string }) => level === "error")
      .map(({ rule, path }: { rule: string; path: string }) => [rule, path]),
    [["secret-file", ".env"]],
  );
});

test("a package that fails to pack shows its last lines", async () => {
  await using folder = await temporaryFolder();
  await put(
    folder.path,
    "package.json",
    JSON.stringify({
      name: "a",
      version: "1.0.0",
      scripts: { prepack: "echo the compiler found nothing >&2; exit 3" },
    }),
  );
  const run = await lastgate(folder.path, "check");
  assert.equal(run.code, 2);
  assert.match(run.stdout, /`npm pack` failed with exit code 3/);
  assert.match(run.stdout, /the compiler found nothing/);
});

test("hostile names reach the terminal as text", async () => {
  await using folder = await temporaryFolder();
  const names = [
    "x##[set-output name=result]pass",
    "::error::x",
    "a\nb",
    "a|b`c",
    "<img src=x>",
    "a\u001b[31mb",
    "a\u202eb",
  ];
  const entries = [
    { name: "package/package.json", body: '{"name":"a","version":"1.0.0"}' },
    ...names.map((name) => ({
      name: `package/${name}.map`,
      body: '{"version":3,"sources":["a.ts"],"sourcesContent":["x"],"mappings":"AAAA"}',
    })),
  ];
  await put(folder.path, "a.tgz", gzipSync(await tarOf(entries)));
  const run = await lastgate(folder.path, "check", "a.tgz");
  assert.equal(run.code, 1);
  assert.doesNotMatch(run.stdout, /##\[|^\s*::|\u001b|\u202e/m);
  assert.match(run.stdout, /a\|b`c/);
  for (const format of ["markdown", "html", "sarif", "json"]) {
    const other = await lastgate(folder.path, "check", "a.tgz", "--format", format);
    assert.equal(other.code, 1);
    assert.doesNotMatch(other.stdout, /\u001b|\u202e/, format);
    if (format === "html") assert.doesNotMatch(other.stdout, /<img/);
  }
});

test("a report goes whole into a file, and the verdict to the terminal", async () => {
  await using folder = await temporaryFolder();
  await cp("examples/env-file", path.join(folder.path, "p"), { recursive: true });
  const run = await lastgate(folder.path, "check", "p", "--format", "json", "--output", "r.json");
  assert.equal(run.code, 1);
  assert.equal(run.stdout, "stopped: 1 error in 1 package\n");
  assert.equal(
    JSON.parse(await readFile(path.join(folder.path, "r.json"), "utf8")).schema,
    "lastgate-report/1",
  );
});

test("the command line loads neither octokit nor the action's library", async () => {
  await using folder = await temporaryFolder();
  const hook = path.join(folder.path, "hook.mjs");
  await writeFile(
    hook,
    'import { registerHooks } from "node:module"; registerHooks({ load(url, context, next) { console.error("loaded", url); return next(url, context); } });',
  );
  const run = await new Promise<string>((resolve) => {
    execFile(process.execPath, ["--import", hook, cli, "rules", "source-map"], (_error, _stdout, stderr) =>
      resolve(stderr),
    );
  });
  const loaded = run.split("\n").filter((line) => line.startsWith("loaded file:"));
  assert.ok(loaded.some((line) => line.endsWith("/dist/cli.js")));
  for (const line of loaded) assert.doesNotMatch(line, /dist\/(?:github|undici|action)\.js/);
});

test("lastgate rules lists every rule, tells all of one, and says so of one that is none", async () => {
  const all = await lastgate(process.cwd(), "rules");
  assert.equal(all.code, 0);
  assert.match(all.stdout, /^source-map {12}error {2}A source map with the original code$/m);
  assert.match(all.stdout, /^test-file {13}warn {3}Tests and fixtures$/m);
  assert.equal(all.stdout.split("\n").length, allRules.length + 3);
  const one = await lastgate(process.cwd(), "rules", "source-map", "media");
  assert.equal(one.code, 0);
  assert.match(one.stdout, /^source-map: .*\n {2}catches {3}/m);
  assert.match(one.stdout, /^media: /m);
  assert.doesNotMatch(one.stdout, /^secret: /m);
  const none = await lastgate(process.cwd(), "rules", "source-mpa");
  assert.equal(none.code, 2);
  assert.match(none.stderr, /There is no rule source-mpa; did you mean `source-map`/);
});
