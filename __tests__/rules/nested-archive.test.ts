import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";
import { inspect as inspectAll } from "../../src/judge.ts";
import { archiveKind } from "../../src/magic/archive.ts";
import { allRules } from "../../src/rules/index.ts";
import type { Problem } from "../../src/rules/rule.ts";
import { tarballBytes, tarOf } from "../archive.ts";
import { file, type HeaderInit, header, pax, record, tarWith, zeros } from "../tarball/blocks.ts";
import { bytesOf, noise, zip } from "./binaries.ts";
import { gitHubToken } from "./credentials/fake.ts";
import { pkcs1 as keyPem } from "./credentials/keys.ts";
import { type Case, type Files, inspect, policyWith, sourceWith, tarballOf } from "./inspect.ts";

const rule = allRules.find(({ id }) => id === "nested-archive") ?? assert.fail();
const tar = await tarOf([{ name: "a/b.txt", body: "hello\n" }]);
const long = await tarOf([{ name: `${"folder/".repeat(30)}secret.txt`, body: "x\n" }]);
const own = await tarballBytes({ "index.js": "1\n" }, { name: "prettier", version: "1.11.1" });
const files = { "a.txt": "hello\n", "b/c.txt": "x".repeat(500) };

const said = (given: Case) =>
  inspect(rule, given).map(({ path, message, level }) => `${level ?? "error"} ${path}: ${message}`);

const caught: readonly (readonly [path: string, content: Buffer, message: string])[] = [
  ["prettier-1.11.1.tgz", own, "a tar archive in gzip (prettier 1.11.1 as npm packs it, 2 files, "],
  ["src.tar", tar, "a tar archive (1 file, 2 kB)"],
  ["noending", tar, "a tar archive (1 file, 2 kB)"],
  ["data.bin", gzipSync(tar), "a tar archive in gzip (1 file, "],
  ["long.tar", long, "a tar archive (1 file, "],
  ["a.zip", zip(files), "a zip archive (2 files, "],
  ["backup", zip(files), "a zip archive (2 files, "],
  ["locked.zip", zip(files, 1), "a zip archive (2 files, 2 files of them not readable, "],
  ["a.7z", bytesOf("7z\xbc\xaf\x27\x1c", noise), "a 7-Zip archive (4.1 kB)"],
  ["a.dat", bytesOf("Rar!\x1a\x07\x01\0", noise), "a RAR archive (4.1 kB)"],
  ["a.tar.xz", bytesOf("\xfd7zXZ\0", noise), "an xz file (4.1 kB)"],
  ["a.txz", bytesOf("\xfd7zXZ\0", noise), "an xz file (4.1 kB)"],
  ["a.tar.zst", bytesOf("\x28\xb5\x2f\xfd", noise), "a Zstandard file (4.1 kB)"],
  ["a.tbz2", bytesOf("BZh91AY&SY", noise), "a bzip2 file (4.1 kB)"],
  ["app.asar", bytesOf([4, 4], [0, 12], '{"files":{}}', noise), "an Electron archive (asar) (4.1 kB)"],
  ["x.tar.lz", noise, "an archive (the name matches `*.tar.lz`) (4.1 kB)"],
  ["cut.tgz", own.subarray(0, 300), "a tar archive in gzip ("],
  [
    "broken.zip",
    bytesOf("PK\x03\x04", noise),
    "a zip archive (0 files, its list of files cannot be trusted, 4.1 kB)",
  ],
];
for (const [path, content, message] of caught) {
  test(`${path}: ${message}`, () => {
    const [line = "", ...more] = said({ files: { [path]: content } });
    const level = path.endsWith(".asar") ? "warn" : "error";
    assert.ok(line.startsWith(`${level} ${path}: ${message}`), line);
    assert.deepEqual(more, []);
  });
}

test("what may be the product is a warning", () => {
  const mild: Files = {
    "a.whl": zip(files),
    "ext.vsix": zip(files),
    "data.pack": zip(files),
    "test/fixtures/a.zip": zip(files),
    "hidden.dat": bytesOf("\xfd7zXZ\0", noise),
  };
  for (const line of said({ files: mild })) assert.match(line, /^warn /);
  assert.equal(said({ files: mild }).length, 5);
  const named = { files: { "std.zip": zip(files) }, manifest: { files: ["std.zip"] } };
  assert.match(said(named)[0] ?? "", /^warn std\.zip: .*`files` of package\.json names it by its path$/);
  assert.match(said({ files: { "dist/my_test_build.zip": zip(files) } })[0] ?? "", /^error /);
});

test("leaves alone what is no archive, and what is one only technically", () => {
  const spared: Files = {
    "dist/a.js.gz": gzipSync("let a"),
    "icon.svgz": gzipSync("<svg/>"),
    "data.bin": gzipSync("hello"),
    "a.js.zst": bytesOf("\x28\xb5\x2f\xfd", noise),
    "a.js.br": noise,
    "template.docx": zip(files),
    "android/gradle/wrapper/gradle-wrapper.jar": zip(files),
    "empty.zip": "",
    "text.zip": "not found\n",
    "PK.txt": "PK is short for Phil Katz",
    "zip.js": "export default 1",
    "BZh.txt": "BZh91 is a room",
    ".yarn/cache/a.zip": zip(files),
    "node_modules/.cache/a.tgz": own,
    noise,
  };
  assert.deepEqual(said({ files: spared }), []);
  const bundled = { files: { "node_modules/a/a.tgz": own }, manifest: { bundleDependencies: ["a"] } };
  assert.deepEqual(said(bundled), []);
});

/** All rules over one tarball, with every rule at its place: what they say of paths, in whose name. */
function judged(given: Case, off: readonly string[] = []): string[] {
  const rules = new Map(
    allRules.map(({ id }) => [
      id,
      {
        level: off.includes(id) ? ("off" as const) : ("error" as const),
        options: {},
        reason: null,
        at: null,
      },
    ]),
  );
  const { tarball, entries } = tarballOf(given);
  const inspection = inspectAll(allRules, policyWith({ rules }), sourceWith(), null);
  for (const entry of entries) inspection.entry(entry);
  return inspection
    .conclude(tarball)
    .filter(({ problem }) => /^(?:dist|node_modules)\//.test(problem.path ?? ""))
    .map(({ rule: { id }, problem }) => `${id} ${problem.path}: ${problem.message}`);
}

test("what other rules find inside is told in their name, at the archive's path", async () => {
  const inside = {
    "package/.env": "TOKEN=abcdefghijkl\n",
    "package/deep/key": keyPem,
    "package/a.js.map": JSON.stringify({
      version: 3,
      sources: ["a.ts"],
      sourcesContent: ["let a"],
      mappings: "AAAA",
    }),
    "package/b.js.map": JSON.stringify({
      version: 3,
      sources: ["b.ts"],
      sourcesContent: ["let b"],
      mappings: "AAAA",
    }),
    "package/inner.zip": zip({ id_rsa: keyPem }),
  };
  const tgz = gzipSync(await tarOf(Object.entries(inside).map(([name, body]) => ({ name, body }))));
  for (const [path, content] of [
    ["dist/a.tgz", tgz],
    ["dist/a.zip", zip(inside)],
  ] as const) {
    const lines = judged({ files: { [path]: content } });
    const rules = lines.map((line) => line.split(" ")[0]);
    const told = ["nested-archive", "private-key", "private-key", "secret-file", "source-map"];
    assert.deepEqual([...rules].sort(), told, path);
    assert.ok(lines.some((line) => line.includes(": in it package/inner.zip!/id_rsa: ")));
    assert.ok(lines.every((line) => line.includes(` ${path}: `)));
    assert.match(
      lines.find((line) => line.startsWith("private-key")) ?? "",
      /: in it package\/deep\/key: .*fingerprint/,
    );
    assert.match(
      lines.find((line) => line.startsWith("source-map")) ?? "",
      /a\.js\.map: .*\(and 1 more in this archive\)$/,
    );
    assert.ok(
      !judged({ files: { [path]: content } }, ["private-key"]).some((line) => line.startsWith("private-key")),
    );
  }
});

const excuses: readonly (readonly [path: string, content: Buffer, excuse: string | null])[] = [
  ["a.whl", zip(files), "perhaps it is the product, but nobody can review it"],
  ["test/a.zip", zip(files), "it seems to be a fixture of tests"],
  ["test/x.tar.lz", noise, "it seems to be a fixture of tests"],
  ["test/backup", zip(files), "it seems to be a fixture of tests"],
  ["test.zip", zip(files), null],
  ["data.pack", zip(files), "its name is of another format that may be a zip"],
  ["v1.2/backup", zip(files), null],
  ["a.thisistoolong", zip(files), null],
  ["hidden.dat", bytesOf("\xfd7zXZ\0", noise), "its name does not say so"],
];

for (const [path, content, excuse] of excuses) {
  test(`${path} ${excuse === null ? "has no excuse" : `is excused: ${excuse}`}`, () => {
    const [problem, ...others] = inspect(rule, { files: { [path]: content } });
    assert.deepEqual(others, []);
    assert.equal(/; (.*)$/.exec(problem?.message ?? "")?.[1] ?? null, excuse);
    assert.equal(problem?.level, excuse === null ? undefined : "warn");
  });
}

test("a link counts by its name, a folder does not, and names in capitals do", () => {
  const given: Files = {
    "a.tgz": { kind: "symlink", linkTarget: "x" },
    "b.zip": { kind: "directory", content: zip(files) },
    "c.TGZ": noise,
    "d.WHL": zip(files),
    "e.zip.txt": "text",
    "f.tgz.old": noise,
    "gradle/wrapper/maven-wrapper.jar": zip(files),
  };
  assert.deepEqual(
    said({ files: given }).map((line) => line.split(":")[0]),
    ["error a.tgz", "error c.TGZ", "warn d.WHL"],
  );
});

test("only what lies in bundled dependencies is their own", () => {
  const given = { "a.tgz": own, "node_modules/a/a.tgz": own };
  assert.equal(said({ files: given, manifest: { bundleDependencies: ["a"] } }).length, 1);
});

test("the files of all archives of a tarball are counted up to 100,000", () => {
  const many = (count: number) =>
    zip(Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.txt`, ""])));
  const [some, rest] = [many(40_000), many(20_000)];
  const lines = (...archives: readonly Buffer[]) =>
    said({ files: Object.fromEntries(archives.map((content, index) => [`${index}.zip`, content])) });
  const full = lines(some, some, rest);
  assert.match(full[2] ?? "", /\(20,000 files, /);
  const over = lines(some, some, many(20_001), rest);
  assert.match(over[2] ?? "", /\(more than 20,000 files, /);
  assert.match(over[3] ?? "", /\(not looked into, /);
  const blind = said({ files: { "a.zip": some, "b.zip": some, "c.zip": rest, "d.docx": rest } });
  assert.match(blind[3] ?? "", /^warn d\.docx: an archive that nobody could look into \(not looked into, /);
});

/** What is told of an archive in the name of other rules, of which the policy has these on. */
function inside(content: Buffer, on: readonly string[]): Problem[] {
  const rules = new Map(
    on.map((id) => [id, { level: "error" as const, options: {}, reason: null, at: null }]),
  );
  return inspect(rule, { files: { "dist/a.zip": content }, policy: { rules } }).filter(
    ({ inNameOf }) => inNameOf !== undefined,
  );
}

test("of many credentials in an archive twenty are told, with their fix and mask, and the others counted", () => {
  const tokens = Array.from({ length: 25 }, (_, at) => gitHubToken(`inside ${at}`));
  const problems = inside(zip({ "a.txt": tokens.join("\n") }), ["secret"]);
  assert.equal(problems.length, 21);
  assert.deepEqual(
    problems.map(({ mask }) => mask),
    tokens.slice(0, 21),
  );
  const [first] = problems;
  const last = problems.at(-1);
  assert.deepEqual([first?.path, first?.line, first?.inNameOf?.id], ["dist/a.zip", undefined, "secret"]);
  assert.match(first?.message ?? "", /^in it a\.txt: GitHub personal access token at line 1, [^;]*\)$/);
  assert.match(first?.fix ?? "", /^Revoke this credential/);
  assert.match(last?.message ?? "", /^in it a\.txt: .* \(and 4 more in this archive\)$/);
  assert.equal(last?.fix, undefined);
});

test("what is no credential is one finding of its rule, first of all an error", () => {
  const [problem, ...others] = inside(zip({ ".env": "", "b/.env": "A=q7Zt0vWm3KpX9sRb" }), ["secret-file"]);
  assert.deepEqual(others, []);
  assert.equal(
    problem?.message,
    "in it b/.env: an environment file with a value that is no placeholder (and 1 more in this archive)",
  );
  assert.deepEqual([problem.level, problem.line, problem.fix], [undefined, undefined, undefined]);
  const [mild] = inside(zip({ ".env": "" }), ["secret-file"]);
  assert.deepEqual([mild?.message, mild?.level], ["in it .env: an environment file, empty today", "warn"]);
});

test("the package in an archive is named when its manifest lies where npm would put it", () => {
  const manifest = '{"name":"inner","version":"2.0.0"}';
  const named = (files: Readonly<Record<string, string>>) =>
    said({ files: { "a.zip": zip(files) } })[0]?.includes("inner 2.0.0 as npm packs it, ");
  assert.equal(named({ "package/package.json": manifest }), true);
  assert.equal(named({ "other/package.json": manifest }), true);
  assert.equal(named({ "package.json": manifest }), false);
  assert.equal(named({ "package/lib/package.json": manifest }), false);
  assert.equal(named({ "package/package.json5": manifest }), false);
  assert.equal(named({ "package/package.json": "{" }), false);
  assert.equal(named({ "package/package.json": manifest, "x/package.json": "{" }), true);
});

test("an archive that may ship hides no key, and with every rule off nothing is said", () => {
  const given = { files: { "dist/a.zip": zip({ key: keyPem }) } };
  assert.deepEqual(
    judged(given, ["nested-archive"]).map((line) => line.split(" ")[0]),
    ["private-key"],
  );
  assert.deepEqual(
    judged(
      given,
      allRules.map(({ id }) => id),
    ),
    [],
  );
});

test("one bomb or many cost no more than the budget", () => {
  const bomb = gzipSync(Buffer.concat([tar.subarray(0, 512), Buffer.alloc(80_000_000)]));
  const zipBomb = zip({ "a.txt": Buffer.alloc(100_000_000) });
  const bombs = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `dist/${index}.${index % 2 ? "tgz" : "zip"}`,
      index % 2 ? bomb : zipBomb,
    ]),
  );
  const started = process.cpuUsage();
  const lines = said({ files: bombs });
  const { user, system } = process.cpuUsage(started);
  assert.equal(lines.length, 12);
  assert.ok(lines.some((line) => line.includes("not looked into")));
  assert.ok(lines.some((line) => line.includes("not readable")));
  // Unpacked, these are 1 GB.
  assert.ok(user + system < 8_000_000, `${user + system} µs`);
});

test("whether a tar begins in a compressed file is seen in its first bytes, whatever else those give", () => {
  const cost = (step: () => unknown) => {
    const started = process.cpuUsage();
    for (let times = 0; times < 30; times++) step();
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  const zeros = Buffer.alloc(4_000_000);
  for (const [content, kind] of [
    [gzipSync(zeros), "gzip"],
    [gzipSync(Buffer.concat([tar.subarray(0, 512), zeros])), "tar.gz"],
    [Buffer.concat([gzipSync(""), gzipSync(""), gzipSync(Buffer.concat([tar, zeros]))]), "tar.gz"],
    [gzipSync(Buffer.concat([tar, randomBytes(zeros.length)])), "tar.gz"],
  ] as const) {
    assert.equal(archiveKind(content)?.format, kind);
    const whole = cost(() => gunzipSync(content));
    const spent = cost(() => archiveKind(content));
    assert.ok(spent < whole / 2, `${spent} µs, and ${whole} µs for all of it`);
  }
});

test("a zip that lies about its offsets and sizes ends in a finding", () => {
  const honest = zip(files);
  for (let at = 0; at < honest.length; at += 7) {
    const lying = Buffer.from(honest);
    lying.fill(0xff, at, Math.min(at + 4, lying.length));
    assert.ok(said({ files: { "a.zip": lying } }).length <= 1);
  }
});

const map = JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: ["let a"], mappings: "AAAA" });

test("where an archive is minded by nobody, what is in it is looked at all the same", () => {
  const hidden = { key: keyPem, "deep/.env": "TOKEN=abcdefghijkl\n", "a.js.map": map };
  const bundled = "dist/node_modules/a/fixture";
  const places: readonly (readonly [path: string, content: Buffer])[] = [
    ["dist/manual.docx", zip(hidden)],
    ["dist/program.exe", Buffer.concat([Buffer.from("#!/bin/sh\n"), zip(hidden)])],
    ["dist/data.bin", gzipSync(zip(hidden))],
    ["dist/app.js.gz", gzipSync(zip(hidden))],
    ["dist/app.js.br", brotliCompressSync(zip(hidden))],
    [`${bundled}.zip`, zip(hidden)],
  ];
  for (const [path, content] of places) {
    const rules = judged({ files: { [path]: content } }, ["package-manager-data"])
      .map((line) => line.split(" ")[0])
      .filter((id) => id !== "nested-archive" && id !== "native-binary");
    assert.deepEqual([...rules].sort(), ["private-key", "secret-file", "source-map"], path);
  }
  const singles = {
    "dist/a.js.map.gz": gzipSync(map),
    "dist/b.js.map.br": brotliCompressSync(map),
    "dist/.env.gz": gzipSync("TOKEN=abcdefghijkl\n"),
  };
  assert.deepEqual(
    judged({ files: singles })
      .filter((line) => line.includes(": in it dist/"))
      .map((line) => line.split(": ")[0])
      .sort(),
    ["secret-file dist/.env.gz", "source-map dist/a.js.map.gz", "source-map dist/b.js.map.br"],
  );
});

test("a bundled dependency hides nothing in an archive, and one that cannot be opened is a warning", () => {
  const manifest = { bundleDependencies: ["a"] };
  const given = (content: Buffer) => ({ manifest, files: { "node_modules/a/x.zip": content } });
  const of = (content: Buffer) => said(given(content));
  assert.deepEqual(of(zip(files)), []);
  const env = zip({ ".env": "TOKEN=abcdefghijkl\n" });
  assert.match(judged(given(env)).join(), /^secret-file node_modules\/a\/x\.zip: in it \.env: /);
  const inner = zip({ "inner.tgz": gzipSync(zip({ key: keyPem })) });
  assert.match(judged(given(inner)).join(), /^private-key .*: in it inner\.tgz!?\/key: /);
  const blind = /^warn node_modules\/a\/x\.zip: an archive that nobody could look into \(/;
  assert.match(of(zip(files, 1)).join(), blind);
  assert.match(of(bytesOf("7z\xbc\xaf\x27\x1c", noise)).join(), blind);
  assert.match(of(bytesOf("PK\x03\x04", noise)).join(), blind);
});

test("a document or a compressed file that cannot be opened is a warning", () => {
  const blind = /^warn .*: an archive that nobody could look into \(/;
  assert.match(said({ files: { "a.docx": zip(files, 1) } }).join(), blind);
  const bomb = zip({ "a.txt": Buffer.alloc(300_000_000) });
  assert.match(said({ files: { "a.docx": bomb } }).join(), blind);
  assert.match(said({ files: { "a.docx": bytesOf("7z\xbc\xaf\x27\x1c", noise) } }).join(), blind);
  assert.match(said({ files: { "a.js.gz": gzipSync(Buffer.alloc(80_000_000)) } }).join(), blind);
  assert.match(
    said({ files: { "a.js.gz": Buffer.concat([gzipSync("x").subarray(0, 10), noise]) } }).join(),
    blind,
  );
});

test("what unpacks to too much is a warning in Brotli as in gzip, and what is no Brotli is none", () => {
  const zeros = Buffer.alloc(80_000_000);
  const bomb = brotliCompressSync(zeros);
  const blind = (path: string) =>
    new RegExp(`^warn ${path}: an archive that nobody could look into \\(not looked into, [^)]*\\)$`);
  assert.match(said({ files: { "a.js.gz": gzipSync(zeros) } }).join(), blind("a.js.gz"));
  assert.match(said({ files: { "a.js.br": bomb } }).join(), blind("a.js.br"));
  assert.match(said({ files: { "a.docx": zip({ "b.br": bomb }) } }).join(), /1 file of them not readable/);
  assert.deepEqual(said({ files: { "a.js.br": brotliCompressSync(Buffer.alloc(60_000_000)) } }), []);
  assert.deepEqual(said({ files: { "a.br": noise, "b.docx": zip({ "b.br": noise }) } }), []);
  // The fifth takes what is left of the budget, so that the sixth is looked into no more, whatever it is.
  const many = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}.br`, bomb]));
  assert.match(said({ files: { ...many, "x.br": noise } }).at(-1) ?? "", blind("x.br"));
});

test("a zip behind another zip and a program is not to be trusted, and behind a program alone it is", () => {
  const program = Buffer.from("#!/bin/sh\nexec unzip $0 # knows PK\x03\x04 and PK\x05\x06\n");
  const [hidden, shown] = [zip({ "a.txt": "a" }), zip(files)];
  const blind = /^warn a\.run: an archive that nobody could look into \(/;
  for (const front of [program, Buffer.from("PK00")])
    assert.match(said({ files: { "a.run": Buffer.concat([front, hidden, shown]) } }).join(), blind);
  assert.deepEqual(said({ files: { "a.run": Buffer.concat([program, shown]) } }), []);
});

test("a Brotli file that is cut off gives what it still holds", () => {
  const packed = brotliCompressSync(`${keyPem}${randomBytes(20_000).toString("hex")}`);
  assert.match(judged({ files: { "dist/a.br": packed.subarray(0, 9_000) } }).join(), /^private-key /);
});

test("files behind the end of a tar are seen", () => {
  const key = Buffer.from(keyPem);
  const size = `${key.length.toString(8).padStart(11, "0")}\0`;
  const header = Buffer.from(tar.subarray(0, 512));
  header.write(size, 124, "latin1");
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  const behind = Buffer.concat([tar, header, key, Buffer.alloc(512)]);
  assert.match(judged({ files: { "dist/a.tar": behind } }).join(), /private-key .*in it a\/b\.txt/);
});

test("a tar whose sizes readers read differently is not to be trusted, and what some of them see is looked at", () => {
  const bytes = Buffer.byteLength(keyPem);
  const octal = bytes.toString(8);
  const binary = Buffer.alloc(12);
  binary[0] = 0x80;
  binary.writeUInt32BE(bytes, 8);
  const key = (init: HeaderInit = {}) => tarWith("x", file("a/key", keyPem, init));
  const behind = (extension: Buffer) => tarWith("x", extension, file("a/key", keyPem));
  const doubts: Readonly<Record<string, Buffer>> = {
    "a NUL and digits behind it": key({ size: `${octal.padStart(8, "0")}\u0000777` }),
    "a space and digits behind it": key({ size: `${octal.padStart(8, "0")} 777` }),
    "letters behind it": key({ size: `${octal}x` }),
    "a size in PAX that is no number": behind(pax({ size: "1e3" })),
    "two sizes in PAX": behind(pax(Buffer.concat([record("size", "0"), record("size", "0")]))),
    "a PAX header that is not well formed": behind(pax("99 size=0\n")),
    "a size for all files": behind(pax({ size: "0" }, { type: "g" })),
    "a PAX header in front of what is no header": tarWith(
      "x",
      pax({ path: "a" }),
      zeros(1),
      file("a/key", keyPem),
    ),
    "a PAX header at the end": tarWith("x", file("a/key", keyPem), pax({ path: "a" })),
  };
  for (const [what, content] of Object.entries(doubts)) {
    const trust = /^nested-archive dist\/a\.tar: a tar archive \(.*its list of files cannot be trusted, /m;
    const lines = judged({ files: { "dist/a.tar": content } }).join("\n");
    assert.match(lines, trust, what);
    assert.match(lines, /^private-key /m, what);
  }
  const plain: Readonly<Record<string, Buffer>> = {
    "without an end": key({ size: octal.padStart(12, "0") }),
    "with spaces": key({ size: `${octal.padStart(10, " ")} \0` }),
    "in binary digits": key({ size: binary }),
    "in PAX": behind(pax({ size: String(bytes) })),
    "in the name": behind(pax({ path: "a size=3.md" })),
    "with its name in PAX alone": tarWith("x", pax({ path: "a/key" }), file("", keyPem)),
    "first, with its name in PAX alone": Buffer.concat([pax({ path: "a/key" }), file("", keyPem), zeros(2)]),
    "first, with its name in the prefix alone": Buffer.concat([
      file("", keyPem, { prefix: "a/key" }),
      zeros(2),
    ]),
    "nothing for a folder": behind(header({ name: "a/", type: "5", size: "" })),
    "a commit for all": behind(pax({ comment: "size=abc" }, { type: "g" })),
  };
  for (const [what, content] of Object.entries(plain)) {
    const lines = judged({ files: { "dist/a.tar": content } }).join("\n");
    assert.doesNotMatch(lines, /trusted/, what);
    assert.match(lines, /^private-key /m, what);
  }
});

test("a zip whose files share their bytes costs no more than the budget", () => {
  const honest = zip({ a: randomBytes(4_000_000) });
  const end = honest.length - 22;
  const at = honest.readUInt32LE(end + 16);
  const tail = Buffer.from(honest.subarray(end));
  const times = 15_000;
  tail.writeUInt16LE(times, 8);
  tail.writeUInt16LE(times, 10);
  tail.writeUInt32LE((end - at) * times, 12);
  const record = honest.subarray(at, end);
  const shared = Buffer.concat([honest.subarray(0, at), ...Array<Buffer>(times).fill(record), tail]);
  const started = process.cpuUsage();
  assert.match(
    judged({ files: { "dist/a.zip": shared } }).join(),
    /15,000 files, 14,\d+ files of them not readable/,
  );
  const { user, system } = process.cpuUsage(started);
  // They claim to be 60 GB.
  assert.ok(user + system < 20_000_000, `${user + system} µs`);
});

/** A zip of the files with other bytes in front of its directory, behind its files or for its comment; offsets are mended. */
function craftedZip(
  contents: Readonly<Record<string, string | Buffer>>,
  { gap = Buffer.alloc(0), comment = Buffer.alloc(0) }: { gap?: Buffer; comment?: Buffer },
): Buffer {
  const honest = zip(contents);
  const end = honest.length - 22;
  const at = honest.readUInt32LE(end + 16);
  const tail = Buffer.from(honest.subarray(end));
  tail.writeUInt32LE(at + gap.length, 16);
  tail.writeUInt16LE(comment.length, 20);
  return Buffer.concat([honest.subarray(0, at), gap, honest.subarray(at, end), tail, comment]);
}

/** The same bytes with some of them written over, at a place from the end. */
function patched(content: Buffer, fromEnd: number, bytes: Buffer): Buffer {
  const copy = Buffer.from(content);
  bytes.copy(copy, copy.length - fromEnd);
  return copy;
}

test("a zip that readers read differently is not to be trusted", () => {
  const other = zip({ "other.txt": "other\n" });
  const honest = zip(files);
  const oneFile = honest.readUInt32LE(20) + 30 + 5;
  const names = Buffer.from(honest);
  names.write("z", names.indexOf("a.txt"));
  const larger = bytesOf("PK\x06\x07", [0, 16]);
  const end = honest.subarray(-22);
  const deflated = Buffer.from(zip({ "b.txt": "b".repeat(500) }));
  const doubts: Readonly<Record<string, Buffer>> = {
    "an end record in the comment": craftedZip(files, { comment: other }),
    "an end record in the comment that goes on behind it": craftedZip(files, {
      comment: Buffer.concat([other, Buffer.from(" and more")]),
    }),
    "half an end record in the comment": craftedZip(files, { comment: Buffer.from("PK\x05\x06") }),
    "a comment that is longer than the file": Buffer.concat([
      craftedZip(files, { comment: Buffer.from("words") }).subarray(0, -1),
    ]),
    "a file that the directory does not list": craftedZip(files, {
      gap: other.subarray(0, other.length - 22),
    }),
    "the first file not listed": Buffer.concat([other.subarray(0, 45), zip(files)]),
    "another zip behind an empty end record": Buffer.concat([
      bytesOf("PK\x05\x06", [0, 18]),
      other,
      zip(files),
    ]),
    "a directory that goes on behind its count": patched(honest, 12, Buffer.from([1, 0])),
    "a record of zip64": Buffer.concat([honest.subarray(0, -22), larger, end]),
    "two names for one file": names,
    "another method": patched(honest, honest.length - 8, Buffer.from([8])),
    "another size": patched(honest, honest.length - 18, Buffer.from([oneFile])),
  };
  for (const [what, content] of Object.entries(doubts)) {
    const [line = ""] = said({ files: { "a.zip": content } });
    assert.match(line, /^error a\.zip: a zip archive \(.*its list of files cannot be trusted, /, what);
    const blind = /^warn a\.docx: an archive that nobody could look into \(/;
    assert.match(said({ files: { "a.docx": content } }).join(), blind, what);
  }
  const unread = /1 file of them not readable/;
  const longer = craftedZip({ "b.txt": "b".repeat(500) }, { gap: Buffer.from("PK\x03\x04hidden") });
  const packed = deflated.readUInt32LE(18) + 10;
  const at = longer.lastIndexOf("PK\x01\x02");
  longer.writeUInt32LE(packed, at + 20);
  longer.writeUInt32LE(packed, 18);
  assert.match(said({ files: { "a.zip": longer } }).join(), unread);
  const stored = zip({ "b.txt": "b" });
  stored.writeUInt32LE(2, stored.lastIndexOf("PK\x01\x02") + 24);
  assert.match(said({ files: { "a.zip": stored } }).join(), unread);
  const lost = Buffer.from(honest);
  lost.fill(0, 0, 4);
  assert.match(said({ files: { "a.whl": lost } }).join(), unread);
});

test("honest zips are trusted: with a comment, in a zip, behind a program, with descriptors and gaps", () => {
  const descriptors = zip({ "a.txt": "hello\n" }, 8);
  const noSizes = Buffer.from(descriptors);
  noSizes.fill(0, 14, 26);
  const honest: Readonly<Record<string, Buffer>> = {
    "a comment": craftedZip(files, { comment: Buffer.from("made by hand") }),
    "a zip in it": zip({ "inner.zip": zip(files), "b.txt": "b" }),
    "a zip in it, last": zip({ "b.txt": "b", "inner.zip": zip(files) }),
    "a zip in it, stored, with a comment": zip({
      "i.zip": craftedZip({ a: randomBytes(90) }, { comment: noise }),
    }),
    "a program in front": Buffer.concat([Buffer.from("#!/bin/sh\nPK\x03\x04\n"), zip(files)]),
    "a signing block": craftedZip(files, { gap: Buffer.from("APK Sig Block 42") }),
    "sizes behind the file": noSizes,
    "something behind the end": Buffer.concat([zip(files), Buffer.from("\r\n")]),
    "no file": zip({}),
  };
  for (const [what, content] of Object.entries(honest))
    assert.deepEqual(said({ files: { "a.docx": content } }), [], what);
});
