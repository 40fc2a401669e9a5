import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceMapReference } from "../../src/rules/source-map-reference.ts";
import { inlineComment, mapOf, sized, wasmWith } from "../source-map/maps.ts";
import { type Files, inspect } from "./inspect.ts";

type Outcome = "dangling" | "remote" | "fine";

const reference = "sourceMappingURL=";
const cases: [name: string, path: string, content: string | Buffer, outcome: Outcome][] = [
  ["a map that ships", "dist/a.js", `a()\n//# ${reference}there.js.map`, "fine"],
  ["a map in another folder", "dist/a.js", `a()\n//# ${reference}../maps/b.js.map`, "fine"],
  ["percent-encoded name, query", "dist/a.js", `a()\n//# ${reference}with%20space.map?v=1#x\n`, "fine"],
  ["a map that does not ship", "dist/a.js", `a()\n//# ${reference}a.js.map\n`, "dangling"],
  ["old form", "dist/a.js", `a()\n//@ ${reference}a.js.map`, "dangling"],
  ["a block comment", "dist/a.js", `a()\n/*# ${reference}a.js.map */`, "dangling"],
  ["a style", "dist/a.css", `a{}\n/*# ${reference}a.css.map*/\n`, "dangling"],
  ["declarations", "dist/a.d.mts", `export {};\n//# ${reference}a.d.mts.map`, "dangling"],
  ["a script without ending", "bin/a", `#!/usr/bin/env node\na()\n//# ${reference}a.js.map`, "dangling"],
  [
    "CRLF, comments behind it",
    "dist/a.js",
    `a()\r\n//# ${reference}a.js.map\r\n//# debugId=1\r\n/* end */\r\n`,
    "dangling",
  ],
  ["behind code in the same line", "dist/a.js", `a();//# ${reference}a.js.map`, "dangling"],
  ["a rooted path", "dist/a.js", `a()\n//# ${reference}/dist/there.js.map`, "dangling"],
  ["another scheme", "dist/a.js", `a()\n//# ${reference}file:///home/a.js.map`, "dangling"],
  ["a module", "a.wasm", wasmWith("sourceMappingURL", sized(Buffer.from("a.wasm.map"))), "dangling"],
  ["a remote address", "dist/a.js", `a()\n//# ${reference}https://maps.corp.example/a.js.map`, "remote"],
  [
    "a remote address without scheme",
    "dist/a.js",
    `a()\n//# ${reference}//maps.corp.example/a.js.map`,
    "remote",
  ],
  ["a remote address in capitals", "dist/a.js", `a()\n//# ${reference}HTTPS://maps.corp.example/a`, "remote"],
  ["a remote address in the middle", "dist/a.js", `a()\n  //# ${reference}http://h/a.map\nb()\n`, "remote"],
  ["a remote address of a style", "a.css", `a{}/*# ${reference}https://h/a.css.map */`, "remote"],
  [
    "a remote address of a module",
    "a.wasm",
    wasmWith("sourceMappingURL", sized(Buffer.from("http://h/a.map"))),
    "remote",
  ],
  ["headers of a host", "public/_headers", "/a.js\n  SourceMap: https://h/a.js.map\n", "remote"],
  ["old header", "_headers", "/a.js\n  X-SourceMap: a.js.map\n", "dangling"],
  [
    "headers of a configuration",
    "vercel.json",
    '{"headers":[{"key":"SourceMap",\n"value":"https://h/a"}]}',
    "remote",
  ],
  ["headers of Apache", ".htaccess", 'Header set SourceMap "https://h/a.map"', "remote"],
  ["none", "dist/a.js", "a()", "fine"],
  ["an inline map", "dist/a.js", inlineComment(mapOf()), "fine"],
  ["an empty address", "dist/a.js", `a()\n//# ${reference}\n`, "fine"],
  ["a string that builds it", "dist/a.js", `s = "//# ${reference}" + name + ".map";\n`, "fine"],
  ["a string in the last line", "dist/a.js", `s = "\\n//# ${reference}a.js.map"`, "fine"],
  ["a template over lines", "dist/a.js", `s = \`a()\n//# ${reference}\${name}.map\n\`;`, "fine"],
  ["a comment before code", "dist/a.js", `//# ${reference}a.js.map\na()`, "fine"],
  ["a pattern", "dist/a.js", `/^\\/\\/# ${reference}(\\S+)$/m`, "fine"],
  ["words", "dist/a.js", `a() // the ${reference}a.js.map comment`, "fine"],
  ["prose", "README.md", `//# ${reference}https://example.com/a.js.map`, "fine"],
  ["a map's own sources", "a.js.map", mapOf({ sourcesContent: [`//# ${reference}x.map`] }), "fine"],
  [
    "a broken module",
    "a.wasm",
    wasmWith("sourceMappingURL", Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])),
    "fine",
  ],
  ["a remote address in a string", "dist/a.js", `s = "//# ${reference}https://h/a.map"; t();`, "fine"],
];
for (const [name, path, content, outcome] of cases) {
  test(`${name}: ${outcome}`, () => {
    const files = {
      [path]: content,
      "dist/there.js.map": "",
      "maps/b.js.map": "",
      "dist/with space.map": "",
    };
    const problems = inspect(sourceMapReference, { files });
    const levels = problems.map(({ level }) => (level === "warn" ? "dangling" : "remote"));
    assert.deepEqual(levels, outcome === "fine" ? [] : [outcome]);
  });
}

test("names the address without its credentials, and the line of a remote one", () => {
  const content = `a()\n\n//# ${reference}https://jane:hunter2@maps.corp.example/a.map?sig=abcdef\n`;
  const [problem] = inspect(sourceMapReference, { files: { "a.js": content } });
  assert.equal(problem?.line, 3);
  assert.match(problem?.message ?? "", /maps\.corp\.example/);
  assert.doesNotMatch(problem?.message ?? "", /hunter2|abcdef/);
});

test("an address elsewhere is told at once, a missing map at the end, and both with the same fix", () => {
  const fix = "Build this file without the `sourceMappingURL` comment (a hidden source map), and pack again.";
  const files: Files = {
    "a.js": `x\n//# ${reference}a.js.map`,
    "b.js": `//# ${reference}https://maps.corp.example/b.map`,
    "a.js.map": { kind: "symlink", linkTarget: "x" },
    "link.js": { kind: "symlink", content: `//# ${reference}https://maps.corp.example/c.map` },
  };
  assert.deepEqual(inspect(sourceMapReference, { files }), [
    {
      path: "b.js",
      line: 1,
      message: "tells the world where its source map lies: https://maps.corp.example/b.map",
      fix,
    },
    {
      path: "a.js",
      level: "warn",
      message: "points to a source map that is not in the tarball: a.js.map",
      fix,
    },
  ]);
});
