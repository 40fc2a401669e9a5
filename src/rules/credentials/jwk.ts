import type { PrivateKey } from "./key-blocks.ts";

const beginning = /^kty\\{0,8}["']?\s{0,20}:\s{0,20}\\{0,8}["'](RSA|EC|OKP)\\{0,8}["']/;
const privatePart = /[{,\s"']d\\{0,8}["']?\s{0,20}:\s{0,20}\\{0,8}["']([A-Za-z0-9_-]{42,1500})\\{0,8}["']/;
/** Every private JWK carries its public part: a point, or a modulus. */
const publicPart = /[{,\s"'](?:x|n)\\{0,8}["']?\s{0,20}:\s{0,20}\\{0,8}["'][A-Za-z0-9_-]{42,1500}\\{0,8}["']/;

/** A JWK of RSA with 8,192 bits and all its numbers has about 6 KB. */
const longest = 16 * 1024;

/**
 * Private keys as JSON Web Keys, also in a JavaScript object or an escaped string: an object without inner objects
 * that has `kty`, the private `d` and the public part. Symmetric keys (`oct`) are left alone: theirs is in every example.
 * @see https://www.rfc-editor.org/rfc/rfc7517
 */
export function jwkKeys(bytes: Buffer, places: readonly number[]): PrivateKey[] {
  const keys: PrivateKey[] = [];
  let done = 0;
  for (const place of places) {
    if (place < done) continue;
    const type = beginning.exec(bytes.toString("latin1", place, place + 80))?.[1];
    if (type === undefined) continue;
    const floor = Math.max(done, place - longest);
    const open = bytes.subarray(floor, place).lastIndexOf("{");
    const close = bytes.subarray(place, place + longest).indexOf("}");
    done = place + (close === -1 ? longest : close);
    if (open === -1 || close === -1) continue;
    const text = bytes.toString("latin1", floor + open, place + close + 1);
    const value = privatePart.exec(text)?.[1];
    if (value === undefined || !publicPart.test(text)) continue;
    const name = `${type} private key (JSON Web Key)`;
    keys.push({
      name,
      encrypted: false,
      at: floor + open,
      bytes: Buffer.from(value, "base64url"),
      body: value,
    });
  }
  return keys;
}
