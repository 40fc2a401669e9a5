import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { peekManifest, readTarball, UnreadableTarball } from "../../src/tarball/read.ts";
import type { EntryKind } from "../../src/tarball/tarball.ts";
import { put, tarballBytes, tarOf, temporaryFolder } from "../archive.ts";
import { archive, end, file, manifest, pax } from "./blocks.ts";

const own = '{"name":"a","version":"1.0.0"}';

test("a manifest is read up to the first package.json and no further", async () => {
  await using folder = await temporaryFolder();
  const path = await put(
    folder.path,
    "a.tgz",
    gzipSync(
      await tarOf([
        { name: "package/lib/package.json", body: '{"name":"inner","version":"1.0.0"}' },
        { name: "package/a.js", body: "1" },
        { name: "package/package.json", body: own },
        { name: "package/package.json", body: "{" },
      ]),
    ),
  );
  assert.equal((await peekManifest(path)).name, "a");
  await assert.rejects(
    readTarball(path, () => {}),
    /package\.json in .*a\.tgz is not valid JSON: mend it and pack again\.$/,
  );
});

test("what follows the first package.json is not looked at", async () => {
  await using folder = await temporaryFolder();
  // Incompressible, so that the end of the file lies many reads away.
  let state = 1;
  const noise = Buffer.alloc(3_000_000).map(() => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
  const bytes = archive("peeked", file("package/noise.bin", Buffer.from(noise)));
  const path = await put(folder.path, "cut.tgz", bytes.subarray(0, -500_000));
  assert.equal((await peekManifest(path)).name, "peeked");
  await assert.rejects(
    readTarball(path, () => {}),
    UnreadableTarball,
  );
});

const without: [what: string, bytes: () => Promise<Buffer> | Buffer, sentence: RegExp][] = [
  [
    "no package.json",
    async () => gzipSync(await tarOf([{ name: "package/a.js" }])),
    /x\.tgz has no package\.json in its root folder: it is not an npm package\.$/,
  ],
  [
    "a package.json that is a link",
    async () => gzipSync(await tarOf([{ name: "package/package.json", type: "symlink", linkname: "a" }])),
    /has no package\.json in its root folder/,
  ],
  [
    "a package.json that is broken",
    async () => gzipSync(await tarOf([{ name: "package/package.json", body: "[]" }])),
    /^package\.json in .*x\.tgz is not a JSON object: mend it and pack again\.$/,
  ],
  [
    "a folder instead of a file",
    async () => gzipSync(Buffer.concat([file("package/package.json", "", { type: "5" }), end])),
    /has no package\.json in its root folder/,
  ],
  ["garbage", () => Buffer.from("garbage"), /is not gzip-compressed/],
];

for (const [what, bytes, sentence] of without) {
  test(`neither reading finds a manifest in ${what}`, async () => {
    await using folder = await temporaryFolder();
    const path = await put(folder.path, "x.tgz", await bytes());
    for (const reading of [peekManifest, (file: string) => readTarball(file, () => {})]) {
      await assert.rejects(reading(path), (error) => {
        assert.ok(error instanceof UnreadableTarball);
        assert.match(error.message, sentence);
        return true;
      });
    }
  });
}

test("a file that is not there has a sentence of its own", async () => {
  await assert.rejects(peekManifest("/nowhere/x.tgz"), {
    message: "/nowhere/x.tgz cannot be read (ENOENT): check the path and its permissions.",
  });
});

test("every kind of entry is told apart, and only files count", async () => {
  await using folder = await temporaryFolder();
  const kinds: [type: string, kind: EntryKind][] = [
    ["0", "file"],
    ["7", "file"],
    ["1", "hardlink"],
    ["2", "symlink"],
    ["3", "device"],
    ["4", "device"],
    ["5", "directory"],
    ["6", "fifo"],
  ];
  const entries = kinds.map(([type], at) =>
    file(`package/${at}`, type === "0" || type === "7" ? "12345" : "", { type }),
  );
  const tarball = await readTarball(await put(folder.path, "a.tgz", archive("kinds", ...entries)), () => {});
  assert.deepEqual(
    tarball.entries.slice(1).map(({ path, kind, size }) => [path, kind, size]),
    kinds.map(([, kind], at) => [String(at), kind, kind === "file" ? 5 : 0]),
  );
  assert.equal(tarball.unpackedSize, JSON.stringify({ name: "kinds", version: "1.0.0" }).length + 10);
});

test("the text of an entry is decoded once; a binary one has none", async () => {
  await using folder = await temporaryFolder();
  const bytes = await tarballBytes({ "a.js": "\uFEFFlet a;", "b.bin": Buffer.from([0, 1, 2, 3, 0xff]) });
  const texts: Record<string, readonly [string, string]> = {};
  await readTarball(await put(folder.path, "a.tgz", bytes), (entry) => {
    const first = entry.text();
    const isText = entry.isText;
    // Whoever asks later gets the same text, without another look at the bytes.
    entry.content.fill(0xff);
    assert.equal(entry.isText, isText);
    texts[entry.path] = [first, entry.text()];
  });
  assert.deepEqual(
    [texts["a.js"], texts["b.bin"]],
    [
      ["\uFEFFlet a;", "\uFEFFlet a;"],
      ["", ""],
    ],
  );
});

test("what is odd is told without the root folder, and of no entry when it is of none", async () => {
  await using folder = await temporaryFolder();
  const parts = [
    file("package/lib/a.js", "1", { type: "7" }),
    pax({ path: "package/b.js" }, { mode: "x" }),
    file("x"),
  ];
  const tarball = await readTarball(await put(folder.path, "a.tgz", archive("odd", ...parts)), () => {});
  assert.deepEqual(
    tarball.irregularities.map(({ kind, path }) => [kind, path]),
    [
      ["old-type", "lib/a.js"],
      ["number", null],
    ],
  );
});

test("a sentence keeps what it was made of, for who looks for a bug", async () => {
  await using folder = await temporaryFolder();
  const broken = await put(folder.path, "a.tgz", await tarballBytes({ "package.json": "{" }));
  const causes: readonly (readonly [file: string, cause: RegExp])[] = [
    ["/nowhere/x.tgz", /ENOENT/],
    [broken, /is not valid JSON/],
    [await put(folder.path, "b.tgz", "no gzip"), /is not gzip-compressed/],
  ];
  for (const [path, cause] of causes) {
    await assert.rejects(
      readTarball(path, () => {}),
      (error) => {
        assert.ok(error instanceof UnreadableTarball && error.cause instanceof Error);
        assert.match(error.cause.message, cause);
        return true;
      },
    );
  }
});

test("the root folder is the first entry's, and a name of one component keeps it", async () => {
  await using folder = await temporaryFolder();
  const path = await put(
    folder.path,
    "a.tgz",
    gzipSync(Buffer.concat([file("other/lib/a.js", "1"), file("alone.js", "1"), manifest("a"), end])),
  );
  const tarball = await readTarball(path, () => {});
  assert.equal(tarball.rootFolder, "other");
  assert.deepEqual(
    tarball.entries.map((entry) => entry.path),
    ["lib/a.js", "alone.js", "package.json"],
  );
});
