import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import {
  archive,
  end,
  file,
  type HeaderInit,
  header,
  longName,
  manifest,
  padded,
  pax,
  tarWith,
  zeros,
} from "./blocks.ts";
import { extensions, inner, js, long, type Rows } from "./crafted-extensions.ts";

/** An archive that some reader takes for more, less or other than it seems. */
export interface Crafted {
  /** Also the package's name. */
  readonly id: string;
  readonly bytes: Buffer;
  /** What the gate must say, as the sentence of a failure or in a finding; null for an archive that is honest. */
  readonly says: RegExp | null;
}

const gzip = (flags: number, extra: Buffer, tar: Buffer): Buffer => {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length, 4);
  const head = Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]);
  return Buffer.concat([head, extra, deflateRawSync(tar), trailer]);
};
const broken = (bytes: Buffer, fromEnd: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[copy.length - fromEnd] = (copy[copy.length - fromEnd] ?? 0) ^ 0xff;
  return copy;
};

/** Access and change, where star keeps them: behind a prefix of 130 bytes and its NUL. */
const times: NonNullable<HeaderInit["patch"]> = [
  [476, "15270440050\0"],
  [488, "15270440050 "],
];

/** Parts after package.json, by name. */
const entries: Rows = {
  // What honest packers write.
  "honest-plain": [null, file("package/a.js", js)],
  "honest-empty-file": [null, file("package/a.js"), file("package/b.js", js)],
  "honest-block-sized": [null, file("package/a.js", "x".repeat(512)), file("package/b.js", "x".repeat(1024))],
  "honest-pax": [null, pax({ path: long, mtime: "499162500", size: "7" }), file("package/short.js", js)],
  "honest-pax-charset": [null, pax({ hdrcharset: "BINARY", path: "package/ü.js" }), file("package/u.js", js)],
  "honest-long-name": [null, longName(long), file("package/short.js", js)],
  "honest-prefix": [null, file("file.js", js, { prefix: `package/${"p".repeat(140)}` })],
  "honest-times": [null, file("a.js", js, { prefix: "package/lib", patch: [...times] })],
  "honest-folders": [
    null,
    file("package/lib", "", { type: "5", mode: "000755 \0" }),
    file("package/lib/a.js", js),
  ],
  "honest-many-zeros": [null, file("package/a.js", js), zeros(20 * 512)],
  "honest-utf8": [null, file("package/grüße-文.js", js)],

  ...extensions,

  // Kinds and bodies.
  "file-slash-body": [/name ends in `\/`/, file("package/a/", inner)],
  "file-slash-empty": [/name ends in `\/`/, file("package/a/", "")],
  "pax-cut-slash": [/name ends in `\/`/, pax({ path: long }), file(`package/${"d".repeat(90)}/`, inner)],
  "file-link-name": [/link name/, file("package/a.js", inner, { link: "package/b.js" })],
  "file-link-space": [/link name/, file("package/a.js", inner, { link: " " })],
  "symlink-body": [
    /link or device with content/,
    file("package/a.js", inner, { type: "2", link: "package.json" }),
  ],
  "hardlink-body": [
    /link or device with content/,
    file("package/a.js", inner, { type: "1", link: "package/package.json" }),
  ],
  "fifo-body": [/link or device with content/, file("package/a.js", inner, { type: "6" })],
  "device-body": [/link or device with content/, file("package/a.js", inner, { type: "3" })],
  "folder-body": [/folder with content/, file("package/a", inner, { type: "5" })],
  "folder-size-only": [
    /folder with content/,
    header({ name: "package/a", type: "5", size: 4096 }),
    file("package/b.js", js),
  ],
  "folder-link-name": [/link name/, file("package/a", "", { type: "5", link: "b" })],
  symlink: [/symbolic link/, file("package/a.js", "", { type: "2", link: "package.json" })],
  "symlink-out": [
    /symbolic link/,
    file("package/a", "", { type: "2", link: "../../../.." }),
    file("package/a/b.js", js),
  ],
  "symlink-then-file": [
    /symbolic link/,
    file("package/a.js", "", { type: "2", link: "package.json" }),
    file("package/a.js", js),
  ],
  hardlink: [/hard link/, file("package/a.js", "", { type: "1", link: "package/package.json" })],
  "hardlink-without-target": [/hard link/, file("package/a.js", "", { type: "1" })],
  fifo: [/device or pipe/, file("package/a.js", "", { type: "6" })],
  "character-device": [/device or pipe/, file("package/a.js", "", { type: "3" })],
  "old-file-type": [/old or rare type/, file("package/a.js", js, { type: "\0" })],
  contiguous: [/old or rare type/, file("package/a.js", js, { type: "7" })],
  "type-8": [/of a type/, file("package/a.js", js, { type: "8" })],
  "type-space": [/of a type/, file("package/a.js", js, { type: " " })],
  "type-high": [/of a type/, file("package/a.js", js, { patch: [[156, "\xff"]] })],

  // Header fields.
  "version-spaces": [/another tar dialect/, file("package/a.js", js, { magic: "ustar\0  " })],
  "version-01": [/another tar dialect/, file("b.js", js, { magic: "ustar\u000001", prefix: "package/lib" })],
  "v7-magic": [/other than ustar/, file("package/a.js", js, { magic: "\0\0\0\0\0\0\0\0" })],
  "odd-magic": [/other than ustar/, file("package/a.js", js, { magic: "UStar\u000000" })],
  "checksum-wrong": [/wrong checksum/, file("package/a.js", inner, { checksum: "000001 \0" })],
  "checksum-empty": [/wrong checksum/, file("package/a.js", inner, { checksum: "\0\0\0\0\0\0\0\0" })],
  "checksum-only-block": [
    /wrong checksum/,
    header({ patch: [] }).fill(0).fill("1", 148, 149),
    file("package/a.js", js),
  ],
  "checksum-of-nothing": [
    /without a name/,
    header({ name: "", mode: "", mtime: "", type: "", magic: "", size: "", patch: [[329, "\0".repeat(16)]] }),
    file("package/a.js", js),
  ],
  "size-base256": [
    /plain octal/,
    file("package/a.js", js, { size: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]) }),
  ],
  "size-negative": [/plain octal/, file("package/a.js", js, { size: Buffer.alloc(12, 0xff) })],
  "size-minus": [/plain octal/, file("package/a.js", js, { size: "-0000000007 " })],
  "size-hex": [/plain octal/, file("package/a.js", js, { size: "0x000000007 " })],
  "size-decimal": [/plain octal/, file("package/a.js", "x".repeat(8), { size: "00000000008 " })],
  "size-leading-spaces": [/plain octal/, file("package/a.js", js, { size: "          7 " })],
  "size-leading-nul": [/plain octal/, file("package/a.js", js, { size: "\0\0\0\0\u00000000007 " })],
  "size-inner-nul": [/plain octal/, file("package/a.js", js, { size: "0000000\u00007777" })],
  "size-inner-space": [/plain octal/, file("package/a.js", inner, { size: "00 000003000" })],
  "size-full-field": [/plain octal/, file("package/a.js", js, { size: "000000000007" })],
  "size-empty": [/plain octal/, file("package/a.js", js, { size: "\0" })],
  "size-over-archive": [/truncated/, file("package/a.js", js, { size: 100_000 })],
  "size-over-limit": [/more than 500 MB/, file("package/a.js", js, { size: 0o77777777777 })],
  "mode-odd": [/plain octal/, file("package/a.js", js, { mode: "rw-r--r-" })],
  "mtime-base256": [/plain octal/, file("package/a.js", js, { patch: [[136, "\x80"]] })],
  "set-user-id": [/set-user-id/, file("package/a.js", js, { mode: "004755 \0" })],
  "set-group-id": [/set-group-id/, file("package/a.js", js, { mode: "002755 \0" })],
  "name-empty": [/without a name/, file("", inner)],
  "name-empty-with-pax": [
    /without a name/,
    pax({ path: "package/b.js" }),
    file("", js),
    file("package/c.js", js),
  ],
  "name-empty-with-prefix": [
    /without a name/,
    file("", js, { prefix: "package/b.js" }),
    file("package/c.js", js),
  ],
  "name-hidden": [/bytes hidden/, file("package/a.js\0hidden", js)],
  "name-hidden-newline": [/bytes hidden/, file("package/a.js\0\n.txt", js)],
  "prefix-hidden": [/bytes hidden/, file("a.js", js, { prefix: "package\0hidden" })],
  "tail-hidden": [/bytes hidden/, file("package/a.js", js, { patch: [[500, "tar\0"]] })],
  "time-hidden": [/bytes hidden/, file("package/a.js", js, { patch: [[476, "hidden\0"]] })],
  "time-hidden-before": [/bytes hidden/, file("package/a.js", js, { patch: [...times, [474, "x"]] })],
  "time-hidden-between": [/bytes hidden/, file("package/a.js", js, { patch: [...times, [487, "x"]] })],
  "time-hidden-behind": [/bytes hidden/, file("package/a.js", js, { patch: [...times, [500, "tar\0"]] })],
  "time-hidden-second": [/bytes hidden/, file("package/a.js", js, { patch: [[476, "15270440050\0hidden"]] })],
  "link-hidden": [/bytes hidden/, file("package/a.js", js, { patch: [[160, "hidden"]] })],
  "padding-hidden": [
    /bytes hidden/,
    Buffer.concat([header({ name: "package/a.js" }, 7), padded(Buffer.from(js), 0x41)]),
  ],
  "name-latin1": [/not UTF-8/, file(Buffer.from("package/\xfc.js", "latin1"), js)],

  // Names and places.
  "dot-dot": [/`\.\.` in its path/, file("package/../../up.js", js)],
  "dot-dot-inside": [/`\.\.` in its path/, file("package/lib/../a.js", js)],
  "dot-dot-root": [/`\.\.` in its path/, file("../package/a.js", js)],
  absolute: [/absolute path/, file("/package/a.js", js)],
  "double-slash": [/empty or `\.` part/, file("package//a.js", js)],
  "dot-part": [/empty or `\.` part/, file("package/./a.js", js)],
  "dot-root": [/`\.` part/, file("./package/a.js", js)],
  "only-dot": [/`\.` part|top level/, file("package/.", js)],
  backslash: [/backslash/, file("package/lib\\a.js", js)],
  "backslash-up": [/backslash/, file("package/..\\..\\up.js", js)],
  "backslash-root": [/backslash/, file("package\\a.js", js)],
  colon: [/colon/, file("package/a:b.js", js)],
  "drive-letter": [/colon/, file("package/c:/a.js", js)],
  newline: [/control character/, file("package/a\nb.js", js)],
  escape: [/control character/, file("package/\x1b[2Ja.js", js)],
  "windows-device": [/Windows keeps/, file("package/con.js", js)],
  "trailing-dot": [/dot or space/, file("package/a.js.", js)],
  "trailing-space": [/dot or space/, file("package/a.js ", js)],
  "windows-characters": [/Windows cannot have/, file("package/a?.js", js), file("package/<b>.js", js)],
  "windows-short-name": [/short form of Windows/, file("package/NODE_M~1/a/package.json", js)],
  "name-turned": [/not to be seen, or turns/, file("package/a\u202esj.js", js)],
  "name-ignored-by-hfs": [/not to be seen/, file("package/node_modules\u200c/a/package.json", js)],
  "name-of-a-prototype": [/name `__proto__`/, file("package/__proto__", js)],
  "deeper-than-npm": [
    /npm drops it/,
    pax({ path: `package/${"a/".repeat(1023)}b.js` }),
    file("package/a.js", js),
  ],
  "honest-depth": [null, pax({ path: `package/${"a/".repeat(1022)}b.js` }), file("package/a.js", js)],
  "honest-names": [
    null,
    file("package/~/a~b/~1.js", js),
    file("package/lib/__proto__/a.js", js),
    file("package/\u{1f468}\u200d\u{1f469}.svg", js),
    file("package/\u0646\u200c\u0645.js", js),
  ],
  "case-twins": [/only in letter case/, file("package/a.js", js), file("package/A.js", "other\n")],
  "form-twins": [
    /only in letter case or Unicode form/,
    file("package/\u00e9.js", js),
    file("package/e\u0301.js", "other\n"),
  ],
  "twice-other": [/comes twice/, file("package/a.js", js), file("package/a.js", "other\n")],
  "manifest-twice": [
    /comes twice/,
    file("package/package.json", '{"name":"manifest-twice","version":"1.0.0","scripts":{}}'),
  ],
  "file-and-folder": [/name of the folder/, file("package/a", js), file("package/a/b.js", js)],
  "file-then-folder": [
    /name of the folder/,
    file("package/a", js),
    file("package/a", "", { type: "5" }),
    file("package/b.js", js),
  ],
  "folder-then-file": [
    /name of the folder/,
    file("package/A", "", { type: "5" }),
    file("package/a", js),
    file("package/b.js", js),
  ],
  "two-roots": [/lies below `other\/`/, file("package/a.js", js), file("other/b.js", js)],
  "two-roots-over": [/lies below `other\/`/, file("package/a.js", js), file("other/a.js", "other\n")],
  "top-level": [/top level/, file("a.js", js)],
  "too-long-name": [
    /longer than file systems/,
    pax({ path: `package/${"n".repeat(300)}.js` }),
    file("package/a.js", js),
  ],

  // The end.
  "one-zero-block-inside": [
    /single empty block/,
    file("package/a.js", js),
    zeros(512),
    file("package/b.js", js),
  ],
  "after-two-zero-blocks": [/after its end mark/, file("package/a.js", js), end, file("package/b.js", js)],
  "after-many-zero-blocks": [
    /after its end mark/,
    file("package/a.js", js),
    zeros(10_240),
    file("package/b.js", js),
  ],
  "text-after-the-end": [
    /after its end mark/,
    file("package/a.js", js),
    end,
    Buffer.from("hidden"),
    zeros(506),
  ],
};

const one = { name: "package/a.js" } satisfies HeaderInit;
const plain = (id: string): Buffer => tarWith(id, file("package/a.js", js));
const gitComment = (id: string): Buffer =>
  Buffer.concat([
    pax({ comment: "0123456789".repeat(4) }, { type: "g", name: "pax_global_header" }),
    plain(id),
  ]);

/** Whole files, by name. */
const files: Readonly<Record<string, readonly [says: RegExp | null, bytes: (id: string) => Buffer]>> = {
  "gzip-name": [null, (id) => gzip(8, Buffer.from("package.tar\0"), plain(id))],
  "git-archive": [null, (id) => gzipSync(gitComment(id))],
  "gzip-two-members": [
    /more bytes after|no end mark/,
    (id) =>
      Buffer.concat([
        gzipSync(Buffer.concat([manifest(id), file("package/a.js", js)])),
        gzipSync(Buffer.concat([file("package/b.js", js), end])),
      ]),
  ],
  "gzip-second-archive": [
    /more bytes after/,
    (id) => Buffer.concat([gzipSync(plain(id)), gzipSync(tarWith(id, file("package/b.js", js)))]),
  ],
  "gzip-empty-first-member": [/more bytes after/, (id) => Buffer.concat([gzipSync(""), gzipSync(plain(id))])],
  "gzip-empty-last-member": [/more bytes after/, (id) => Buffer.concat([gzipSync(plain(id)), gzipSync("")])],
  "gzip-zeros-after": [/more bytes after/, (id) => Buffer.concat([gzipSync(plain(id)), zeros(512)])],
  "gzip-text-after": [
    /more bytes after/,
    (id) => Buffer.concat([gzipSync(plain(id)), Buffer.from("hidden")]),
  ],
  "gzip-zip-after": [
    /more bytes after/,
    (id) => Buffer.concat([gzipSync(plain(id)), Buffer.from("PK\x03\x04hidden")]),
  ],
  "gzip-wrong-crc": [/gzip checksum/, (id) => broken(gzipSync(plain(id)), 8)],
  "gzip-wrong-size": [/gzip checksum/, (id) => broken(gzipSync(plain(id)), 1)],
  "gzip-extra-field": [
    /parts that no packer/,
    (id) => gzip(4, Buffer.from([6, 0, 0x41, 0x42, 2, 0, 1, 2]), plain(id)),
  ],
  "gzip-comment": [/parts that no packer/, (id) => gzip(16, Buffer.from("comment\0"), plain(id))],
  "gzip-reserved-flag": [/parts that no packer/, (id) => gzip(0x80, Buffer.alloc(0), plain(id))],
  "gzip-cut": [/truncated/, (id) => gzipSync(plain(id)).subarray(0, -20)],
  "gzip-cut-trailer": [/truncated/, (id) => gzipSync(plain(id)).subarray(0, -3)],
  uncompressed: [/not gzip/, plain],
  "zlib-not-gzip": [
    /not gzip/,
    (id) => Buffer.concat([Buffer.from([0x78, 0x9c]), deflateRawSync(plain(id))]),
  ],
  "no-end": [/no end mark/, (id) => gzipSync(Buffer.concat([manifest(id), file("package/a.js", js)]))],
  "one-zero-block": [
    /no end mark/,
    (id) => gzipSync(Buffer.concat([manifest(id), file("package/a.js", js), zeros(512)])),
  ],
  "half-a-block": [/no end mark|end mark/, (id) => gzipSync(Buffer.concat([plain(id), zeros(100)]))],
  "cut-in-header": [
    /no end mark/,
    (id) => gzipSync(Buffer.concat([manifest(id), header(one).subarray(0, 300)])),
  ],
  "cut-in-body": [
    /inside an entry/,
    (id) => gzipSync(Buffer.concat([manifest(id), file("package/a.js", "x".repeat(2000)).subarray(0, 1000)])),
  ],
  "cut-in-padding": [
    /inside an entry/,
    (id) => gzipSync(Buffer.concat([manifest(id), file("package/a.js", js).subarray(0, 600)])),
  ],
  "global-pax-first-path": [
    /sets more than/,
    (id) => gzipSync(Buffer.concat([pax({ path: "package/b.js" }, { type: "g" }), plain(id)])),
  ],
  "global-pax-first-size": [
    /sets more than/,
    (id) => gzipSync(Buffer.concat([pax({ size: "0" }, { type: "g" }), plain(id)])),
  ],
  "zero-block-first": [/single empty block/, (id) => gzipSync(Buffer.concat([zeros(512), plain(id)]))],
  "zero-blocks-first": [/after its end mark/, (id) => gzipSync(Buffer.concat([end, plain(id)]))],
  "manifest-at-top": [
    /no package\.json|top level/,
    (id) =>
      gzipSync(
        Buffer.concat([
          file("package.json", JSON.stringify({ name: id, version: "1.0.0" })),
          file("a.js", js),
          end,
        ]),
      ),
  ],
  "odd-root": [
    null,
    (id) =>
      gzipSync(
        Buffer.concat([
          file("some-root/package.json", JSON.stringify({ name: id, version: "1.0.0" })),
          file("some-root/a.js", js),
          end,
        ]),
      ),
  ],
};

export const crafted: readonly Crafted[] = [
  ...Object.entries(entries).map(([id, [says, ...parts]]) => ({ id, says, bytes: archive(id, ...parts) })),
  ...Object.entries(files).map(([id, [says, bytes]]) => ({ id, says, bytes: bytes(id) })),
];
