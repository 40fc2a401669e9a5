import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { z } from "zod";
import { binHygiene } from "../../src/rules/bin-hygiene.ts";
import { binsOf } from "../../src/tarball/bins.ts";
import { type Files, inspect } from "./inspect.ts";

const node = "#!/usr/bin/env node\n";
const elf = Buffer.concat([Buffer.from("\x7fELF"), Buffer.alloc(60)]);

const starts: [name: string, file: string, content: string | Buffer, message: RegExp | null][] = [
  ["a plain script", "cli.js", "console.log(1)\n", /no `#!` line/],
  ["a module", "cli.mjs", "export {};", /no `#!` line/],
  ["a script without an ending", "cli", "console.log(1)\n", /no `#!` line/],
  ["a shebang on the second line", "cli.js", `\n${node}`, /no `#!` line/],
  ["CRLF after the shebang", "cli.js", "#!/usr/bin/env node\r\n1\r\n", /CRLF/],
  ["a lone CR after the shebang", "cli.js", "#!/usr/bin/env node\r", /CRLF/],
  ["a BOM before the shebang", "cli.js", `\ufeff${node}`, /byte order mark/],
  ["a BOM and no shebang", "cli.js", "\ufeffconsole.log(1)", /no `#!` line/],
  ["UTF-16", "cli.js", Buffer.from(`\ufeff${node}`, "utf16le"), /UTF-16/],
  ["an empty file", "cli.js", "", /empty/],
  ["a shebang", "cli.js", `${node}console.log(1)\n`, null],
  ["a shebang and CRLF only below", "cli.js", `${node}console.log(1)\r\n`, null],
  ["a shebang alone, without a line end", "cli.js", "#!/usr/bin/env node", null],
  ["another interpreter", "cli.sh", "#!/bin/sh\n", null],
  ["an ELF executable", "cli", elf, null],
  ["WebAssembly", "cli.wasm", Buffer.from("\0asm\x01\0\0\0"), null],
  ["a Windows script", "cli.cmd", "@echo off\r\n", null],
  ["what only begins like a Windows script", "cli.cmd.js", "1", /no `#!` line/],
  [
    "text that begins like UTF-16, and is Latin-1",
    "cli.js",
    Buffer.from("\xff1 = a\n", "latin1"),
    /no `#!` line/,
  ],
  ["text that ends such a mark", "cli.js", Buffer.from("a\xfe1 = a\n", "latin1"), /no `#!` line/],
  ["text that begins like the other UTF-16", "cli.js", Buffer.from("\xfe1 = a\n", "latin1"), /no `#!` line/],
  ["text that ends the other mark", "cli.js", Buffer.from("a\xff1 = a\n", "latin1"), /no `#!` line/],
  ["the other UTF-16", "cli.js", Buffer.from(`\ufeff${node}`, "utf16le").swap16(), /UTF-16/],
];

for (const [name, file, content, message] of starts) {
  test(`bin-hygiene ${message ? "catches" : "leaves alone"} ${name}`, () => {
    const problems = inspect(binHygiene, {
      manifest: { bin: { tool: `./${file}` } },
      files: { [file]: content },
    });
    assert.equal(problems.length, message ? 1 : 0);
    if (message) assert.match(problems[0]?.message ?? "", message);
    if (message) assert.equal(problems[0]?.path, file);
  });
}

test("every fault has its own fix, and names the commands of its file", () => {
  const files = {
    "none.js": "1",
    "crlf.js": "#!/usr/bin/env node\r\n",
    "bom.js": "\ufeff#!/usr/bin/env node\n",
    "utf16.js": Buffer.from("\ufeff1", "utf16le"),
    "empty.js": "",
  };
  const bin = {
    one: "none.js",
    two: "crlf.js",
    three: "bom.js",
    four: "utf16.js",
    five: "empty.js",
    six: "none.js",
  };
  assert.deepEqual(
    inspect(binHygiene, { manifest: { bin }, files }).map(({ path, message, fix }) => [
      path,
      /^(.*?) (?:has|begins|is)/.exec(message)?.[1],
      fix,
    ]),
    [
      ["none.js", "the file of the commands `one`, `six`", "Make `#!/usr/bin/env node` its very first line."],
      [
        "crlf.js",
        "the file of the command `two`",
        "Save the file with LF line endings, and keep them: `*.js text eol=lf` in .gitattributes.",
      ],
      ["bom.js", "the file of the command `three`", "Save the file as UTF-8 without BOM."],
      ["utf16.js", "the file of the command `four`", "Save the file as UTF-8 without BOM."],
      [
        "empty.js",
        "the file of the command `five`",
        "Build the command before packing, or delete it from `bin`.",
      ],
    ],
  );
});

test("how far into a file is looked: 512 bytes for a NUL, 2,048 for the end of the first line", () => {
  const said = (content: string) =>
    inspect(binHygiene, { manifest: { bin: "a" }, files: { a: content } }).length;
  assert.equal(said(`${"x".repeat(511)}\0`), 0);
  assert.equal(said(`${"x".repeat(512)}\0`), 1);
  assert.equal(said(`#!${"x".repeat(2045)}\r\n`), 1);
  assert.equal(said(`#!${"x".repeat(2046)}\r\n`), 0);
});

test("files that bin does not name are nobody's command", () => {
  assert.deepEqual(
    inspect(binHygiene, { manifest: { bin: "cli.js" }, files: { "cli.js": node, "lib.js": "1" } }),
    [],
  );
  assert.deepEqual(inspect(binHygiene, { files: { "cli.js": "1" } }), []);
});

test("a command whose file is not there belongs to broken-entry-point", () => {
  const files: Files = { "link.js": { kind: "symlink", linkTarget: "cli.js" } };
  assert.deepEqual(inspect(binHygiene, { manifest: { bin: { a: "gone.js", b: "link.js" } }, files }), []);
});

test("two commands of one file are one finding that names both, wherever package.json lies in the archive", () => {
  const manifest = JSON.stringify({ name: "a", version: "1.0.0", bin: { one: "cli.js", two: "./cli.js" } });
  for (const files of [
    [
      ["package.json", manifest],
      ["cli.js", "1"],
    ],
    [
      ["cli.js", "1"],
      ["package.json", manifest],
    ],
  ] satisfies Files[]) {
    const problems = inspect(binHygiene, { files });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /`one`, `two`/);
  }
});

test("of two entries with one path the last one counts, as on install", () => {
  const manifest = { bin: "cli.js" };
  assert.equal(
    inspect(binHygiene, {
      manifest,
      files: [
        ["cli.js", node],
        ["cli.js", "1"],
      ],
    }).length,
    1,
  );
  assert.equal(
    inspect(binHygiene, {
      manifest,
      files: [
        ["cli.js", "1"],
        ["cli.js", node],
      ],
    }).length,
    0,
  );
});

test("commands are read as npm reads them", () => {
  const npm = new URL("../tools/node_modules/npm-10/package.json", import.meta.url);
  const normalize = z
    .custom<(manifest: object) => { bin?: Record<string, string> }>((f) => typeof f === "function")
    .parse(createRequire(npm)("npm-normalize-package-bin"));
  for (const bin of [
    "./cli.js",
    "/cli.js",
    "../../cli.js",
    "bin\\cli.js",
    { a: "a.js", b: "./x/../b.js", c: "", d: 5 },
    ["bin/a.js", "b.js"],
    {},
    "",
    5,
    null,
  ]) {
    const manifest = { name: "@scope/tool", version: "1.0.0", bin };
    const ours = Object.fromEntries(binsOf(manifest).map(({ command, path }) => [command, path]));
    const theirs = normalize(structuredClone({ ...manifest, name: "tool" })).bin ?? {};
    assert.deepEqual(ours, theirs, JSON.stringify(bin));
  }
});
