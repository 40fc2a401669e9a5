import assert from "node:assert/strict";
import { test } from "node:test";
import { findPrivateKeys } from "../../../src/rules/credentials/key-blocks.ts";
import { armor } from "./keys.ts";

const PRIVATE = `PRIVATE${" "}KEY`;
const dashes = "-".repeat(5);

/** EC's own form: version 1 and so many bytes, with `+` and `/` in their base64. */
const der = (length: number) => {
  const key = Buffer.alloc(length, Buffer.from("effffb", "hex"));
  return Buffer.concat([Buffer.from([0x30, length + 5, 2, 1, 1, 4, length]), key]);
};
const key = der(60);
const base64 = key.toString("base64");
const pem = armor(`EC ${PRIVATE}`, key);
const lines = pem.trim().split("\n");

const names = (text: string | Buffer) =>
  findPrivateKeys(Buffer.from(text)).map(({ name, encrypted }) => (encrypted ? `encrypted ${name}` : name));

test("a key is told with its place, its bytes and its body as it stands there", () => {
  assert.deepEqual(findPrivateKeys(Buffer.from(`const a = 1;\n${pem}const b = 2;\n`)), [
    {
      name: "EC private key",
      encrypted: false,
      at: 13,
      bytes: key,
      body: lines.slice(1, -1).join("\n"),
    },
  ]);
});

test("keys are told in the order of their places, whatever their form", () => {
  const jwk = `{"kty":"EC","x":"${"x".repeat(43)}","d":"${"d".repeat(43)}"}`;
  const found = findPrivateKeys(Buffer.from(`${jwk}\n${pem}\n${jwk}\n${pem}`));
  assert.deepEqual(
    found.map(({ name }) => name),
    ["EC private key (JSON Web Key)", "EC private key", "EC private key (JSON Web Key)", "EC private key"],
  );
  assert.deepEqual(
    found.map(({ at }) => at),
    found.map(({ at }) => at).sort((one, other) => one - other),
  );
});

/** A line end, a tab, a plus and a slash as string literals write them, plainly or several times over. */
const escapes: readonly string[] = [
  "\\n",
  "\\r\\n",
  "\\\\n",
  "\\\\\\\\n",
  `${"\\".repeat(8)}n`,
  "\\u000a",
  "\\u000A",
  "\\u000d\\u000a",
  "\\x0a",
  "\\x0D\\x0A",
  "\\n\\t",
  "\\n\\\\\\\\t",
  "\\n\\\n",
  "\\n\\\r\n",
];

for (const lineEnd of escapes) {
  test(`lines that end in ${JSON.stringify(lineEnd)}`, () => {
    const [found] = findPrivateKeys(Buffer.from(`"${lines.join(lineEnd)}"`));
    assert.ok(found?.bytes.equals(key));
  });
}

for (const [plus, slash] of [
  ["\\u002b", "\\/"],
  ["\\u002B", "\\\\/"],
  ["\\x2b", "/"],
  ["\\\\x2B", `${"\\".repeat(8)}/`],
]) {
  test(`a body with ${plus} and ${slash}`, () => {
    const written = lines.map((line) => line.replaceAll("+", plus ?? "").replaceAll("/", slash ?? ""));
    assert.ok(base64.includes("+") && base64.includes("/"));
    const [found] = findPrivateKeys(Buffer.from(`"${written.join("\\n")}"`));
    assert.ok(found?.bytes.equals(key));
  });
}

const whole: readonly (readonly [what: string, text: string])[] = [
  ["strings that are joined by plus", lines.map((line) => `"${line}\\n"`).join(" + ")],
  ["strings that are joined by dots", lines.map((line) => `'${line}\\n'`).join(" . ")],
  ["strings in parentheses", `(${lines.map((line) => `("${line}\\n")`).join(" + ")})`],
  ["strings in a list", `[${lines.map((line) => `"${line}"`).join(",\n")}]`],
  [
    "strings that are joined inside of a string",
    `'${lines.map((line) => `\\"${line}\\\\n\\"`).join(" +\\n")}'`,
  ],
  ["strings of two kinds", lines.map((line, at) => (at % 2 ? `"${line}\\n"` : `'${line}\\n'`)).join(" + ")],
  ["a literal that ends with the text", `"${lines.join("\\n")}`],
  ["a string behind spaces", `" \t${lines.join("\\n")}"`],
  ["a block whose end line is missing", lines.slice(0, -1).join("\n")],
  ["a block with spaces at the ends of its lines", lines.map((line) => `${line} \t`).join("\n")],
  ["a block with empty lines", lines.join("\n\n")],
  ["a block behind tabs", lines.map((line) => `\t\t${line}`).join("\n")],
  ["a block behind stars without a space", lines.map((line) => `*${line}`).join("\n")],
  ["a block behind bars", lines.map((line) => `  | ${line}`).join("\n")],
  ["old line ends", lines.join("\r")],
  ["headers of its own", lines.toSpliced(1, 0, "X-Key-Info: from a test", "Comment:", "").join("\n")],
  ["another Proc-Type", lines.toSpliced(1, 0, "Proc-Type: 4,MIC-ONLY", "").join("\n")],
  [
    "a header that only begins like Proc-Type",
    lines.toSpliced(1, 0, "Proc-Types: 4,ENCRYPTED", "").join("\n"),
  ],
  [
    "a header that only ends like Proc-Type",
    lines.toSpliced(1, 0, "X-Proc-Type: 4,ENCRYPTED", "").join("\n"),
  ],
  [
    "spaces in its lines",
    lines.map((line) => (line.startsWith("-") ? line : line.replace(/.{8}/g, "$& "))).join("\n"),
  ],
  ["four dashes", lines.map((line) => line.replaceAll(dashes, "----")).join("\n")],
  [
    "spaces inside of the dashes",
    lines.map((line) => line.replace(/^-+/, "$& ").replace(/-+$/, " $&")).join("\n"),
  ],
];

for (const [what, text] of whole) {
  test(`finds a key in ${what}`, () => {
    const [found, ...others] = findPrivateKeys(Buffer.from(text));
    assert.equal(others.length, 0);
    assert.equal(found?.encrypted, false);
    assert.ok(found.bytes.equals(key), found.bytes.toString("base64"));
  });
}

const none: readonly (readonly [what: string, text: string])[] = [
  ["the words without a line", `a ${PRIVATE} is ${base64}`],
  ["a line that does not end in dashes", `${dashes}BEGIN EC ${PRIVATE}\n${base64}`],
  ["a line that does not begin", `EC ${PRIVATE}${dashes}\n${base64}`],
  ["something between the word and the dashes", `${dashes}BEGIN EC ${PRIVATE} x${dashes}\n${base64}`],
  ["the end line alone", `${dashes}END EC ${PRIVATE}${dashes}\n${base64}`],
  ["strings that something else joins", lines.map((line) => `"${line}\\n"`).join(" ; ")],
  ["strings with a name between them", lines.map((line) => `"${line}\\n"`).join(" + NL + ")],
  ["escaped strings that a letter joins", `'${lines.map((line) => `\\"${line}\\"`).join("\\x")}'`],
  [
    "a body that stops at a character of no base64",
    `${lines[0]}\n${base64.slice(0, 40)}…\n${base64.slice(40)}`,
  ],
];

for (const [what, text] of none) {
  test(`finds no key in ${what}`, () => assert.deepEqual(names(text), []));
}

test("of a line the base64 counts, up to what is none", () => {
  const shorter = der(40);
  const [found] = findPrivateKeys(
    Buffer.from(`${lines[0]}\n${shorter.toString("base64")}; // a key\n${base64}\n`),
  );
  assert.ok(found?.bytes.equals(shorter));
});

test("a body of 32 bytes is the shortest", () => {
  assert.deepEqual(names(armor(`EC ${PRIVATE}`, der(25))), ["EC private key"]);
  assert.deepEqual(names(armor(`EC ${PRIVATE}`, der(24))), []);
});

test("a ciphertext has 48 bytes or more, in blocks of eight", () => {
  const locked = (length: number) =>
    names(
      armor(
        `RSA ${PRIVATE}`,
        Buffer.alloc(length, 7),
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n",
      ),
    );
  assert.deepEqual(
    [40, 47, 48, 49, 52, 56].map((length) => locked(length).length),
    [0, 0, 1, 0, 0, 1],
  );
  assert.deepEqual(locked(48), ["encrypted RSA private key"]);
});

test("the form of ssh.com is told by its label and its first bytes", () => {
  const bytes = (first: string) => Buffer.concat([Buffer.from(first, "hex"), Buffer.alloc(60, 1)]);
  const ssh2 = "3f6ff9eb";
  const said = (label: string, first: string) =>
    names(armor(`${label}${PRIVATE}`, bytes(first), "Comment: x\n"));
  assert.deepEqual(said("SSH2 ", ssh2), ["SSH2 private key"]);
  assert.deepEqual(said("SSH2 ENCRYPTED ", ssh2), ["encrypted SSH2 private key"]);
  assert.deepEqual(said("SSH2 ", "3f6ff9ec"), []);
  assert.deepEqual(said("SSH ", ssh2), []);
});

test("OpenPGP's checksum ends its body", () => {
  // A secret key packet that says that it has 60 octets, the last four of which stand behind the sign.
  const packet = Buffer.concat([Buffer.from([0xc5, 60, 4, 1, 2, 3, 4, 99]), Buffer.alloc(54, 1)]);
  const block = (body: string) => names(`${dashes}BEGIN PGP ${PRIVATE} BLOCK${dashes}\n\n${body}\n=abcd\n`);
  const text = packet.toString("base64");
  assert.deepEqual(block(text), ["PGP private key"]);
  assert.deepEqual(block(text.slice(0, -4)), []);
  // Without the last word, a block is read as what other tools write.
  assert.deepEqual(names(`${dashes}BEGIN PGP ${PRIVATE}${dashes}\n\n${text}\n`), []);
});

/** Lines of PuTTY's file; `parts` replaces some of them. */
const putty = (parts: Readonly<Record<string, string>> = {}) => {
  const file = {
    first: `PuTTY-User${"-Key-File-"}2: ssh-rsa`,
    encryption: "Encryption: none",
    comment: "Comment: a comment",
    publicLines: "Public-Lines: 1",
    publicKey: "AAAA".repeat(10),
    privateLines: "Private-Lines: 2",
    privateKey: `${"AbC+/1".repeat(10)}\n${"xyzz".repeat(5)}`,
    mac: `Private-MAC: ${"0".repeat(40)}`,
    ...parts,
  };
  return Object.values(file).join("\n");
};

test("PuTTY's file is told with its version, its algorithm and its private lines alone", () => {
  const [found, ...others] = findPrivateKeys(Buffer.from(`a\n${putty()}\n`));
  const body = `${"AbC+/1".repeat(10)}\n${"xyzz".repeat(5)}`;
  assert.deepEqual(
    [found, others],
    [
      {
        name: "PuTTY private key (version 2, ssh-rsa)",
        encrypted: false,
        at: 2,
        bytes: Buffer.from(body, "base64"),
        body,
      },
      [],
    ],
  );
});

const puttyFiles: readonly (readonly [what: string, text: string, names: string[]])[] = [
  ["with Windows' line ends", putty().replaceAll("\n", "\r\n"), ["PuTTY private key (version 2, ssh-rsa)"]],
  ["in a string", JSON.stringify(putty()), ["PuTTY private key (version 2, ssh-rsa)"]],
  [
    "encrypted",
    putty({ encryption: "Encryption: aes256-cbc" }),
    ["encrypted PuTTY private key (version 2, ssh-rsa)"],
  ],
  [
    "twice",
    `${putty()}\n${putty({ first: `PuTTY-User${"-Key-File-"}3: ssh-ed25519` })}`,
    ["PuTTY private key (version 2, ssh-rsa)", "PuTTY private key (version 3, ssh-ed25519)"],
  ],
  ["of a version that is none", putty({ first: `PuTTY-User${"-Key-File-"}4: ssh-rsa` }), []],
  ["without an algorithm", putty({ first: `PuTTY-User${"-Key-File-"}2: x` }), []],
  [
    "with padding",
    putty({ privateKey: `${"AbC+/1".repeat(10)}\n${"xyzz".repeat(5).slice(0, -1)}=` }),
    ["PuTTY private key (version 2, ssh-rsa)"],
  ],
  ["with three signs of padding", putty({ privateKey: `${"AbC+/1".repeat(10)}\nxyz===` }), []],
  [
    "with 24 characters",
    putty({ privateLines: "Private-Lines: 1", privateKey: "abcd".repeat(6) }),
    ["PuTTY private key (version 2, ssh-rsa)"],
  ],
  [
    "with 23 characters",
    putty({ privateLines: "Private-Lines: 1", privateKey: "abcd".repeat(6).slice(1) }),
    [],
  ],
  ["with a line that is no base64", putty({ privateKey: `${"AbC+/1".repeat(10)}\n…` }), []],
  ["with a line that begins with none", putty({ privateKey: `… ${"AbC+/1".repeat(10)}\nxyzz` }), []],
  ["without private lines", putty({ privateLines: "Private: 2" }), []],
  [
    "with twelve private lines",
    putty({
      privateLines: "Private-Lines: 12",
      privateKey: Array.from({ length: 12 }, () => "abcd".repeat(16)).join("\n"),
    }),
    ["PuTTY private key (version 2, ssh-rsa)"],
  ],
  ["without an encryption", putty({ encryption: "" }), []],
  ["without public lines", putty({ publicLines: "" }), []],
];

for (const [what, text, expected] of puttyFiles) {
  test(`PuTTY's file ${what}`, () => assert.deepEqual(names(text), expected));
}

const point = `"x":"${"x".repeat(43)}"`;
const secret = `"d":"${"d".repeat(43)}"`;

const jwks: readonly (readonly [what: string, text: string, names: string[]])[] = [
  ["of a curve", `{"kty":"EC",${point},${secret}}`, ["EC private key (JSON Web Key)"]],
  ["of a curve of Edwards", `{"kty":"OKP",${point},${secret}}`, ["OKP private key (JSON Web Key)"]],
  ["of RSA", `{"kty":"RSA","n":"${"n".repeat(200)}",${secret}}`, ["RSA private key (JSON Web Key)"]],
  ["whose type comes last", `{${secret},${point},"kty":"EC"}`, ["EC private key (JSON Web Key)"]],
  [
    "with spaces",
    `{ "kty" : "EC", ${point.replace(":", " : ")}, ${secret.replace(":", "\t:\n ")} }`,
    ["EC private key (JSON Web Key)"],
  ],
  ["in a string", JSON.stringify(`{"kty":"EC",${point},${secret}}`), ["EC private key (JSON Web Key)"]],
  ["in code", `{kty:'EC',x:'${"x".repeat(43)}',d:'${"d".repeat(43)}'}`, ["EC private key (JSON Web Key)"]],
  [
    "with 42 characters",
    `{"kty":"EC","x":"${"x".repeat(42)}","d":"${"d".repeat(42)}"}`,
    ["EC private key (JSON Web Key)"],
  ],
  ["with 41 private ones", `{"kty":"EC",${point},"d":"${"d".repeat(41)}"}`, []],
  ["with 41 public ones", `{"kty":"EC","x":"${"x".repeat(41)}",${secret}}`, []],
  ["of another type", `{"kty":"XEC",${point},${secret}}`, []],
  ["without a public part", `{"kty":"EC",${secret}}`, []],
  ["whose d is the end of a name", `{"kty":"EC",${point},"id":"${"d".repeat(43)}"}`, []],
  ["whose x is the end of a name", `{"kty":"EC","ax":"${"x".repeat(43)}",${secret}}`, []],
  ["whose type is the end of a name", `{"akty":"EC",${point},${secret}}`, ["EC private key (JSON Web Key)"]],
  ["without a beginning", `"kty":"EC",${point},${secret}}`, []],
  ["without an end", `{"kty":"EC",${point},${secret}`, []],
  ["in the object before", `{${point},${secret}} {"kty":"EC"}`, []],
  [
    "two of them",
    `[{"kty":"EC",${point},${secret}},{${secret},${point},"kty":"OKP"}]`,
    ["EC private key (JSON Web Key)", "OKP private key (JSON Web Key)"],
  ],
  [
    "that says its type twice",
    `{"kty":"EC","kty":"EC",${point},${secret}}`,
    ["EC private key (JSON Web Key)"],
  ],
];

for (const [what, text, expected] of jwks) {
  test(`a JSON Web Key ${what}`, () => assert.deepEqual(names(text), expected));
}

test("a JSON Web Key has its place at its brace, and d for its bytes", () => {
  const [found] = findPrivateKeys(Buffer.from(`f( {"kty":"EC",${point},"d":"${"-_".repeat(22)}"})`));
  assert.equal(found?.at, 3);
  assert.equal(found.body, "-_".repeat(22));
  assert.ok(found.bytes.equals(Buffer.from("+/".repeat(22), "base64")));
});
