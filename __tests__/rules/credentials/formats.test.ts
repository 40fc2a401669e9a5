import assert from "node:assert/strict";
import { test } from "node:test";
import { keyInDer } from "../../../src/rules/credentials/der.ts";
import { keyInOpenPgp } from "../../../src/rules/credentials/openpgp.ts";
import { keyInOpenSsh } from "../../../src/rules/credentials/openssh.ts";

/** One element of DER; its length in as few bytes as DER wants, or in so many more. */
function element(tag: number, content: Buffer, lengthBytes = 0): Buffer {
  const { length } = content;
  if (lengthBytes === 0 && length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const count = lengthBytes || (length < 0x100 ? 1 : 2);
  const head = Buffer.alloc(2 + count);
  head[0] = tag;
  head[1] = 0x80 + count;
  let left = length;
  for (let at = 1 + count; at > 1; at--) {
    head[at] = left & 255;
    left >>= 8;
  }
  return Buffer.concat([head, content]);
}

const filled = (length: number) => Buffer.alloc(length, 0x5a);
const integer = (...bytes: number[]) => element(2, Buffer.from(bytes));
const long = (length: number) => element(2, filled(length));
const octets = (length: number) => element(4, filled(length));
const oid = (hex: string) => element(6, Buffer.from(hex, "hex"));
const sequence = (...parts: Buffer[]) => element(0x30, Buffer.concat(parts));
const plain = (name: string) => ({ name, encrypted: false });

const rsa = oid("2a864886f70d010101");
const pkcs8 = (hex: string) => sequence(integer(0), sequence(oid(hex)), octets(40));

const ders: [what: string, bytes: Buffer, key: ReturnType<typeof keyInDer>][] = [
  [
    "RSA's own form",
    sequence(integer(0), ...Array.from({ length: 8 }, () => long(32))),
    plain("RSA private key (PKCS#1)"),
  ],
  [
    "RSA with a modulus of 31 bytes",
    sequence(integer(0), ...Array.from({ length: 8 }, () => long(31))),
    null,
  ],
  ["RSA of another version", sequence(integer(2), ...Array.from({ length: 8 }, () => long(32))), null],
  ["RSA without more numbers", sequence(integer(0), long(64)), null],
  ["RSA with something else behind the modulus", sequence(integer(0), long(64), octets(3)), null],
  ["RSA cut inside a number", sequence(integer(0), long(64), integer(1), Buffer.from([2, 50])), null],
  [
    "DSA's own form",
    sequence(integer(0), ...Array.from({ length: 5 }, () => long(40))),
    plain("DSA private key"),
  ],
  ["EC's own form", sequence(integer(1), octets(16)), plain("EC private key")],
  ["EC with 15 bytes", sequence(integer(1), octets(15)), null],
  ["EC of another version", sequence(integer(0), octets(32)), null],
  ["a number where EC has bytes", sequence(integer(1), long(32)), null],
  ...Object.entries({
    "2a864886f70d010101": "RSA ",
    "2a864886f70d01010a": "RSA-PSS ",
    "2a864886f70d010301": "Diffie-Hellman ",
    "2a8648ce380401": "DSA ",
    "2a8648ce3d0201": "EC ",
    "2b656e": "X25519 ",
    "2b656f": "X448 ",
    "2b6570": "Ed25519 ",
    "2b6571": "Ed448 ",
    "2b6572": "",
  }).map(([hex, name]): [string, Buffer, ReturnType<typeof keyInDer>] => [
    `PKCS#8 of ${hex}`,
    pkcs8(hex),
    plain(`${name}private key (PKCS#8)`),
  ]),
  ["PKCS#8 of version 1", sequence(integer(1), sequence(rsa), octets(40)), plain("RSA private key (PKCS#8)")],
  ["PKCS#8 of version 2", sequence(integer(2), sequence(rsa), octets(40)), null],
  ["PKCS#8 with a longer version", sequence(integer(0, 0), sequence(rsa), octets(40)), null],
  ["PKCS#8 without an algorithm", sequence(integer(0), sequence(), octets(40)), null],
  ["PKCS#8 with a number for an algorithm", sequence(integer(0), sequence(integer(1)), octets(40)), null],
  ["PKCS#8 without a key", sequence(integer(0), sequence(rsa)), null],
  ["PKCS#8 with a number for a key", sequence(integer(0), sequence(rsa), long(40)), null],
  ["PKCS#8 with bytes for an algorithm", sequence(integer(0), element(4, rsa), octets(40)), null],
  [
    "PKCS#8, encrypted",
    sequence(sequence(rsa), octets(16)),
    { name: "private key (PKCS#8)", encrypted: true },
  ],
  ["PKCS#8, encrypted, with 15 bytes", sequence(sequence(rsa), octets(15)), null],
  ["PKCS#8, encrypted, with more behind", sequence(sequence(rsa), octets(32), integer(1)), null],
  ["PKCS#8, encrypted, with nothing said of how", sequence(sequence(), octets(32)), null],
  ["PKCS#8, encrypted, with a number for an algorithm", sequence(sequence(integer(1)), octets(32)), null],
  ["a public key", sequence(sequence(rsa), element(3, filled(32))), null],
  ["a certificate", sequence(sequence(rsa), sequence(filled(32))), null],
  ["a set", element(0x31, Buffer.concat([integer(1), octets(32)])), null],
  ["an empty sequence", sequence(), null],
  ["a sequence of one", sequence(integer(1)), null],
  ["a first part that is longer than the whole", Buffer.from([0x30, 3, 2, 9, 1, 4, 4, 1, 1, 1, 1]), null],
  [
    "a second part that is longer than the whole",
    Buffer.concat([Buffer.from([0x30, 5]), integer(1), octets(40)]),
    null,
  ],
  [
    "lengths in more bytes than they need",
    element(0x30, Buffer.concat([integer(1), element(4, filled(32), 3)]), 4),
    plain("EC private key"),
  ],
  ["a length in five bytes", element(0x30, Buffer.concat([integer(1), octets(32)]), 5), null],
  [
    "an indefinite length",
    Buffer.concat([Buffer.from([0x30, 0x80]), integer(1), octets(32), Buffer.alloc(2)]),
    null,
  ],
  ["a length that is cut", Buffer.from([0x30, 0x84, 0, 0]), null],
  ["nothing", Buffer.alloc(0), null],
  ["a tag alone", Buffer.from([0x30]), null],
  ["one byte less than its length", sequence(integer(1), octets(32)).subarray(0, -1), null],
];

for (const [what, bytes, key] of ders) {
  test(`a key by its structure: ${what}`, () => assert.deepEqual(keyInDer(bytes), key));
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

interface OpenSsh {
  readonly magic?: string;
  readonly cipher?: string;
  readonly publicKey?: Buffer;
  readonly privateLength?: number;
}

const openSsh = ({ magic = "openssh-key-v1\0", cipher = "none", publicKey, privateLength = 32 }: OpenSsh) =>
  Buffer.concat([
    Buffer.from(magic),
    string(cipher),
    string("none"),
    string(""),
    Buffer.from([0, 0, 0, 1]),
    string(publicKey ?? string("ssh-rsa")),
    string(filled(privateLength)),
  ]);

const openSshKeys: [what: string, bytes: Buffer, key: ReturnType<typeof keyInOpenSsh>][] = [
  ["plain", openSsh({}), plain("OpenSSH private key (ssh-rsa)")],
  [
    "encrypted",
    openSsh({ cipher: "aes256-ctr" }),
    { name: "OpenSSH private key (ssh-rsa)", encrypted: true },
  ],
  [
    "of a security key",
    openSsh({ publicKey: string("sk-ssh-ed25519@openssh.com") }),
    plain("OpenSSH private key (sk-ssh-ed25519@openssh.com)"),
  ],
  [
    "of an algorithm with a name of 64",
    openSsh({ publicKey: string("a".repeat(64)) }),
    plain(`OpenSSH private key (${"a".repeat(64)})`),
  ],
  [
    "of an algorithm with a longer name",
    openSsh({ publicKey: string("a".repeat(65)) }),
    plain(`OpenSSH private key (${"a".repeat(64)})`),
  ],
  ["of an algorithm with a name of two", openSsh({ publicKey: string("ab") }), plain("OpenSSH private key")],
  [
    "of an algorithm whose name is no name",
    openSsh({ publicKey: string("a b c") }),
    plain("OpenSSH private key"),
  ],
  ["with a public key of four bytes", openSsh({ publicKey: filled(4) }), null],
  ["with a public key of five", openSsh({ publicKey: string("a") }), plain("OpenSSH private key")],
  ["with 31 private bytes", openSsh({ privateLength: 31 }), null],
  ["of another version", openSsh({ magic: "openssh-key-v2\0" }), null],
  ["cut by a byte", openSsh({}).subarray(0, -1), null],
  [
    "of an algorithm whose name begins with none",
    openSsh({ publicKey: string("a b-cd") }),
    plain("OpenSSH private key"),
  ],
  [
    "of an algorithm whose name ends in none",
    openSsh({ publicKey: string("abcd e") }),
    plain("OpenSSH private key"),
  ],
  ...[15, 18, 23, 27, 31, 35, 39, 50].map((length): [string, Buffer, null] => [
    `cut at ${length}`,
    openSsh({}).subarray(0, length),
    null,
  ]),
];

for (const [what, bytes, key] of openSshKeys) {
  test(`a key in OpenSSH's form, ${what}`, () => assert.deepEqual(keyInOpenSsh(bytes), key));
}

/** A number as OpenPGP writes it: its bits, then its bytes. */
const number = (bits: number) => {
  const bytes = Buffer.alloc(2 + Math.ceil(bits / 8), 0x81);
  bytes.writeUInt16BE(bits);
  return bytes;
};

/** Version 4: version, time, algorithm, what is public, the octet that says how the rest is locked, the rest. */
const secret = (algorithm: number, open: readonly Buffer[], usage: number, version = 4) =>
  Buffer.concat([
    Buffer.from([version, 1, 2, 3, 4, ...(version === 3 ? [0, 0] : []), algorithm]),
    ...open,
    Buffer.from([usage]),
    filled(40),
  ]);

const curve = Buffer.from([3, 0x2b, 0x65, 0x70]);
const rsaNumbers = [number(256), number(17)];
const body = secret(1, rsaNumbers, 0);
const oldPacket = (tag: number, content: Buffer, lengthType: 0 | 1 | 2) => {
  const octets = [1, 2, 4][lengthType] ?? 4;
  const head = Buffer.alloc(1 + octets);
  head[0] = 0x80 | (tag << 2) | lengthType;
  head.writeUIntBE(content.length, 1, octets);
  return Buffer.concat([head, content]);
};
const newPacket = (tag: number, content: Buffer, form: "one" | "two" | "five" = "one") => {
  const { length } = content;
  const heads = {
    one: [length],
    two: [192 + ((length - 192) >> 8), (length - 192) & 255],
    five: [255, 0, 0, length >> 8, length & 255],
  };
  return Buffer.concat([Buffer.from([0xc0 | tag, ...heads[form]]), content]);
};
const longBody = Buffer.concat([body, filled(400)]);
const open = plain("PGP private key");
const locked = { name: "PGP private key", encrypted: true };

const pgpKeys: [what: string, bytes: Buffer, key: ReturnType<typeof keyInOpenPgp>][] = [
  ["an old packet with one octet of length", oldPacket(5, body, 0), open],
  ["an old packet with two", oldPacket(5, body, 1), open],
  ["an old packet with four", oldPacket(5, body, 2), open],
  ["an old packet without a length", Buffer.concat([Buffer.from([0x97]), body]), null],
  ["an old packet that is cut in its length", Buffer.from([0x96, 0, 0]), null],
  ["a new packet", newPacket(5, body), open],
  ["a new packet of 192 octets and more", newPacket(5, longBody, "two"), open],
  ["a new packet with five octets of length", newPacket(5, longBody, "five"), open],
  ["a new packet whose two octets are cut", Buffer.from([0xc5, 200]), null],
  ["a new packet whose five octets are cut", Buffer.from([0xc5, 255, 0, 0, 1]), null],
  ["a new packet in parts", Buffer.concat([Buffer.from([0xc5, 230]), longBody]), null],
  ["a packet that is cut", newPacket(5, body).subarray(0, -1), null],
  ["a packet with another behind it", Buffer.concat([newPacket(5, body), newPacket(13, filled(5))]), open],
  ["a subkey", newPacket(7, body), open],
  ["a public key", newPacket(6, body), null],
  ["an old public key", oldPacket(6, body, 1), null],
  ["no packet", Buffer.concat([Buffer.from([0x45]), body]), null],
  ["nothing", Buffer.alloc(0), null],
  ["one octet", Buffer.from([0xc5]), null],
  ["version 1", newPacket(5, secret(1, rsaNumbers, 0, 1)), null],
  ["version 2, whose form is older", newPacket(5, secret(1, rsaNumbers, 9, 2)), open],
  ["version 3", newPacket(5, secret(1, rsaNumbers, 0, 3)), open],
  ["version 3, locked", newPacket(5, secret(1, rsaNumbers, 1, 3)), locked],
  ["version 6, which is not looked into", newPacket(5, secret(1, rsaNumbers, 9, 6)), open],
  ["version 7", newPacket(5, secret(1, rsaNumbers, 0, 7)), null],
  ["31 octets", newPacket(5, body.subarray(0, 31)), null],
  ["32 octets", newPacket(5, Buffer.concat([body.subarray(0, 8), Buffer.alloc(24)])), open],
  ["RSA, locked", newPacket(5, secret(1, rsaNumbers, 254)), locked],
  ["RSA for encryption, locked", newPacket(5, secret(2, rsaNumbers, 254)), locked],
  ["RSA for signatures, locked", newPacket(5, secret(3, rsaNumbers, 254)), locked],
  ["Elgamal", newPacket(5, secret(16, [number(64), number(64), number(64)], 0)), open],
  ["Elgamal, locked", newPacket(5, secret(16, [number(64), number(64), number(64)], 255)), locked],
  ["DSA", newPacket(5, secret(17, [number(60), number(33), number(8), number(1)], 0)), open],
  ["DSA, locked", newPacket(5, secret(17, [number(60), number(33), number(8), number(1)], 1)), locked],
  ["ECDH", newPacket(5, secret(18, [curve, number(263), Buffer.from([3, 1, 8, 7])], 0)), open],
  ["ECDH, locked", newPacket(5, secret(18, [curve, number(263), Buffer.from([3, 1, 0, 7])], 254)), locked],
  ["ECDSA", newPacket(5, secret(19, [curve, number(263)], 0)), open],
  ["ECDSA, locked", newPacket(5, secret(19, [curve, number(263)], 254)), locked],
  ["EdDSA", newPacket(5, secret(22, [curve, number(263)], 0)), open],
  ["EdDSA, locked", newPacket(5, secret(22, [curve, number(263)], 254)), locked],
  ["an algorithm that is not known", newPacket(5, secret(99, [number(64)], 254)), open],
  [
    "a number that runs past the end",
    newPacket(5, secret(1, [number(256), Buffer.from([0xff, 0xff])], 254)),
    open,
  ],
];

for (const [what, bytes, key] of pgpKeys) {
  test(`a key in OpenPGP's form: ${what}`, () => assert.deepEqual(keyInOpenPgp(bytes), key));
}
