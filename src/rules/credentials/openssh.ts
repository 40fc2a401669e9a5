import type { KeyKind } from "./der.ts";

const magic = Buffer.from("openssh-key-v1\0", "latin1");

/**
 * Tells a private key in OpenSSH's own format.
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
export function keyInOpenSsh(bytes: Buffer): KeyKind | null {
  if (!bytes.subarray(0, magic.length).equals(magic)) return null;
  let at = magic.length;
  const next = (): Buffer | null => {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const string = bytes.subarray(at + 4, end);
    at = end;
    return string;
  };
  const cipher = next();
  const derivation = next();
  const options = next();
  at += 4;
  const publicKey = next();
  const privateKeys = next();
  if (
    cipher === null ||
    derivation === null ||
    options === null ||
    publicKey === null ||
    privateKeys === null
  )
    return null;
  if (publicKey.length < 5 || privateKeys.length < 32) return null;
  const type = publicKey.toString("latin1", 4, 4 + Math.min(64, publicKey.readUInt32BE(0)));
  const algorithm = /^[\w@.-]{3,64}$/.test(type) ? ` (${type})` : "";
  return { name: `OpenSSH private key${algorithm}`, encrypted: cipher.toString("latin1") !== "none" };
}
