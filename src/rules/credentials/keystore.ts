/** What kind of keystore the bytes are, as a phrase with its article; null when they are none. */
export function keystoreOf(bytes: Buffer): string | null {
  switch (bytes.length < 16 ? 0 : bytes.readUInt32BE(0)) {
    // https://github.com/openjdk/jdk/blob/master/src/java.base/share/classes/sun/security/provider/JavaKeyStore.java
    case 0xfeedfeed:
      return "a Java keystore";
    case 0xcececece:
      return "a Java keystore (JCEKS)";
    // https://keepass.info/help/kb/kdbx.html
    case 0x03d9a29a:
      return "a KeePass database";
    // "kych", as https://github.com/apple-oss-distributions/Security has it
    case 0x6b796368:
      return "a macOS keychain";
    default:
      return isPkcs12(bytes) ? "a PKCS#12 keystore" : null;
  }
}

/** A sequence that begins with version 3 and goes on with the content type `data` or `signedData`. @see https://www.rfc-editor.org/rfc/rfc7292#section-4 */
function isPkcs12(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false;
  const length = bytes[1] ?? 0;
  const at = length > 0x80 && length < 0x85 ? 2 + length - 0x80 : 2;
  if (bytes[at] !== 2 || bytes[at + 1] !== 1 || bytes[at + 2] !== 3 || bytes[at + 3] !== 0x30) return false;
  return bytes.subarray(at + 4, at + 20).includes(Buffer.from("2a864886f70d0107", "hex"));
}
