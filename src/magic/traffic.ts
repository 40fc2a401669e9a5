import { Reader } from "./reader.ts";

/** Bytes at the start of JSON that are looked at. */
const head = 512;

/**
 * What record of network traffic the bytes are, as a phrase with its article; null when they are none.
 * @see https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html and https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function trafficKind(bytes: Buffer): string | null {
  const reader = new Reader(bytes, false);
  switch (reader.u32(0)) {
    case 0xa1b2c3d4:
    case 0xd4c3b2a1:
    case 0xa1b23c4d:
    case 0x4d3cb2a1:
      return "captured network packets (pcap)";
    case 0x0a0d0d0a:
      return reader.u32(8) === 0x1a2b3c4d || reader.u32(8) === 0x4d3c2b1a
        ? "captured network packets (pcapng)"
        : null;
    default:
      return bytes[0] === 0x7b && isHar(bytes)
        ? "a record of web traffic (HAR), with its cookies and headers"
        : null;
  }
}

function isHar(bytes: Buffer): boolean {
  // Nearly all JSON has another first key.
  if (!/^\{\s{0,9}"log"/.test(bytes.toString("latin1", 0, 16))) return false;
  const text = bytes.toString("latin1", 0, head);
  return (
    /^\{\s{0,9}"log"\s{0,9}:\s{0,9}\{\s{0,9}"(?:version|creator|browser|pages)"\s{0,9}:/.test(text) &&
    /"creator"\s{0,9}:\s{0,9}\{/.test(text)
  );
}
