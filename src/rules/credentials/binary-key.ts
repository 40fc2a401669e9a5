import { keyInDer } from "./der.ts";
import type { PrivateKey } from "./key-blocks.ts";
import { keyInBareOpenPgp } from "./openpgp.ts";
import { keyInOpenSsh } from "./openssh.ts";

/** A key of RSA with 16,384 bits has 9 KB; an OpenPGP key may bring subkeys, signatures and a picture. In bytes. */
const longestDer = 16 * 1024;
const longestOpenPgp = 256 * 1024;

/** A private key that is the whole of a file without any armor: DER, an exported OpenPGP key, the inside of an OpenSSH key. Null for all other bytes. */
export function binaryKey(bytes: Buffer): PrivateKey | null {
  if (bytes.length > longestOpenPgp) return null;
  const kind = bytes[0] === 0x30 ? derKey(bytes) : (keyInBareOpenPgp(bytes) ?? keyInOpenSsh(bytes));
  return kind === null ? null : { ...kind, at: 0, bytes, body: "" };
}

/** The outer element must be the file: whatever else begins with these bytes goes on behind it. */
function derKey(bytes: Buffer) {
  if (bytes.length > longestDer || bytes[1] === undefined) return null;
  const count = bytes[1] >= 0x80 ? bytes[1] - 0x80 : 0;
  if (count > 2 || bytes.length < 48) return null;
  const length = count === 0 ? bytes[1] : bytes.readUIntBE(2, count);
  return bytes.length === 2 + count + length ? keyInDer(bytes) : null;
}
