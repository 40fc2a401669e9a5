import assert from "node:assert/strict";
import { test } from "node:test";
import { machinePath } from "../../src/rules/machine-path.ts";
import { assertLinear } from "./growth.ts";
import { type Case, type Files, inspect, pathsOf } from "./inspect.ts";

const found = (content: string | Buffer, more: Case = {}) =>
  inspect(machinePath, { files: { "dist/a.js": content }, ...more });

const caught: readonly string[] = [
  '"/Users/mweber/code/thing/src/a.ts"',
  "/Users/mweber/code/thing/src/a.ts",
  "require('/home/mweber/projects/thing/a')",
  "at run (/home/mweber/thing/lib/index.js:1:2)",
  "/home/mweber/.npm/_cacache",
  "file:///Users/mweber/thing/a.js",
  "webpack:///Users/mweber/thing/a.js",
  "-I/Users/mweber/include -o a",
  "PATH=/usr/bin:/Users/mweber/bin:/bin",
  String.raw`"C:\\Users\\mweber\\thing\\a.js"`,
  String.raw`C:\Users\mweber\thing\a.js`,
  "C:/Users/mweber/thing/a.js",
  "file:///C:/Users/mweber/thing/a.js",
  "file%3A%2F%2F%2FUsers%2Fmweber%2Fthing",
  "x=%2Fhome%2Fmweber%2Fsrc%2Fa.ts",
  String.raw`"\/Users\/mweber\/thing\/a.js"`,
  String.raw`{"text":"line\n/Users/mweber/thing/a.js"}`,
  "// /Users/max.weber-2/thing/a.js",
  "/Users/müller/thing/a.js",
];
for (const content of caught) {
  test(`catches ${content}`, () => {
    const problems = found(`let a;\n${content}`);
    assert.deepEqual(pathsOf(problems), ["dist/a.js"]);
    assert.equal(problems[0]?.line, 2);
  });
}

const spared: readonly string[] = [
  "/home/user/projects/app/a.js",
  '"/Users/username/Desktop/app"',
  String.raw`"C:\\Users\\You\\app"`,
  "/Users/<name>/app /Users/${name}/app /Users/$USER/app /Users/{user}/app /Users/.../app",
  "/home/runner/.cargo/registry/src/a.rs",
  'mkdir("/home/web_user/src")',
  "/home/node/app/.config /root/.npm/a /home/vscode/src/a.ts",
  "https://example.com/home/weber/src/index.html",
  "http://home/weber/src/a.js",
  'href="/home/products/list"',
  "fetch('/api/users/weber/src/a.js')",
  "import '../home/weber/src/a.js'; import './Users/weber/src/a.js'",
  "`${base}/Users/weber/src/a.js`",
  "/Users/weber",
  "for example:\n *  `/Users/rick/my-project/pages/a.js`",
  "e.g. `/home/rick/projects/a.js`",
  "/home/runner/work/other/other/src/a.js",
  "/workspaces/other/src/a.js",
  "/api/workspaces/example/members",
  "Users of /Users/ and C:\\Users\\",
  "/Users/1234/src/a.js",
];
for (const content of spared)
  test(`leaves alone ${content}`, () => assert.deepEqual(pathsOf(found(content)), []));

test("counts the paths of a file and shows the first one", () => {
  const [problem] = found('a\n  "/Users/mweber/b.js", "/Users/mweber/c.js"\n/home/mweber/src/d.js');
  assert.equal(
    problem?.message,
    "3 paths of the machine that built it, first at line 2, column 4: `/Users/mweber/b.js`",
  );
});

test("binary files count, with no line", () => {
  const [problem] = found(Buffer.from("\0\x01\x02\0\0\x03\0/Users/mweber/.cargo/a.rs\0\0", "latin1"));
  assert.equal(problem?.message, "1 path of the machine that built it: `/Users/mweber/.cargo/a.rs`");
  assert.equal(problem?.line, undefined);
});

test("UTF-16 text is read as text", () => {
  assert.equal(found(Buffer.from("\ufeff/Users/mweber/src/a.js", "utf16le")).length, 1);
});

test("this build's own home and work tree count by themselves, in documentation too", () => {
  const source = { machinePaths: ["/home/runner", "/home/runner/work/thing/thing", "/builds/acme/thing"] };
  for (const path of [
    "/home/runner/work/thing/thing/a.js",
    '"/builds/acme/thing"',
    "file:///builds/acme/thing/a.js",
    String.raw`"\/builds\/acme\/thing\/a"`,
    "%2Fbuilds%2Facme%2Fthing%2Fa",
  ])
    assert.deepEqual(
      pathsOf(inspect(machinePath, { files: { "README.md": `see ${path}` }, source })),
      ["README.md"],
      path,
    );
  for (const path of ["/home/runner/.npm/a", "/builds/acme/thing-2/a", "/x/builds/acme/thing/a"])
    assert.deepEqual(pathsOf(found(path, { source })), [], path);
  const windows = { machinePaths: [String.raw`D:\a\thing\thing`, String.raw`C:\Users\runneradmin`] };
  for (const path of [
    String.raw`"D:\\a\\thing\\thing\\a.js"`,
    "D:/a/thing/thing/a.js",
    String.raw`D:\a\thing\thing\a.js`,
  ])
    assert.deepEqual(pathsOf(found(path, { source: windows })), ["dist/a.js"], path);
  assert.deepEqual(pathsOf(found("/root/a /root/b", { source: { machinePaths: ["/root", "/app"] } })), []);
});

test("a path is counted once, whether it is the build's own or somebody's", () => {
  const source = { machinePaths: ["/home/mweber", "/home/mweber/work/thing"] };
  const [problem] = found("/home/mweber/work/thing/a.js", { source });
  assert.match(problem?.message ?? "", /^1 path /);
});

test("a work tree of a job or a container counts by the package's name or its repository's", () => {
  const manifest = {
    name: "@acme/cli",
    repository: { type: "git", url: "git+https://github.com/acme/tools.git" },
  };
  for (const path of [
    "/home/runner/work/tools/tools/a.js",
    "/Users/runner/work/tools/tools/b",
    "/workspaces/tools/a.js",
    "/workspaces/cli/a.js",
  ])
    assert.equal(found(path, { manifest }).length, 1, path);
  assert.deepEqual(found("/home/runner/work/tools/tools-2/a.js /workspaces/tools-2/a.js", { manifest }), []);
});

test("documentation may name paths as examples", () => {
  assert.deepEqual(found("/Users/mweber/src/a.js", { files: { "README.md": "/Users/mweber/src/a.js" } }), []);
});

test("file names count as well", () => {
  const files = {
    "build/Release/.deps/Users/mweber/thing/a.node.d": "",
    "src/Users/list/index.js": "",
    "app/home/weber/index.js": "",
    "lib/.deps/home/user/a.d": "",
  };
  assert.deepEqual(pathsOf(inspect(machinePath, { files })), [
    "build/Release/.deps/Users/mweber/thing/a.node.d",
  ]);
});

const mirrored: readonly (readonly [path: string, found: boolean])[] = [
  [".deps/Users/mweber/a.d", true],
  ["_/home/mweber/a.d", true],
  ["lib/root/home/mweber/a/b.d", true],
  ["C:/Users/mweber/a.d", true],
  ["out/c/Users/mweber/a.d", true],
  [".deps/Users/mweber", false],
  [".deps/users/mweber/a", false],
  ["deps/Users/mweber/a", false],
  ["1/home/mweber/a", false],
  [".deps/Users/user/a", false],
  [".deps/home/runner/a", false],
];

for (const [path, is] of mirrored) {
  test(`the name ${path} ${is ? "mirrors" : "does not mirror"} a machine's folder`, () => {
    assert.deepEqual(
      inspect(machinePath, { files: { [path]: "" } }),
      is
        ? [
            {
              path,
              message: "its own name holds a path of the machine that built it",
              fix: "Delete it; a build wrote it into a folder that ships.",
            },
          ]
        : [],
    );
  });
}

test("a file is told once, of a folder nothing, and a link by its name alone", () => {
  const files: Files = [
    [".deps/home/mweber/a", "/home/mweber/src/c.js"],
    [".deps/home/mweber/b", ""],
    [".deps/home/mweber/b", ""],
    [".deps/home/mweber/c/", { kind: "directory" }],
    ["link", { kind: "symlink", content: "/home/mweber/src/c.js" }],
    ["tree.js", "/home/mweber/src/c.js /workspaces/example/a.js"],
  ];
  assert.deepEqual(pathsOf(inspect(machinePath, { files })), [
    ".deps/home/mweber/a",
    "tree.js",
    ".deps/home/mweber/b",
  ]);
});

test("a repository is named by the last part of its address", () => {
  const work = (repository: unknown) =>
    found("/workspaces/tools/a.js", { manifest: { name: "x", repository } }).length;
  for (const repository of [
    "acme/tools",
    "github:acme/tools",
    "https://github.com/acme/tools",
    "https://github.com/acme/tools/",
    "https://github.com/acme/tools.git",
    "git@github.com:tools.git#main",
    "tools",
    { url: "https://github.com/acme/tools.git#semver:1" },
    `${"a/".repeat(200)}tools`,
  ])
    assert.equal(work(repository), 1, JSON.stringify(repository));
  for (const repository of [undefined, 1, null, {}, "acme/tools/x", "acme/toolset", "", "/"])
    assert.equal(work(repository), 0, JSON.stringify(repository));
});

test("a folder of this build tells when it is two steps deep and nobody's account", () => {
  const of = (path: string, text = path) =>
    found(`"${text}/a.js"`, { source: { machinePaths: [path] } }).length;
  assert.equal(of("/builds/acme"), 1);
  assert.equal(of("/builds"), 0);
  assert.equal(of("/home/runner"), 0);
  assert.equal(of("/Users/runner"), 0);
  assert.equal(of("/homes/runner"), 1);
  assert.equal(of("/my-home/runner"), 1);
  assert.equal(of("/home/runner/x"), 1);
  assert.equal(of(String.raw`D:\a`), 0);
  assert.equal(of(String.raw`D:\a\b`), 1);
  assert.equal(of(String.raw`DD:\b`), 1);
});

test("of two folders of this build, one in the other, the longer one is shown", () => {
  const source = { machinePaths: ["/builds/acme", "/builds/acme/thing", "/builds/acme/thing/lib"] };
  const [problem] = found("x /builds/acme/thing/lib y", { source });
  assert.match(problem?.message ?? "", /first at line 1, column 3: `\/builds\/acme\/thing\/lib`$/);
});

test("time grows with the bytes, whatever they hold", () => {
  const shapes: Readonly<Record<string, (size: number) => string>> = {
    "one long line of paths": (size) => "/Users/mweber/a.js ".repeat(size / 19),
    "near misses": (size) => "/Users/user/a.js ".repeat(size / 17),
    "separators alone": (size) => "/home/".repeat(size / 6),
    words: (size) => "Users".repeat(size / 5),
    "nested names": (size) => "/home/a".repeat(size / 7),
    containers: (size) => Array.from({ length: size / 20 }, (_, index) => `/workspaces/${index} `).join(""),
    "no separator": (size) => `/Users/mweber/${"a".repeat(size)}`,
  };
  for (const [name, shape] of Object.entries(shapes)) {
    assertLinear(name, 100_000, (size) => {
      const content = shape(size);
      return () => found(content);
    });
  }
});
