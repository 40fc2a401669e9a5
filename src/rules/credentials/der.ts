/** One element of DER: its tag, and where its content lies. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const integer = 0x02;
const octetString = 0x04;
const objectIdentifier = 0x06;
const sequence = 0x30;

/** Reads one element with a definite length that fits into the bytes, else null. */
function elementAt(bytes: Buffer, at: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count < 1 || count > 4 || start + count > bytes.length) return null;
    length = bytes.readUIntBE(start, count);
    start += count;
  }
  return start + length <= bytes.length ? { tag, start, end: start + length } : null;
}

/** Object identifiers of the algorithms in a PKCS#8 key, as their bytes in hex. */
const algorithms: ReadonlyMap<string, string> = new Map([
  ["2a864886f70d010101", "RSA"],
  ["2a864886f70d01010a", "RSA-PSS"],
  ["2a864886f70d010301", "Diffie-Hellman"],
  ["2a8648ce380401", "DSA"],
  ["2a8648ce3d0201", "EC"],
  ["2b656e", "X25519"],
  ["2b656f", "X448"],
  ["2b6570", "Ed25519"],
  ["2b6571", "Ed448"],
]);

export interface KeyKind {
  /** Such as `RSA private key (PKCS#1)`. */
  readonly name: string;
  readonly encrypted: boolean;
}

/**
 * Tells a private key by the structure of its DER, whatever label stood above it: PKCS#1 (RFC 8017 A.1.2), the
 * traditional DSA form, SEC 1 (RFC 5915), PKCS#8 (RFC 5958) plain or encrypted. Null for everything else, for
 * certificates and public keys, and for what is cut short.
 */
export function keyInDer(bytes: Buffer): KeyKind | null {
  const outer = elementAt(bytes, 0);
  if (outer?.tag !== sequence) return null;
  const first = elementAt(bytes, outer.start);
  if (first === null || first.end > outer.end) return null;
  const second = elementAt(bytes, first.end);
  if (second === null || second.end > outer.end) return null;

  if (first.tag === sequence) {
    const algorithm = elementAt(bytes, first.start);
    const encrypted = algorithm?.tag === objectIdentifier && second.tag === octetString;
    // A public key has a BIT STRING there, a certificate a SEQUENCE.
    return encrypted && second.end === outer.end && second.end - second.start >= 16
      ? { name: "private key (PKCS#8)", encrypted: true }
      : null;
  }
  if (first.tag !== integer || first.end - first.start !== 1) return null;
  const version = bytes[first.start];
  const third = elementAt(bytes, second.end);
  const length = second.end - second.start;
  if (version === 0 && second.tag === integer && length >= 32 && third?.tag === integer) {
    let integers = 2;
    for (let at = second.end; at < outer.end && integers < 10; integers++) {
      const element = elementAt(bytes, at);
      if (element === null) return null;
      at = element.end;
    }
    return { name: integers <= 6 ? "DSA private key" : "RSA private key (PKCS#1)", encrypted: false };
  }
  if (version === 1 && second.tag === octetString && length >= 16)
    return { name: "EC private key", encrypted: false };
  if (version !== undefined && version <= 1 && second.tag === sequence && third?.tag === octetString) {
    const oid = elementAt(bytes, second.start);
    if (oid?.tag !== objectIdentifier) return null;
    const algorithm = algorithms.get(bytes.toString("hex", oid.start, oid.end));
    return {
      name: `${algorithm === undefined ? "" : `${algorithm} `}private key (PKCS#8)`,
      encrypted: false,
    };
  }
  return null;
}
