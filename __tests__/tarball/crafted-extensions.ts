import { file, longName, pax, record, zeros } from "./blocks.ts";

/** By the archive's name: what the gate must say, and the parts after package.json. */
export type Rows = Readonly<Record<string, readonly [says: RegExp | null, ...parts: Buffer[]]>>;

/** A body that is itself a header and a file: who reads on after the header installs `smuggled.js`. */
export const inner = Buffer.concat([file("package/smuggled.js", "smuggled\n"), zeros(512)]);
export const js = "honest\n";
export const long = `package/${"deep/".repeat(40)}name.js`;

/** PAX and GNU headers that say something of the entry after them. */
export const extensions: Rows = {
  // PAX.
  "pax-size-empty": [/not well formed/, pax({ size: "" }), file("package/a.js", inner)],
  "pax-size-zero": [/another size/, pax({ size: "0" }), file("package/a.js", inner)],
  "pax-size-exponent": [/not well formed/, pax({ size: "1e3" }), file("package/a.js", inner)],
  "pax-size-hex": [/not well formed/, pax({ size: "0x400" }), file("package/a.js", inner)],
  "pax-size-negative": [/not well formed/, pax({ size: "-1024" }), file("package/a.js", inner)],
  "pax-size-fraction": [/not well formed/, pax({ size: "7.5" }), file("package/a.js", js)],
  "pax-size-plus": [/not well formed/, pax({ size: "+7" }), file("package/a.js", js)],
  "pax-size-space": [/not well formed/, pax({ size: " 7" }), file("package/a.js", js)],
  "pax-size-leading-zero": [/not well formed/, pax({ size: "010" }), file("package/a.js", "x".repeat(8))],
  "pax-size-smaller": [/another size/, pax({ size: "7" }), file("package/a.js", inner)],
  "pax-size-larger": [/another size/, pax({ size: "2048" }), file("package/a.js", js), inner],
  "pax-size-huge": [/another size/, pax({ size: "9007199254740993" }), file("package/a.js", js)],
  "pax-size-hides-rest": [
    /another size/,
    pax({ size: "1024" }),
    file("package/a.js", "", { size: 0 }),
    inner,
  ],
  "pax-size-twice": [
    /not well formed/,
    pax(Buffer.concat([record("size", "7"), record("size", "1024")])),
    file("package/a.js", js),
  ],
  "pax-path-twice": [
    /not well formed/,
    pax(Buffer.concat([record("path", "package/a.js"), record("path", "package/b.js")])),
    file("package/c.js", js),
  ],
  "pax-path-empty": [/not well formed/, pax({ path: "" }), file("package/a.js", js)],
  "pax-path-newline": [/not well formed/, pax({ path: "package/a\nb.js" }), file("package/c.js", js)],
  "pax-path-newline-record": [
    /not well formed/,
    pax({ path: "package/a.js\n25 path=package/other.js" }),
    file("package/c.js", js),
  ],
  "pax-path-nul": [/not well formed/, pax({ path: "package/a.js\0.txt" }), file("package/c.js", js)],
  "pax-path-latin1": [
    /not well formed/,
    pax(record("path", Buffer.from("package/\xfc.js", "latin1"))),
    file("package/c.js", js),
  ],
  "pax-path-slash": [/name ends in `\/`/, pax({ path: "package/a.js/" }), file("package/a.js", js)],
  "pax-path-dots": [/`\.\.` in its path/, pax({ path: "package/../../up.js" }), file("package/a.js", js)],
  "pax-path-absolute": [/absolute path/, pax({ path: "/package/a.js" }), file("package/a.js", js)],
  "pax-linkpath": [/sets more than/, pax({ linkpath: "package/package.json" }), file("package/a.js", inner)],
  "pax-type": [/sets more than/, pax({ type: "5" }), file("package/a.js", inner)],
  "pax-mode": [/sets more than/, pax({ mode: "4755" }), file("package/a.js", js)],
  "pax-null-block": [/sets more than/, pax({ nullBlock: "1" }), file("package/a.js", js)],
  "pax-sparse": [
    /sets more than/,
    pax({
      "GNU.sparse.major": "1",
      "GNU.sparse.minor": "0",
      "GNU.sparse.name": "package/s.js",
      "GNU.sparse.realsize": "7",
    }),
    file("package/a.js", js),
  ],
  "pax-comment": [/sets more than/, pax({ comment: "x" }), file("package/a.js", js)],
  "pax-proto": [/sets more than/, pax({ __proto__x: "x", constructor: "y" }), file("package/a.js", js)],
  "pax-length-wrong": [/not well formed/, pax("99 path=package/b.js\n"), file("package/a.js", js)],
  "pax-length-short": [/not well formed/, pax("10 path=package/b.js\n"), file("package/a.js", js)],
  "pax-length-zero": [/not well formed/, pax("0 path=package/b.js\n"), file("package/a.js", js)],
  "pax-length-negative": [/not well formed/, pax("-5 path=package/b.js\n"), file("package/a.js", js)],
  "pax-length-leading-zero": [/not well formed/, pax("022 path=package/b.js\n"), file("package/a.js", js)],
  "pax-length-hex": [/not well formed/, pax("0x15 path=package/b.js\n"), file("package/a.js", js)],
  "pax-no-newline": [/not well formed/, pax("21 path=package/b.js "), file("package/a.js", js)],
  "pax-no-equals": [/not well formed/, pax("8 hello\n"), file("package/a.js", js)],
  "pax-trailing-nul": [
    /not well formed/,
    pax(Buffer.concat([record("path", "package/b.js"), zeros(3)])),
    file("package/a.js", js),
  ],
  "pax-empty": [/not well formed/, pax(""), file("package/a.js", js)],
  "pax-over-1mb": [
    /more than 64 KB/,
    pax({ comment: "c".repeat(1_100_000), path: "package/b.js" }),
    file("package/a.js", js),
  ],
  "pax-over-64kb": [
    /more than 64 KB/,
    pax({ path: `package/${"d/".repeat(40_000)}b.js` }),
    file("package/a.js", js),
  ],
  "pax-split-character": [
    /npm may lose/,
    pax({ path: `package/${"ü".repeat(100)}/${"ä".repeat(100)}/${"ö".repeat(100)}.js` }),
    file("package/.npmrc", js),
  ],
  "pax-two": [
    /in an order/,
    pax({ path: "package/b.js" }),
    pax({ path: "package/c.js" }),
    file("package/a.js", js),
  ],
  "pax-then-long-name": [
    /in an order/,
    pax({ path: "package/b.js" }),
    longName("package/c.js"),
    file("package/a.js", js),
  ],
  "pax-size-then-long-name": [
    /in an order/,
    pax({ size: "1024" }),
    longName("package/c.js"),
    file("package/a.js", js),
  ],
  "long-name-then-pax": [
    /in an order/,
    longName("package/c.js"),
    pax({ path: "package/b.js" }),
    file("package/a.js", js),
  ],
  "pax-then-end": [/in an order/, file("package/a.js", js), pax({ path: "package/b.js" })],
  "pax-with-link": [
    /link name/,
    pax({ path: "package/b.js" }, { link: "package/c.js" }),
    file("package/a.js", js),
  ],
  "pax-without-name": [
    /without a name/,
    pax({ path: "package/b.js" }, { name: "" }),
    file("package/a.js", js),
  ],
  "pax-old-type": [/of a type/, pax({ path: "package/b.js" }, { type: "X" }), file("package/a.js", js)],
  "pax-for-folder": [
    /folder with content/,
    pax({ path: "package/b" }),
    file("package/a/", inner, { type: "5" }),
  ],
  "global-pax-path": [/in an order/, pax({ path: "package/b.js" }, { type: "g" }), file("package/a.js", js)],
  "global-pax-size": [/in an order/, pax({ size: "0" }, { type: "g" }), file("package/a.js", inner)],
  "global-pax-comment": [
    /in an order/,
    pax({ comment: "a".repeat(40) }, { type: "g" }),
    file("package/a.js", js),
  ],

  // GNU.
  "long-name-nul": [/long-name header/, longName("package/b.js\0.txt"), file("package/a.js", js)],
  "long-name-newline": [/long-name header/, longName("package/b.js\nx"), file("package/a.js", js)],
  "long-name-unterminated": [
    /long-name header/,
    file("././@LongLink", "package/b.js", { type: "L" }),
    file("package/a.js", js),
  ],
  "long-name-empty": [/long-name header/, file("././@LongLink", "", { type: "L" }), file("package/a.js", js)],
  "long-name-twice": [
    /in an order/,
    longName("package/b.js"),
    longName("package/c.js"),
    file("package/a.js", js),
  ],
  "long-name-split": [
    /npm may lose/,
    longName(`package/${"ü".repeat(100)}/${"ä".repeat(100)}/${"ö".repeat(100)}.js`),
    file("package/a.js", js),
  ],
  "long-name-with-prefix": [null, longName(long), file("short.js", js, { prefix: "package" })],
  "long-link": [
    /of a type/,
    longName("package/b.js", { type: "K" }),
    file("package/a.js", "", { type: "2", link: "b.js" }),
  ],
  "old-long-name": [/of a type/, longName("package/b.js", { type: "N" }), file("package/a.js", js)],
  "gnu-file": [/another tar dialect/, file("package/a.js", js, { magic: "ustar  \0" })],
  "gnu-prefix": [
    /two readers|another tar dialect/,
    file("b.js", js, { magic: "ustar  \0", prefix: "package/lib" }),
  ],
  "gnu-sparse": [/of a type/, file("package/a.js", js, { type: "S", magic: "ustar  \0" })],
  "gnu-multivolume": [/of a type/, file("package/a.js", js, { type: "M", magic: "ustar  \0" })],
  "gnu-dumpdir": [/of a type/, file("package/a", js, { type: "D" })],
  "gnu-label": [/of a type/, file("package/a", "", { type: "V" })],
  "solaris-acl": [/of a type/, file("package/a.js", js, { type: "A" })],
};
