import { gzipSync } from "node:zlib";
import fc from "fast-check";
import {
  end,
  file,
  type HeaderInit,
  header,
  longName,
  manifest,
  pax,
  record,
  zeros,
} from "../tarball/blocks.ts";

/** An archive of the grammar, with the pieces in which a reader is to get it. */
export interface Generated {
  readonly bytes: Buffer;
  readonly chunk: number;
}

const names = [
  "package/a.js",
  "package/b.js",
  "package/a",
  "package/a/",
  "package/a/b.js",
  "package/A.js",
  "package/lib/c.js",
  "package/.gitignore",
  "package/.npmignore",
  "package/package.json",
  "other/a.js",
  "other/package.json",
  "a.js",
  "package",
  "package/",
  "./package/a.js",
  "package/./d.js",
  "package//e.js",
  "/package/f.js",
  "package/../g.js",
  "../package/h.js",
  "package\\i.js",
  "package/j\\k.js",
  "package/c:l.js",
  "c:/m.js",
  "package/n:o.js",
  "package/\u00fc.js",
  "package/u\u0308.js",
  "package/p\nq.js",
  "package/r\tq.js",
  "package/con.js",
  "package/t.",
  "package/u ",
  `package/${"v".repeat(95)}`,
  `package/${"w/".repeat(60)}x.js`,
  `package/${"\u00fc".repeat(90)}/${"\u00e4".repeat(90)}/${"\u00f6".repeat(90)}/${"\u00df".repeat(60)}.js`,
  "",
  " ",
  "package/y\0z.js",
  "package/\u00e9.js",
] as const;
/** Mostly names that go together, so that one odd thing at a time is met. */
const fresh = fc
  .nat(400)
  .map((index) => `package/${["", "lib/", "lib/deep/", "\u00fc/"][index % 4]}f${index}.js`);
const name = fc.oneof(
  { weight: 12, arbitrary: fresh },
  { weight: 8, arbitrary: fc.constantFrom(...names) },
  fc.string({ maxLength: 20 }).map((text) => `package/${text}`),
);

const smuggled = Buffer.concat([file("package/smuggled.js", "smuggled\n"), zeros(512)]);
const body = fc.oneof(
  fc.constantFrom("", "honest\n", "x".repeat(511), "x".repeat(512), "y".repeat(513)),
  fc.constant(smuggled),
  fc.string({ maxLength: 40 }),
);

const type = fc.oneof(
  { weight: 12, arbitrary: fc.constant("0") },
  fc.constantFrom(
    "\0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "x",
    "g",
    "X",
    "L",
    "K",
    "N",
    "S",
    "V",
    "M",
    "D",
    "A",
    " ",
    "8",
    "z",
  ),
);
const field = fc.oneof(
  fc.constantFrom(
    "00000000000 ",
    "00000000007 ",
    "00000002000 ",
    "7",
    " 7",
    "-7",
    "+7",
    "0x7",
    "1e3",
    "777777777777",
    "\0",
    "00000000\u00007",
    "8",
  ),
  fc.integer({ min: 0, max: 4096 }),
  fc.constant(Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0])),
);
/** Fields that are present only sometimes, so that most headers stay right. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight = 30): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const init: fc.Arbitrary<HeaderInit> = fc
  .record({
    type: rarely(type, 12),
    size: rarely(field),
    link: rarely(fc.constantFrom("package/package.json", "a.js", "..", " ", "\0x")),
    magic: rarely(
      fc.constantFrom("ustar  \0", "ustar\0  ", "ustar\u000001", "\0\0\0\0\0\0\0\0", "USTAR\u000000"),
    ),
    prefix: rarely(
      fc.constantFrom(
        "package",
        "package/lib",
        "other",
        "..",
        "/",
        "p".repeat(155),
        "p\0q",
        `${"d/".repeat(66)}d`,
      ),
    ),
    mode: rarely(fc.constantFrom("004755 \0", "100644 \0", "rwx", "\0")),
    mtime: rarely(fc.constantFrom("\0", "-1", "77777777777 ")),
    checksum: rarely(fc.constantFrom("000000 \0", "\0", "777777 \0"), 40),
    patch: rarely(
      fc.array(
        fc.tuple(fc.integer({ min: 0, max: 511 }), fc.constantFrom("\0", " ", "\xff", "0", "A", "\n")),
        { maxLength: 2 },
      ),
    ),
  })
  .map(
    (given): HeaderInit =>
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );

const plain = fc
  .tuple(fc.constantFrom(...names.slice(0, 7)), body)
  .map(([path, content]) => file(path, content));
const odd = fc.tuple(name, body, init).map(([path, content, fields]) => file(path, content, fields));

const paxRecord = fc
  .tuple(
    fc.constantFrom(
      "path",
      "path",
      "size",
      "mtime",
      "linkpath",
      "hdrcharset",
      "type",
      "mode",
      "comment",
      "GNU.sparse.name",
      "charset",
      "constructor",
    ),
    fc.oneof(
      name,
      fc.constantFrom(
        "7",
        "0",
        "1024",
        "1536",
        "1e3",
        "0x400",
        "-1",
        "",
        " 7",
        "07",
        "7\n",
        "BINARY",
        "499162500",
      ),
    ),
  )
  .map(([key, value]) => record(key, value));
const paxBody = fc.oneof(
  { weight: 6, arbitrary: fc.array(paxRecord, { maxLength: 3 }).map((records) => Buffer.concat(records)) },
  fc
    .constantFrom("0 path=a\n", "-1 path=a\n", "99 path=a\n", "9 path=a\n9 path=b\n", "hello", "\0\0")
    .map((text) => Buffer.from(text)),
);
const paxPart = fc.tuple(paxBody, rarely(init, 12)).map(([content, fields]) => pax(content, fields ?? {}));
const honestPax = fc
  .tuple(name, body)
  .map(([path, content]) =>
    Buffer.concat([
      pax({ path, size: String(Buffer.byteLength(content)) }),
      file("package/short.js", content),
    ]),
  );
const longPart = fc.tuple(name, rarely(init, 12)).map(([path, fields]) => longName(path, fields ?? {}));

const part: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 5, arbitrary: odd },
  { weight: 3, arbitrary: honestPax },
  { weight: 2, arbitrary: paxPart },
  { weight: 2, arbitrary: longPart },
  { weight: 1, arbitrary: fc.constantFrom(512, 1024, 1536).map(zeros) },
  { weight: 1, arbitrary: fc.tuple(name, init).map(([path, fields]) => header({ name: path, ...fields })) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ minLength: 1, maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
  },
);

type Bend = (tar: Buffer) => Buffer;
/** Changes to the whole: none in most archives. */
const bend: fc.Arbitrary<Bend> = fc.oneof(
  { weight: 25, arbitrary: fc.constant<Bend>((tar) => tar) },
  fc.nat(4000).map(
    (length): Bend =>
      (tar) =>
        tar.subarray(0, Math.max(0, tar.length - length)),
  ),
  fc.tuple(fc.nat(), fc.nat(255)).map(
    ([at, byte]): Bend =>
      (tar) => {
        const copy = Buffer.from(tar);
        if (copy.length > 0) copy[at % copy.length] = byte;
        return copy;
      },
  ),
  fc.nat(20).map(
    (block): Bend =>
      (tar) =>
        Buffer.concat([tar.subarray(0, block * 512), tar.subarray((block + 1) * 512)]),
  ),
  fc.nat(20).map(
    (block): Bend =>
      (tar) =>
        Buffer.concat([tar.subarray(0, block * 512), zeros(512), tar.subarray(block * 512)]),
  ),
);
type Press = (tar: Buffer) => Buffer;
const press: fc.Arbitrary<Press> = fc.oneof(
  { weight: 40, arbitrary: fc.constant<Press>((tar) => gzipSync(tar)) },
  fc.nat(3000).map(
    (at): Press =>
      (tar) =>
        Buffer.concat([gzipSync(tar.subarray(0, at)), gzipSync(tar.subarray(at))]),
  ),
  fc.constant<Press>((tar) => Buffer.concat([gzipSync(tar), Buffer.from("junk")])),
  fc.constant<Press>((tar) => gzipSync(tar, { level: 0 })),
  fc.constant<Press>((tar) => tar),
  fc.nat(60).map(
    (cut): Press =>
      (tar) =>
        gzipSync(tar).subarray(0, -cut - 1),
  ),
);
const ending = fc.oneof(
  { weight: 25, arbitrary: fc.constant(end) },
  fc.constantFrom(0, 512, 1500, 10_240).map(zeros),
);

export const archives: fc.Arbitrary<Generated> = fc
  .tuple(
    fc.array(part, { maxLength: 5 }),
    ending,
    bend,
    press,
    fc.constantFrom(1 << 20, 1 << 20, 512, 300, 101),
  )
  .map(([parts, last, change, compress, chunk]) => ({
    bytes: compress(change(Buffer.concat([manifest("fuzzed"), ...parts, last]))),
    chunk,
  }));
