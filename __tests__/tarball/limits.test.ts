import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { createGzip, gzipSync } from "node:zlib";
import { execa } from "execa";
import { GzipFrame } from "../../src/tarball/gzip.ts";
import { limits } from "../../src/tarball/limits.ts";
import { Profile } from "../../src/tarball/profile.ts";
import { readTarball, UnreadableTarball } from "../../src/tarball/read.ts";
import { put, temporaryFolder } from "../archive.ts";
import { node } from "../tools.ts";
import { end, file, header, manifest, pax, zeros } from "./blocks.ts";

async function writeBomb(path: string, size: number, bodyOf: () => Buffer): Promise<void> {
  const block = bodyOf();
  await pipeline(
    Readable.from(
      (function* () {
        yield manifest("bomb");
        yield header({ name: "package/bomb.bin", size });
        for (let left = size; left > 0; left -= block.length)
          yield block.subarray(0, Math.min(left, block.length));
        yield end;
      })(),
      { objectMode: false },
    ),
    createGzip({ level: 1 }),
    createWriteStream(path),
  );
}

/** Reads in a process of its own and tells how it ended, how long it took and the most memory that it had. */
async function readApart(
  path: string,
): Promise<{ sentence: string; milliseconds: number; megabytes: number }> {
  const script = `
    import { readTarball } from ${JSON.stringify(new URL("../../src/tarball/read.ts", import.meta.url).href)};
    const started = performance.now();
    const sentence = await readTarball(process.argv[1], () => {}).then(() => "read", (error) => error.message);
    const milliseconds = performance.now() - started;
    console.log(JSON.stringify({ sentence, milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
  `;
  const { stdout } = await execa(node, ["--input-type=module", "-e", script, path]);
  return JSON.parse(stdout);
}

test("a bomb is put down at once, and little memory is spent on it", async (t) => {
  await using folder = await temporaryFolder();
  const cases: Readonly<Record<string, readonly [size: number, sentence: RegExp]>> = {
    // Small enough for an entry, so that only the ratio stops it.
    "400 MB of zeros": [400_000_000, /unpacks to more than 100 times its size/],
    "an entry that claims 8 GB": [8_000_000_000, /holds a file of more than 500 MB/],
  };
  for (const [name, [size, sentence]] of Object.entries(cases)) {
    await t.test(name, async () => {
      const path = join(folder.path, "bomb.tgz");
      // The claim alone is enough for the second: the first of its bytes is never looked at.
      if (size <= limits.entry) await writeBomb(path, size, () => zeros(1 << 20));
      else
        await put(
          folder.path,
          "bomb.tgz",
          gzipSync(Buffer.concat([manifest("bomb"), header({ name: "package/bomb.bin", size })])),
        );
      const seen = await readApart(path);
      assert.match(seen.sentence, sentence);
      assert.ok(seen.milliseconds < 5000, `${seen.milliseconds} ms`);
      assert.ok(seen.megabytes < 300, `${seen.megabytes} MB`);
    });
  }
  await t.test("10 GB in many files", async () => {
    const path = join(folder.path, "many.tgz");
    await writeRepeated(path, 100);
    const seen = await readApart(path);
    assert.match(seen.sentence, /unpacks to more than 100 times its size/);
    assert.ok(seen.milliseconds < 5000, `${seen.milliseconds} ms`);
    assert.ok(seen.megabytes < 300, `${seen.megabytes} MB`);
    await rm(path);
  });
});

/**
 * 100 MB of zeros, as often as told. Deflate streams that end in a full flush can be put one after the other, so that writing is
 * quick; the checksum at the end is never reached.
 */
async function writeRepeated(path: string, times: number): Promise<void> {
  const { createDeflateRaw, constants } = await import("node:zlib");
  const stretch = async (bytes: Buffer): Promise<Buffer> => {
    const deflate = createDeflateRaw({ level: 9 });
    const chunks: Buffer[] = [];
    deflate.on("data", (chunk: Buffer) => chunks.push(chunk));
    deflate.write(bytes);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_FULL_FLUSH, resolve));
    deflate.destroy();
    return Buffer.concat(chunks);
  };
  const size = 100_000_256;
  const first = await stretch(Buffer.concat([manifest("bomb")]));
  const again = await stretch(Buffer.concat([header({ name: "package/bomb.bin", size }), zeros(size)]));
  const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const parts = [gzipHeader, first, ...Array.from({ length: times }, () => again), zeros(8)];
  await pipeline(Readable.from(parts), createWriteStream(path));
}

test("what is large or compresses well, but honest, is read", async () => {
  await using folder = await temporaryFolder();
  const body = zeros(limits.ratioFrom - 10 * 512);
  const path = await put(
    folder.path,
    "a.tgz",
    gzipSync(Buffer.concat([manifest("a"), file("package/a.bin", body), end])),
  );
  const tarball = await readTarball(path, () => {});
  assert.equal(tarball.entries[1]?.size, body.length);
});

test("too many entries are refused", () => {
  const profile = new Profile(() => {});
  const block = header({});
  for (let entries = 0; entries < limits.entries; entries++) profile.push(block);
  assert.throws(() => profile.push(block), /holds more than 250,000 entries/);
});

test("an extended header is read up to its limit and not beyond", async () => {
  await using folder = await temporaryFolder();
  const of = (length: number) =>
    gzipSync(
      Buffer.concat([
        manifest("a"),
        pax({ path: `package/${"d/".repeat(length / 2)}a.js` }),
        file("package/a.js", "x"),
        end,
      ]),
    );
  const fits = await put(folder.path, "fits.tgz", of(60_000));
  assert.equal((await readTarball(fits, () => {})).entries[1]?.path.length, 60_004);
  await assert.rejects(
    readTarball(await put(folder.path, "over.tgz", of(66_000)), () => {}),
    /more than 64 KB/,
  );
});

test("a gzip frame is the same in pieces of every size", () => {
  const bytes = gzipSync(Buffer.from("content ".repeat(50)));
  for (let piece = 1; piece < bytes.length; piece++) {
    const frame = new GzipFrame(bytes.length);
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += piece)
      parts.push(Buffer.from(frame.deflated(bytes.subarray(at, at + piece))));
    assert.deepEqual(Buffer.concat(parts), bytes.subarray(10, -8), `pieces of ${piece}`);
    frame.inflated(Buffer.from("content ".repeat(50)), bytes.length - 18);
    frame.finish(bytes.length - 18);
  }
});

test("a file that grows or shrinks while it is read is refused", () => {
  const bytes = gzipSync("content");
  const grown = new GzipFrame(bytes.length - 1);
  assert.throws(() => grown.deflated(bytes), /changed while it was read/);
  const shrunk = new GzipFrame(bytes.length + 1);
  shrunk.deflated(bytes);
  assert.throws(() => shrunk.finish(bytes.length - 17), /changed while it was read/);
});

test("a file whose last read holds a part of the trailer only is read", async () => {
  await using folder = await temporaryFolder();
  // Stored, not compressed: the size of the file follows that of the body, byte by byte.
  for (let over = 1; over <= 9; over++) {
    const wanted = 256 * 1024 + over;
    const build = (length: number) => {
      let state = 1;
      const noise = Buffer.alloc(length, 0).map(() => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return state >>> 16;
      });
      return gzipSync(Buffer.concat([manifest("a"), file("package/a.bin", Buffer.from(noise)), end]), {
        level: 0,
      });
    };
    // Blocks are 512 bytes, so the last few bytes come from the gzip header's file name.
    const base = build(252 * 1024);
    const name = Buffer.alloc(wanted - base.length, 0x61);
    name[name.length - 1] = 0;
    const bytes = Buffer.concat([
      base.subarray(0, 3),
      Buffer.from([8]),
      base.subarray(4, 10),
      name,
      base.subarray(10),
    ]);
    assert.equal(bytes.length, wanted);
    const tarball = await readTarball(await put(folder.path, "a.tgz", bytes), () => {});
    assert.equal(tarball.entries.length, 2);
  }
});

test("refusals are could-not-judge failures of their own kind", async () => {
  await using folder = await temporaryFolder();
  await assert.rejects(
    readTarball(await put(folder.path, "a.tgz", Buffer.from("no")), () => {}),
    (error) => error instanceof UnreadableTarball && error.kind === "unreadable-tarball",
  );
});
