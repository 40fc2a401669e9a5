import assert from "node:assert/strict";
import { test } from "node:test";
import { privateKey } from "../../src/rules/private-key.ts";
import { armor, pkcs1, privateKeys, publicKeys, traditionalDsa } from "./credentials/keys.ts";
import { inspect } from "./inspect.ts";

const messages = (text: string | Buffer, path = "lib/index.js"): string[] =>
  inspect(privateKey, { files: { [path]: text } }).map(({ message }) => message);

function only(list: readonly string[], expected: RegExp, what: string): void {
  assert.equal(list.length, 1, `${what}: ${list.join(" | ")}`);
  assert.match(list[0] ?? "", expected, what);
}

const indented = (mark: string, text: string): string =>
  text
    .split("\n")
    .map((line) => mark + line)
    .join("\n");

const surroundings: readonly (readonly [string, (text: string) => string])[] = [
  ["alone", (text) => text],
  ["with Windows' line ends", (text) => text.replaceAll("\n", "\r\n")],
  ["between other text", (text) => `export const key = \`${text}\`;\nconst a = 1;\n`],
  [
    "in a JSON string",
    (text) => JSON.stringify({ type: "service_account", private_key: text, client_email: "a@b" }),
  ],
  [
    "in a source map of a file with a JSON string",
    (text) => JSON.stringify({ sourcesContent: [JSON.stringify(text)] }),
  ],
  [
    "in a string with single quotes",
    (text) => `const key = '${text.replaceAll("\n", "\\n").replaceAll("'", "\\'")}';`,
  ],
];

const ofLines: readonly (readonly [string, (text: string) => string])[] = [
  ["indented", (text) => indented("    ", text)],
  ["in a comment", (text) => indented(" * ", text)],
  ["in a shell comment", (text) => indented("# ", text)],
  ["in line comments", (text) => indented("// ", text)],
  ["quoted", (text) => indented("> ", text)],
  [
    "in strings that are joined",
    (text) =>
      text
        .trim()
        .split("\n")
        .map((line) => `  '${line}\\n'`)
        .join(" +\n"),
  ],
  [
    "in a list of strings",
    (text) =>
      `[${text
        .trim()
        .split("\n")
        .map((line) => `"${line}"`)
        .join(",\n")}].join("\\n")`,
  ],
  ["in a string over several lines", (text) => `"${text.replaceAll("\n", "\\n\\\n")}"`],
];

for (const [name, text] of privateKeys) {
  test(`finds ${name.source}, however it is written down`, () => {
    for (const [where, around] of surroundings) only(messages(around(text)), name, where);
    if (!text.startsWith("-----BEGIN")) return;
    for (const [where, around] of ofLines) only(messages(around(text)), name, where);
  });
}

test("finds a key in UTF-16", () => {
  only(messages(Buffer.from(`\uFEFF${pkcs1}`, "utf16le")), /^RSA private key/, "UTF-16");
});

const unarmored = (text: string): Buffer =>
  Buffer.from(text.replace(/-----[^-]+-----|=....\n(?=-)/g, ""), "base64");

test("finds a key that is a binary file, and says that it is the whole of it", () => {
  const binary = privateKeys.filter(
    ([, text]) => /BEGIN (?:[A-Z]+ )?PRIVATE/.test(text) && !/Proc-Type|Version/.test(text),
  );
  assert.ok(binary.length >= 5);
  for (const [name, text] of binary) {
    only(messages(unarmored(text), "certs/a.bin"), new RegExp(name.source.replace(/ at$/, ",")), name.source);
    assert.match(
      messages(unarmored(text))[0] ?? "",
      /, which is the whole file \(fingerprint [0-9a-f]{12}\)/,
    );
    assert.equal(inspect(privateKey, { files: { "test/key.der": unarmored(text) } })[0]?.level, "warn");
  }
});

test("leaves alone binary files that only begin like a key", () => {
  const key = unarmored(pkcs1);
  const others: Readonly<Record<string, Buffer>> = {
    cut: key.subarray(0, -1),
    longer: Buffer.concat([key, Buffer.from([0])]),
    certificate: unarmored(publicKeys.find(([name]) => /certificate/.test(name))?.[1] ?? ""),
    zeros: Buffer.concat([Buffer.from([0x30, 0x2e]), Buffer.alloc(46)]),
    noise: Buffer.concat([Buffer.from([0x95, 1, 0]), Buffer.alloc(300, 0xa5)]),
  };
  for (const [name, bytes] of Object.entries(others)) assert.deepEqual(messages(bytes, "a.bin"), [], name);
});

test("finds a key whose text is in base64 once more, at its own line", () => {
  const wrapped = Buffer.from(pkcs1).toString("base64");
  only(
    messages(`users:\n- user:\n    client-key-data: ${wrapped}\n`),
    /^RSA private key \(PKCS#1\) at line 3, column 22 /,
    "kubeconfig",
  );
  only(messages(`KEY_BASE64="${wrapped}"`), /^RSA private key/, "environment");
  assert.deepEqual(
    messages(
      `certificate-authority-data: ${Buffer.from(armor("CERTIFICATE", Buffer.alloc(300, 7))).toString("base64")}`,
    ),
    [],
  );
  assert.deepEqual(messages('text.startsWith("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t")'), []);
});

test("an example that an RFC published is a warning that says so", () => {
  const jwk = {
    kty: "OKP",
    crv: "Ed25519",
    d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  };
  const [problem] = inspect(privateKey, { files: { "lib/a.js": JSON.stringify(jwk) } });
  assert.equal(problem?.level, "warn");
  assert.match(problem?.message ?? "", /it is the example of RFC 8037, but everyone/);
  assert.equal(problem?.fix, "Nothing to do, unless something of yours trusts this key: everybody has it.");
  const [inTests] = inspect(privateKey, { files: { "test/a.js": JSON.stringify(jwk) } });
  assert.deepEqual([inTests?.fix, inTests?.message], [problem?.fix, problem?.message]);
  const [other] = inspect(privateKey, {
    files: { "lib/a.js": JSON.stringify({ ...jwk, d: "o".repeat(43) }) },
  });
  assert.equal(other?.level, undefined);
});

test("finds the traditional form of DSA", () => {
  only(messages(traditionalDsa()), /^DSA private key at line 1, column 1 /, "DSA");
});

test("tells a key by its structure, not by its label", () => {
  only(messages(pkcs1.replaceAll("RSA PRIVATE", "PRIVATE")), /^RSA private key \(PKCS#1\)/, "PKCS#1");
});

test("finds a key in an object of code", () => {
  const jwk = `{kty:"EC",crv:"P-256",x:"${"a".repeat(43)}",y:"${"b".repeat(43)}",d:'${"Q".repeat(43)}'}`;
  only(messages(`f(${jwk})`), /^EC private key \(JSON Web Key\) at line 1, column 3 /, "object");
});

test("the same key has the same fingerprint however it is written down, and is told once in a file", () => {
  const marks = new Set<string | undefined>();
  for (const [, around] of [...surroundings, ...ofLines]) {
    for (const problem of inspect(privateKey, {
      files: { "a.txt": `${around(pkcs1)}\n\n${around(pkcs1)}` },
    })) {
      assert.match(problem.message, /, 2 times in this file/);
      marks.add(problem.fingerprint);
    }
  }
  assert.equal(marks.size, 1);
});

test("several keys in one file are several findings, each at its line", () => {
  const text = `first\n${privateKeys.map(([, key]) => key.trim()).join("\n")}`;
  const problems = inspect(privateKey, { files: { keys: text } });
  assert.equal(problems.length, privateKeys.length);
  assert.equal(problems[0]?.line, 2);
  for (const [index, [name]] of privateKeys.entries()) assert.match(problems[index]?.message ?? "", name);
});

test("prints nothing of the key, and gives its body to be masked", () => {
  for (const [, text] of privateKeys) {
    for (const { message, fix, mask } of inspect(privateKey, { files: { key: text } })) {
      const words = text.match(/[A-Za-z0-9+/_-]{20,}/g) ?? [];
      for (const word of words.filter((one) => !one.startsWith("-----") && !one.startsWith("PuTTY"))) {
        assert.ok(!`${message}${fix}`.includes(word.slice(0, 12)), message);
      }
      assert.ok(mask !== undefined && mask.length > 20 && text.includes(mask));
    }
  }
});

test("an encrypted key is an error that says why it is one", () => {
  const encrypted = privateKeys.filter(([name]) => name.source.startsWith("^encrypted"));
  assert.ok(encrypted.length >= 6);
  for (const [, text] of encrypted) {
    const [problem] = inspect(privateKey, { files: { "a.pem": text } });
    assert.equal(problem?.level, undefined);
    assert.match(problem?.message ?? "", /its password can be guessed/);
  }
});

const paths: readonly (readonly [string, "warn" | undefined])[] = [
  ["secret", undefined],
  ["lib/contest/key.pem", undefined],
  ["dist/latest.js", undefined],
  ["certs/server.key", undefined],
  ["attestation/key.js", undefined],
  ["test/key.pem", "warn"],
  ["tests/a/b/key.pem", "warn"],
  ["lib/__tests__/key.pem", "warn"],
  ["a/__fixtures__/id_rsa", "warn"],
  ["spec/key", "warn"],
  ["examples/https/server.key", "warn"],
  ["lib/server.test.js", "warn"],
  ["lib/test-key.pem", "warn"],
  ["Test/ssl.key", "warn"],
  ["docs/tls.md", "warn"],
];

for (const [path, level] of paths) {
  test(`a key at ${path} is ${level === undefined ? "what the policy says" : "a warning"}`, () => {
    const [problem] = inspect(privateKey, { files: { [path]: pkcs1 } });
    assert.equal(problem?.path, path);
    assert.equal(problem?.level, level);
    if (level === "warn") assert.match(problem?.message ?? "", /it must open nothing/);
  });
}

test("a key in the @example of a documentation comment is a warning, and only there", () => {
  const comment = `/**\n * @example\n * \`\`\`ts\n${indented(" * ", pkcs1)}\n * \`\`\`\n */\n`;
  const level = (text: string): string | undefined =>
    inspect(privateKey, { files: { "a.js": text } })[0]?.level;
  assert.equal(level(comment), "warn");
  assert.equal(level(`/** @example */\n${pkcs1}`), undefined);
  assert.equal(level(`/**\n${indented(" * ", pkcs1)}*/`), undefined);
});

/** EC's own form, with other bytes for each number. */
const numbered = (number: number) => {
  const bytes = Buffer.alloc(32, 9);
  bytes.writeUInt32BE(number);
  return armor(`EC PRIVATE${" "}KEY`, Buffer.concat([Buffer.from([0x30, 37, 2, 1, 1, 4, 32]), bytes]));
};

test("a hundred keys of a file are told, the rest is counted, and that last one is never a warning", () => {
  const many = (count: number) => Array.from({ length: count }, (_, number) => numbered(number)).join("\n");
  const said = (count: number, path: string) => inspect(privateKey, { files: { [path]: many(count) } });
  const hundred = said(100, "test/keys");
  assert.equal(hundred.length, 100);
  assert.doesNotMatch(hundred[99]?.message ?? "", /not listed/);
  assert.equal(hundred[99]?.level, "warn");
  const more = said(103, "test/keys");
  assert.equal(more.length, 100);
  assert.match(more[99]?.message ?? "", /; 3 more private keys in this file are not listed$/);
  assert.deepEqual([more[98]?.level, more[99]?.level], ["warn", undefined]);
});

const excuse =
  "but everyone who installs the package gets it, so it must open nothing, and their scanners will report it";
const sentences: readonly (readonly [path: string, excuse: string, fix: string])[] = [
  ["a.pem", "", "Replace this key wherever it opens something. Leave it out."],
  [
    "test/a.pem",
    `; the path says that it is for tests, ${excuse}`,
    "Leave it out. Or generate the key when the tests run.",
  ],
  [
    "test/keys.js",
    `; the path says that it is for tests, ${excuse}`,
    "Keep test/keys.js out of the package, or generate the key when the tests run.",
  ],
  [
    "a.md",
    `; it stands in documentation, ${excuse}`,
    "Replace this key wherever it opens something, then take it out of a.md.",
  ],
];

for (const [path, why, fix] of sentences) {
  test(`what is said of a key at ${path}`, () => {
    const [problem] = inspect(privateKey, { files: { [path]: `a\n ${numbered(1)}\n${numbered(1)}` } });
    assert.match(problem?.fingerprint ?? "", /^[0-9a-f]{12}$/);
    assert.deepEqual(
      [problem?.line, problem?.message, problem?.fix ?? problem?.fixWith?.("Leave it out.")],
      [
        2,
        `EC private key at line 2, column 2 (fingerprint ${problem?.fingerprint}), 2 times in this file${why}`,
        fix,
      ],
    );
  });
}

const begin = `${"-".repeat(5)}BEGIN RSA PRIVATE${" "}KEY${"-".repeat(5)}`;
const end = begin.replace("BEGIN", "END");

const nothing: readonly (readonly [string, string])[] = [
  ...publicKeys,
  [
    "a header that code looks for",
    `if (text.startsWith("${begin}")) return parse(text.slice(${begin.length}));`,
  ],
  ["a pattern that code matches", `/${begin}([\\s\\S]*)${end}/`],
  ["both lines in code", `const pem = "${begin}\\n" + body + "\\n${end}";`],
  ["a template", `\`${begin}\\n\${body}\\n${end}\``],
  ["a body that is left out", `${begin}\n...\n${end}`],
  ["a body that is cut short", `${pkcs1.slice(0, 200)}...\n${end}`],
  ["a body of one letter", `${begin}\n${"A".repeat(640)}\n${end}`],
  ["a body that is no key", armor("RSA PRIVATE KEY", Buffer.alloc(300, 0x30))],
  [
    "a body of words",
    `${begin}\nyour private key goes here and is long enough to be one if it were decoded\n${end}`,
  ],
  [
    "a PGP block that holds something else",
    armor("PGP PRIVATE KEY BLOCK", Buffer.concat([Buffer.from([0x99, 1, 4]), Buffer.alloc(300, 1)])),
  ],
  ["a PuTTY header in code", `if (line.startsWith("PuTTY-User-Key-File-2: ssh-rsa"))`],
  [
    "a JWK's field names",
    'if (key.kty === "RSA" && key.d) sign(key); interface Jwk { kty: "RSA"; d: string; n: string }',
  ],
];

for (const [what, text] of nothing) {
  test(`finds nothing in ${what}`, () => {
    assert.deepEqual(messages(text), []);
    assert.deepEqual(messages(JSON.stringify(text)), []);
  });
}

const program = Buffer.concat([
  Buffer.from("\x7fELF\xff\xfe", "latin1"),
  Buffer.alloc(4096, "\xc3\0", "latin1"),
]);

test("links are left alone", () => {
  const link = { kind: "symlink", linkTarget: "x", content: pkcs1 } as const;
  assert.deepEqual(inspect(privateKey, { files: { link } }), []);
});

test("finds a key inside binary data, and nothing in a program that only knows how keys begin", () => {
  const core = Buffer.concat([program, Buffer.from(pkcs1), program]);
  const [found, ...more] = inspect(privateKey, { files: { core } });
  assert.match(
    found?.message ?? "",
    /^RSA private key \(PKCS#1\) inside binary data \(fingerprint [0-9a-f]{12}\)$/,
  );
  assert.equal(found?.line, undefined);
  assert.deepEqual(more, []);
  const [ends] = [`-----END${" RSA PRIVATE KEY-----"}`];
  const reader = Buffer.concat([program, Buffer.from(`${begin}\0${begin}\0${ends}\0`), program, program]);
  assert.deepEqual(messages(reader), []);
});

test("thousands of NULs hide no key", () => {
  const padded = Buffer.concat([Buffer.alloc(50_000), Buffer.from(`// a\n${pkcs1}`), Buffer.alloc(50_000)]);
  only(messages(padded), /^RSA private key \(PKCS#1\) at line 2, /, "NULs around");
  const between = Buffer.from([...Buffer.from(pkcs1)].flatMap((byte) => [byte, 0, 0, 0]));
  only(messages(between), /^RSA private key /, "UTF-32");
  only(messages(Buffer.from(pkcs1, "utf16le")), /^RSA private key /, "UTF-16 without a mark");
});

/** Milliseconds of the processor in the quickest of three runs: what else the machine does is not counted. */
function cost(text: string | Buffer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const begun = process.cpuUsage();
    messages(Buffer.from(text));
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const units: readonly (readonly [string, string, string])[] = [
  ["header lines", "", `${begin}\n`],
  ["header lines with the beginning of a body", "", `${begin}\nMIIE\n`],
  ["one endless body", `${begin}\n`, "MIIE"],
  ["spaces in a body", `${begin}\n`, " "],
  ["quotes in a body", `${begin}\n`, '" '],
  ["backslashes in a body", `${begin}\n`, "\\"],
  ["armor headers without an end", `${begin}\n`, "A-b: c\n"],
  ["PuTTY's first lines", "", `PuTTY-User${"-Key-File-"}2: ssh-rsa\nEncryption: none\nComment: `],
  ["beginnings of JWKs", "", '{kty:"EC",'],
  ["JWKs without a private part", "", '{kty:"EC",x:"'],
  ["comments without an end", "", `/** @example ${begin}`],
];

for (const [what, first, unit] of units) {
  test(`the cost of ${what} grows with its length`, () => {
    const sized = (bytes: number): string => first + unit.repeat(Math.ceil(bytes / unit.length));
    cost(sized(32 * 1024));
    // Eight times the bytes: a quadratic rule needs 64 times as long. Five milliseconds are lost in the noise.
    assert.ok(cost(sized(256 * 1024)) < 24 * Math.max(cost(sized(32 * 1024)), 5), what);
  });
}

test("finds a key of two bytes a character in binary data, and in a text without a mark", () => {
  const little = Buffer.from(pkcs1, "utf16le");
  const big = Buffer.from(little).swap16();
  const one = /^RSA private key \(PKCS#1\) .*\(fingerprint [0-9a-f]{12}\)/;
  for (const wide of [little, big]) {
    only(messages(Buffer.concat([program, wide, program])), one, "inside");
    only(messages(Buffer.concat([program, Buffer.from([0]), wide, program])), one, "behind a zero");
    only(messages(wide, "a.txt"), one, "a text");
    const words = Buffer.from("für ".repeat(300), "latin1");
    only(messages(Buffer.concat([words, wide]), "a.txt"), one, "behind words");
  }
  assert.deepEqual(messages(Buffer.concat([program, Buffer.from(begin, "utf16le"), program])), []);
});
test("the cost of first lines in binary data grows with its length", () => {
  const sized = (bytes: number): Buffer =>
    Buffer.concat([program, Buffer.alloc(bytes, `${begin}\xff`, "latin1"), Buffer.from("-----END ")]);
  cost(sized(64 * 1024));
  assert.ok(cost(sized(8 * 1024 * 1024)) < 4 * 128 * Math.max(cost(sized(64 * 1024)), 1));
});
