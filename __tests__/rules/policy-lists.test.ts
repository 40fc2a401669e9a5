import assert from "node:assert/strict";
import { test } from "node:test";
import type { Place, Placed } from "../../src/policy/policy.ts";
import { artifactList } from "../../src/rules/artifact-list.ts";
import { missingFile } from "../../src/rules/missing-file.ts";
import { unlistedFile } from "../../src/rules/unlisted-file.ts";
import type { Source } from "../../src/source.ts";
import { type Files, inspect, pathsOf } from "./inspect.ts";

const file = ".github/lastgate.yml";

function place(line: number): Place {
  return { file, line, column: 5 };
}

/** Values of a policy list, from line 10 on. */
function lines(values: readonly string[]): Placed<string>[] {
  return values.map((value, index) => ({ value, at: place(10 + index) }));
}

const ship = (...patterns: string[]) => ({ ship: lines(patterns) });

test("unlisted-file: everything that no pattern lists, links too, with the line of the list", () => {
  const files: Files = {
    "dist/index.js": "",
    "dist/a/b.js": "",
    "README.md": "",
    "src/index.ts": "",
    "a.js": { kind: "symlink", linkTarget: "dist/index.js" },
    src: { kind: "directory" },
  };
  assert.deepEqual(inspect(unlistedFile, { files, policy: ship("dist/", "LICENSE") }), [
    { path: "README.md", message: "is not in the policy's `ship` list", at: place(10) },
    { path: "src/index.ts", message: "is not in the policy's `ship` list", at: place(10) },
    { path: "a.js", message: "is not in the policy's `ship` list", at: place(10) },
  ]);
});

test("unlisted-file: a `!` pattern wins wherever it stands, and its line is the place", () => {
  const files = { "dist/index.js": "", "dist/index.js.map": "" };
  for (const [patterns, line] of [
    [["dist/", "!dist/**/*.map"], 11],
    [["!dist/**/*.map", "dist/"], 10],
  ] as const) {
    assert.deepEqual(inspect(unlistedFile, { files, policy: ship(...patterns) }), [
      {
        path: "dist/index.js.map",
        message: "is forbidden by `!dist/**/*.map` in the policy's `ship` list",
        at: place(line),
      },
    ]);
  }
});

test("unlisted-file: package.json ships always, and no list forbids nothing", () => {
  assert.deepEqual(inspect(unlistedFile, { policy: ship("dist/") }), []);
  assert.deepEqual(inspect(unlistedFile, { policy: ship("!package.json") }), []);
  assert.deepEqual(inspect(unlistedFile, { files: { "a.js": "" } }), []);
  assert.deepEqual(pathsOf(inspect(unlistedFile, { files: { "a.js": "" }, policy: { ship: [] } })), ["a.js"]);
});

test("unlisted-file: a folder's name without its slash is told as such, at its own line", () => {
  const files = { "lib/index.js": "", "dist/a/b.js": "", "distance/a.js": "" };
  const problems = inspect(unlistedFile, { files, policy: ship("lib/", "dist", "!dist/x/") });
  assert.deepEqual(
    problems.map(({ path, message, at }) => [path, /did you mean `dist\/`\?$/.test(message), at?.line]),
    [
      ["dist/a/b.js", true, 11],
      ["distance/a.js", false, 10],
    ],
  );
  assert.match(
    problems[0]?.fix ?? "",
    /^Write `- "dist\/"` for `dist` below `ship` in \.github\/lastgate\.yml/,
  );
});

test("unlisted-file: a built-in list has no place", () => {
  const [problem] = inspect(unlistedFile, {
    files: { "a.js": "" },
    policy: { ship: [{ value: "b.js", at: null }] },
  });
  assert.deepEqual(problem, { path: "a.js", message: "is not in the policy's `ship` list" });
});

const required: readonly (readonly [value: string, files: Files, message: RegExp | null])[] = [
  ["dist/index.js", { "dist/index.js": "" }, null],
  ["dist/index.js", { "src/index.js": "" }, /^is required by the policy and is not in the tarball$/],
  ["dist/index.js", { "dist/Index.js": "" }, /which has `dist\/Index\.js` in other letter case/],
  ["dist/index.js", { "dist/index.js": { kind: "symlink", linkTarget: "a" } }, /is not in the tarball/],
  ["dist/**/*.d.ts", { "dist/a/b.d.ts": "" }, null],
  ["dist/**/*.d.ts", { "dist/a/b.ts": "" }, /^no file in the tarball matches `dist\/\*\*\/\*\.d\.ts`/],
  ["dist/", { "dist/a.js": "" }, null],
  ["dist/", { dist: { kind: "directory" } }, /^no file in the tarball matches `dist\/`/],
];
for (const [value, files, message] of required) {
  test(`missing-file: ${value} with ${Object.keys(files).join(", ")}${message === null ? " is met" : ""}`, () => {
    const problems = inspect(missingFile, { files, policy: { require: lines([value]) } });
    assert.equal(problems.length, message === null ? 0 : 1);
    const [problem] = problems;
    if (problem === undefined || message === null) return;
    assert.match(problem.message, message);
    assert.deepEqual(problem.at, place(10));
    assert.equal(problem.path, /[*/]$|\*/.test(value) ? undefined : value);
  });
}

function listed(...texts: string[]): Pick<Source, "artifactList"> {
  return {
    artifactList: { file: "list.txt", lines: texts.map((text, index) => ({ text, line: 3 + index })) },
  };
}
const list = { list: { value: "list.txt", at: place(7) } };

test("artifact-list: what is in one and not in the other, each at its line", () => {
  const files: Files = {
    "a.js": "",
    "m.js": "",
    "z.js": "",
    dist: { kind: "directory" },
    l: { kind: "symlink" },
  };
  const source = listed("a.js", "gone.js", "package.json", "x.js", "gone.js");
  const problems = inspect(artifactList, { files, policy: list, source });
  assert.deepEqual(
    problems.map(({ path, message, at }) => [path, message, at?.file, at?.line]),
    [
      ["m.js", "is not in the list `list.txt`", "list.txt", 5],
      ["z.js", "is not in the list `list.txt`", "list.txt", 7],
      ["l", "is not in the list `list.txt`", "list.txt", 5],
      ["gone.js", "is in the list `list.txt` and not in the tarball", "list.txt", 4],
      ["x.js", "is in the list `list.txt` and not in the tarball", "list.txt", 6],
    ],
  );
});

test("artifact-list: a list in any order takes a path before the next one of its alphabet", () => {
  const files = { "c.js": "", "a.js": "", "e.js": "", "z.js": "" };
  const source = listed("package.json", "d.js", "b.js", "f.js", "c.j");
  const lines = inspect(artifactList, { files, policy: list, source }).flatMap(({ path, at }) =>
    path !== undefined && path in files ? [[path, at?.line]] : [],
  );
  assert.deepEqual(lines, [
    ["c.js", 4],
    ["a.js", 5],
    ["e.js", 6],
    ["z.js", 7],
  ]);
});

test("artifact-list: each finding says both ways out", () => {
  const source = listed("package.json", "gone.js");
  const problems = inspect(artifactList, { files: { "new.js": "" }, policy: list, source });
  assert.deepEqual(
    problems.map(({ fix, at }) => [fix, at?.column]),
    [
      ["Keep it out of the package, or add the line `new.js` to `list.txt`.", 1],
      ["Build or include it, or take the line out of `list.txt`.", 1],
    ],
  );
  const [unread] = inspect(artifactList, { policy: list });
  assert.equal(unread?.fix, "Commit the list of paths at `list.txt`, or take `list` out of the policy.");
  const [empty] = inspect(artifactList, { policy: list, source: listed() });
  assert.equal(empty?.at?.line, 1);
});

test("artifact-list: order is nothing, an empty list forbids everything, no list nothing", () => {
  const files = { "a.js": "", "b.js": "" };
  assert.deepEqual(
    inspect(artifactList, { files, policy: list, source: listed("b.js", "package.json", "a.js") }),
    [],
  );
  assert.equal(inspect(artifactList, { files, policy: list, source: listed() }).length, 3);
  assert.deepEqual(inspect(artifactList, { files, source: listed("x") }), []);
});

test("artifact-list: a list that cannot be seen is said, not taken for met", () => {
  const [problem, ...more] = inspect(artifactList, { files: { "a.js": "" }, policy: list });
  assert.equal(more.length, 0);
  assert.match(problem?.message ?? "", /names the list `list\.txt`, and there is none/);
  assert.deepEqual(problem?.at, place(7));
});
