/**
 * Keys that were published for everybody to read, by the fingerprint of their bytes: they guard nothing, and code that implements or
 * probes an algorithm carries them about. A finding says so and is a warning.
 */
const published: ReadonlyMap<string, string> = new Map([
  ["80b885d1af82", "it is the example of RFC 8410"],
  ["43e4b7413138", "it is the example of RFC 7517"],
  ["cfcef6cfb631", "it is the example of RFC 7515"],
  ["644d50ab6486", "it is the example of RFC 8037"],
  // https://github.com/mscdex/ssh2/blob/master/lib/protocol/constants.js, and every bundle that holds it
  ["b73968ba56e2", "it is the one with which ssh2 asks whether Node.js knows Ed25519"],
]);

/** Why a key with this fingerprint is no secret, in words that go on a sentence; null when nothing is known of it. */
export function whyPublished(fingerprint: string): string | null {
  return published.get(fingerprint) ?? null;
}
