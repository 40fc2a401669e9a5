import { createHash, generateKeyPairSync } from "node:crypto";

/** Private keys of every format, made when the tests run. What node:crypto does not write is put together from bytes. */

const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed25519 = generateKeyPairSync("ed25519");
const dsa = generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 });

const locked = { cipher: "aes-128-cbc", passphrase: "a password" };

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function bytesOf(seed: string, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < length; at += 32) parts.push(createHash("sha256").update(`${seed}:${at}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

/** A block of armor; the words of its lines are joined here so that no line of this file is one. */
export function armor(label: string, body: Buffer, headers = "", width = 64): string {
  const dashes = "-".repeat(5);
  const lines = body.toString("base64").match(new RegExp(`.{1,${width}}`, "g")) ?? [];
  return `${dashes}BEGIN ${label}${dashes}\n${headers}${lines.join("\n")}\n${dashes}END ${label}${dashes}\n`;
}

const PRIVATE = `PRIVATE${" "}KEY`;

/** @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function openSsh(cipher: string): Buffer {
  const publicKey = Buffer.concat([string("ssh-ed25519"), string(bytesOf("public", 32))]);
  const one = Buffer.alloc(4);
  one.writeUInt32BE(1);
  return Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    string(cipher),
    string(cipher === "none" ? "none" : "bcrypt"),
    string(cipher === "none" ? "" : bytesOf("salt", 24)),
    one,
    string(publicKey),
    string(bytesOf("private", 144)),
  ]);
}

/** A secret key packet of RSA with a user name behind it. @see https://www.rfc-editor.org/rfc/rfc9580#section-5.5 */
function openPgp(encrypted: boolean, newFormat: boolean): Buffer {
  const number = (seed: string, bits: number): Buffer => {
    const bytes = bytesOf(seed, bits / 8);
    bytes[0] = (bytes[0] ?? 0) | 0x80;
    return Buffer.concat([Buffer.from([bits >> 8, bits & 255]), bytes]);
  };
  const body = Buffer.concat([
    Buffer.from([4, 0x5f, 0, 0, 0, 1]),
    number("n", 2048),
    number("e", 16),
    encrypted ? Buffer.from([254, 7, 3, 8]) : Buffer.from([0]),
    bytesOf("secret numbers", 600),
  ]);
  const header = newFormat
    ? [0xc5, 192 + ((body.length - 192) >> 8), (body.length - 192) & 255]
    : [0x95, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from(header), body, Buffer.from([0xb4, 5]), Buffer.from("a <b>")]);
}

/** @see https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html */
function putty(version: 2 | 3, encrypted: boolean): string {
  const lines = (bytes: Buffer): string[] => bytes.toString("base64").match(/.{1,64}/g) ?? [];
  const publicLines = lines(bytesOf("public", 100));
  const privateLines = lines(bytesOf(`private ${version} ${encrypted}`, 160));
  return [
    `PuTTY-User${"-Key-File-"}${version}: ssh-rsa`,
    `Encryption: ${encrypted ? "aes256-cbc" : "none"}`,
    "Comment: a comment",
    `Public-Lines: ${publicLines.length}`,
    ...publicLines,
    ...(version === 3 && encrypted
      ? [
          "Key-Derivation: Argon2id",
          "Argon2-Memory: 8192",
          "Argon2-Passes: 13",
          "Argon2-Parallelism: 1",
          "Argon2-Salt: 00",
        ]
      : []),
    `Private-Lines: ${privateLines.length}`,
    ...privateLines,
    `Private-MAC: ${"0".repeat(40)}`,
    "",
  ].join("\n");
}

const pem = (key: { export(options: object): string | Buffer }, options: object): string =>
  key.export({ format: "pem", ...options }).toString();

export const pkcs1 = pem(rsa.privateKey, { type: "pkcs1" });

/** What each key is called, and its text. */
export const privateKeys: readonly (readonly [name: RegExp, text: string])[] = [
  [/^RSA private key \(PKCS#1\) at/, pkcs1],
  [/^RSA private key \(PKCS#8\) at/, pem(rsa.privateKey, { type: "pkcs8" })],
  [/^EC private key at/, pem(ec.privateKey, { type: "sec1" })],
  [/^EC private key \(PKCS#8\) at/, pem(ec.privateKey, { type: "pkcs8" })],
  [/^Ed25519 private key \(PKCS#8\) at/, pem(ed25519.privateKey, { type: "pkcs8" })],
  [/^DSA private key \(PKCS#8\) at/, pem(dsa.privateKey, { type: "pkcs8" })],
  [/^encrypted RSA private key at/, pem(rsa.privateKey, { type: "pkcs1", ...locked })],
  [/^encrypted EC private key at/, pem(ec.privateKey, { type: "sec1", ...locked })],
  [/^encrypted private key \(PKCS#8\) at/, pem(rsa.privateKey, { type: "pkcs8", ...locked })],
  [/^OpenSSH private key \(ssh-ed25519\) at/, armor(`OPENSSH ${PRIVATE}`, openSsh("none"), "", 70)],
  [
    /^encrypted OpenSSH private key \(ssh-ed25519\) at/,
    armor(`OPENSSH ${PRIVATE}`, openSsh("aes256-ctr"), "", 70),
  ],
  [
    /^PGP private key at/,
    armor(`PGP ${PRIVATE} BLOCK`, openPgp(false, false), "Version: GnuPG v1\nComment: a, b: c\n\n"),
  ],
  [/^encrypted PGP private key at/, armor(`PGP ${PRIVATE} BLOCK`, openPgp(true, true), "\n")],
  [/^PuTTY private key \(version 2, ssh-rsa\) at/, putty(2, false)],
  [/^encrypted PuTTY private key \(version 2, ssh-rsa\) at/, putty(2, true)],
  [/^PuTTY private key \(version 3, ssh-rsa\) at/, putty(3, false)],
  [/^encrypted PuTTY private key \(version 3, ssh-rsa\) at/, putty(3, true)],
  [
    /^encrypted SSH2 private key at/,
    armor(
      `SSH2 ENCRYPTED ${PRIVATE}`,
      Buffer.concat([Buffer.from("3f6ff9eb", "hex"), bytesOf("ssh2", 200)]),
      'Comment: "x"\n',
    )
      .replace(/-----BEGIN (.*)-----/, "---- BEGIN $1 ----")
      .replace(/-----END (.*)-----/, "---- END $1 ----"),
  ],
  [/^RSA private key \(JSON Web Key\) at/, JSON.stringify(rsa.privateKey.export({ format: "jwk" }))],
  [/^EC private key \(JSON Web Key\) at/, JSON.stringify(ec.privateKey.export({ format: "jwk" }), null, 2)],
  [/^OKP private key \(JSON Web Key\) at/, JSON.stringify(ed25519.privateKey.export({ format: "jwk" }))],
];

/** The traditional form of DSA, which node:crypto does not write: numbers of the right sizes. */
export function traditionalDsa(): string {
  const element = (tag: number, content: Buffer): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(content.length);
    return Buffer.concat([Buffer.from([tag, 0x82]), length, content]);
  };
  const integers = [128, 20, 128, 128, 20].map((size, index) =>
    element(2, Buffer.concat([Buffer.from([0]), bytesOf(`dsa ${index}`, size)])),
  );
  return armor(`DSA ${PRIVATE}`, element(0x30, Buffer.concat([Buffer.from([2, 1, 0]), ...integers])));
}

/** What is public, and must be left alone. */
export const publicKeys: readonly (readonly [what: string, text: string])[] = [
  ["a public key", pem(rsa.publicKey, { type: "spki" })],
  ["a public key of RSA", pem(rsa.publicKey, { type: "pkcs1" })],
  [
    "a public key under a private label",
    armor(PRIVATE, Buffer.from(ec.publicKey.export({ format: "der", type: "spki" }))),
  ],
  ["a public JWK", JSON.stringify(ec.publicKey.export({ format: "jwk" }))],
  ["a symmetric JWK", JSON.stringify({ kty: "oct", k: bytesOf("oct", 64).toString("base64url") })],
  ["a certificate's armor", armor("CERTIFICATE", bytesOf("certificate", 700))],
  ["an OpenSSH public key", `ssh-ed25519 ${bytesOf("ssh", 51).toString("base64")} a@b`],
  ["a PGP public key", armor("PGP PUBLIC KEY BLOCK", bytesOf("pgp", 300))],
];
