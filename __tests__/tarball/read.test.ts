import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { readTarball, UnreadableTarball } from "../../src/tarball/read.ts";
import { put, tarballBytes, tarOf, temporaryFolder } from "../archive.ts";
import { file as block, end, manifest } from "./blocks.ts";

test("reads facts, hashes and contents in one pass", async () => {
  await using folder = await temporaryFolder();
  const bytes = await tarballBytes({
    "dist/index.js": "export {};\n",
    "logo.png": Buffer.from([0x89, 0x50, 0, 0, 0, 1]),
  });
  const file = await put(folder.path, "a.tgz", bytes);
  const seen: [string, string, boolean][] = [];
  const tarball = await readTarball(file, (entry) => {
    seen.push([entry.path, entry.content.toString("latin1"), entry.isText]);
  });
  assert.deepEqual(seen.slice(1), [
    ["dist/index.js", "export {};\n", true],
    ["logo.png", "\x89P\0\0\0\x01", false],
  ]);
  assert.equal(tarball.integrity, `sha512-${createHash("sha512").update(bytes).digest("base64")}`);
  assert.equal(tarball.shasum, createHash("sha1").update(bytes).digest("hex"));
  assert.equal(tarball.packedSize, bytes.length);
  assert.equal(
    tarball.unpackedSize,
    tarball.entries.reduce((sum, entry) => sum + entry.size, 0),
  );
  assert.equal(tarball.rootFolder, "package");
  assert.equal(tarball.manifest.name, "example");
  assert.deepEqual(
    tarball.entries.map((entry) => entry.archivePath),
    ["package/package.json", "package/dist/index.js", "package/logo.png"],
  );
});

test("lists what tar lists, for names of every length", async () => {
  await using folder = await temporaryFolder();
  const names = Object.fromEntries(
    [50, 99, 100, 101, 155, 256, 700].map((length) => [
      `${"d/".repeat(length / 4)}${"é".repeat(length / 4)}.js`,
      "x",
    ]),
  );
  const file = await put(folder.path, "long.tgz", await tarballBytes(names));
  const tarball = await readTarball(file, () => {});
  const listed = execFileSync("tar", ["--quoting-style=literal", "-tzf", file], { encoding: "utf8" })
    .trim()
    .split("\n");
  assert.deepEqual(
    tarball.entries.map((entry) => entry.archivePath),
    listed,
  );
});

test("keeps links, directories and modes as facts", async () => {
  await using folder = await temporaryFolder();
  const tar = await tarOf([
    { name: "package/package.json", body: '{"name":"a","version":"1.0.0"}' },
    { name: "package/lib/", type: "directory" },
    { name: "package/run", mode: 0o4755, body: "x" },
    { name: "package/link", type: "symlink", linkname: "../../.npmrc" },
    { name: "package/hard", type: "link", linkname: "package/run" },
  ]);
  const tarball = await readTarball(await put(folder.path, "l.tgz", gzipSync(tar)), () => {});
  assert.deepEqual(
    tarball.entries.map(({ path, kind, mode, linkTarget }) => [path, kind, mode, linkTarget]),
    [
      ["package.json", "file", 0o644, null],
      ["lib/", "directory", 0o644, null],
      ["run", "file", 0o4755, null],
      ["link", "symlink", 0o644, "../../.npmrc"],
      ["hard", "hardlink", 0o644, "package/run"],
    ],
  );
});

test("what cannot be read to its end is not judged", async (t) => {
  const good = await tarballBytes({
    "index.js": "x".repeat(100_000),
    "b.js": createHash("sha512").update("b").digest(),
  });
  const tar = await tarOf([{ name: "package/package.json", body: '{"name":"a","version":"1.0.0"}' }]);
  const flipped = Buffer.from(good);
  flipped.writeUInt8(flipped.readUInt8(200) ^ 0xff, 200);
  const cases: Record<string, [Buffer, RegExp]> = {
    "an empty file": [Buffer.alloc(0), /truncated|no entries/],
    "not gzip": [Buffer.from("hello"), /is not gzip-compressed: give the \.tgz that `npm pack` writes\.$/],
    "an uncompressed tar": [tar, /is not gzip-compressed/],
    "an empty gzip": [gzipSync(""), /holds no entries/],
    "a truncated gzip": [
      good.subarray(0, good.length - 40),
      /is truncated, its compressed data ends too early: pack it again\.$/,
    ],
    "a flipped byte": [flipped, /is corrupt/],
    "a deflate stream that is none": [
      Buffer.concat([good.subarray(0, 10), Buffer.alloc(100, 0xff)]),
      /^\S*bad\.tgz is corrupt, its compressed data does not decode: pack it again\.$/,
    ],
    "a gzip of a truncated tar": [
      gzipSync(tar.subarray(0, 520)),
      /is truncated, the archive ends inside an entry/,
    ],
    "a gzip of text": [gzipSync("not a tar at all ".repeat(100)), /is corrupt \(Invalid tar header/],
    "no package.json": [
      gzipSync(await tarOf([{ name: "package/index.js", body: "x" }])),
      /has no package\.json in its root folder/,
    ],
    "package.json is not JSON": [
      gzipSync(await tarOf([{ name: "package/package.json", body: "{" }])),
      /package\.json in .* is not valid JSON/,
    ],
    "package.json without version": [
      gzipSync(await tarOf([{ name: "package/package.json", body: '{"name":"a"}' }])),
      /has no valid "version"/,
    ],
  };
  for (const [name, [bytes, sentence]] of Object.entries(cases)) {
    await t.test(name, async () => {
      await using folder = await temporaryFolder();
      const file = await put(folder.path, "bad.tgz", bytes);
      await assert.rejects(
        readTarball(file, () => {}),
        (error) => {
          assert.ok(error instanceof UnreadableTarball);
          assert.match(error.message, sentence);
          return true;
        },
      );
    });
  }
  await t.test("a file that is not there", async () => {
    await assert.rejects(
      readTarball("/nowhere/x.tgz", () => {}),
      /x\.tgz cannot be read \(ENOENT\)/,
    );
  });
});

/** Path and content of every file, as tar-stream reads them. */
async function otherReading(bytes: Buffer): Promise<[path: string, content: string][]> {
  const archive = extract();
  archive.end(gunzipSync(bytes));
  const files: [string, string][] = [];
  for await (const entry of archive) files.push([entry.header.name, await text(entry)]);
  return files;
}

const digits = (length: number): string =>
  randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
/** Sizes around those of a block, of what is unpacked at a time, and of what is unpacked at once. */
const odd = [0, 1, 511, 512, 513, 65_023, 65_024, 65_535, 65_536, 65_537, 131_072, 0, 262_143, 262_145, 1];

const shapes: Record<string, { readonly files: Record<string, string>; readonly isSmall: boolean }> = {
  "a small one": {
    files: Object.fromEntries([0, 1, 511, 512, 513, 1024].map((size) => [`${size}.js`, digits(size)])),
    isSmall: true,
  },
  "a small one that unpacks to a lot": {
    files: Object.fromEntries(
      [...odd, 1_000_000, 3_000_000].map((size, at) => [
        `${at}.js`,
        `${at % 10}`.repeat(size >> 1).padEnd(size, "a"),
      ]),
    ),
    isSmall: true,
  },
  "a large one": {
    files: Object.fromEntries([...odd, ...odd].map((size, at) => [`${at}.js`, digits(size)])),
    isSmall: false,
  },
};

for (const [name, { files, isSmall }] of Object.entries(shapes)) {
  test(`what another reader sees is seen, and nothing else: ${name}`, async () => {
    await using folder = await temporaryFolder();
    const bytes = await tarballBytes(files);
    assert.equal(bytes.length <= 64 * 1024, isSmall, `${bytes.length} bytes`);
    const seen: [string, string][] = [];
    await readTarball(await put(folder.path, "a.tgz", bytes), ({ archivePath, content }) => {
      seen.push([archivePath, content.toString()]);
    });
    assert.deepEqual(seen, await otherReading(bytes));
    const refused = async (sentence: RegExp, ...parts: Buffer[]) =>
      assert.rejects(
        readTarball(await put(folder.path, "b.tgz", Buffer.concat(parts)), () => {}),
        sentence,
      );
    await refused(/more bytes after the end/, bytes, Buffer.from("12345678"));
    await refused(/more bytes after the end/, bytes, bytes);
    await refused(/is truncated/, bytes.subarray(0, -9));
    const wrong = Buffer.from(bytes);
    wrong.writeUInt32LE(1, bytes.length - 4);
    await refused(/gzip checksum/, wrong);
    wrong.writeUInt32LE(2 ** 32 - 1, bytes.length - 4);
    await refused(/gzip checksum/, wrong);
  });
}

test("old and rare type flags are those of files", async () => {
  await using folder = await temporaryFolder();
  const tar = Buffer.concat([
    manifest("a"),
    block("package/a", "a", { type: "\0" }),
    block("package/b", "b", { type: "7" }),
    end,
  ]);
  const { entries, unpackedSize } = await readTarball(
    await put(folder.path, "a.tgz", gzipSync(tar)),
    () => {},
  );
  assert.deepEqual(
    entries.slice(1).map(({ kind }) => kind),
    ["file", "file"],
  );
  assert.equal(
    unpackedSize,
    entries.reduce((sum, { size }) => sum + size, 0),
  );
});

test("a bug in a visitor is a bug, not an unreadable tarball", async () => {
  await using folder = await temporaryFolder();
  const file = await put(folder.path, "a.tgz", await tarballBytes({}));
  await assert.rejects(
    readTarball(file, () => {
      throw new TypeError("ours");
    }),
    (error) => error instanceof TypeError,
  );
});

test("every cut of a tarball is refused", async () => {
  await using folder = await temporaryFolder();
  const good = await tarballBytes({ "index.js": createHash("sha512").update("a").digest("hex").repeat(20) });
  for (let length = 0; length < good.length; length += 7) {
    const file = await put(folder.path, "cut.tgz", good.subarray(0, length));
    await assert.rejects(
      readTarball(file, () => {}),
      UnreadableTarball,
      `cut at ${length}`,
    );
  }
});
