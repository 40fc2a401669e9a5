/**
 * Finds many short literals in a file in one pass over its bytes, two bytes at a time.
 *
 * A literal of three bytes or more holds a whole pair of bytes at an even place wherever it begins: one pair if it
 * begins at an even offset, another if it begins at an odd one. A table says for each of the 65,536 pairs whether
 * some literal is known by it, so that ordinary text costs one look-up for every two bytes, and only where a rare
 * pair turns up are the literals compared. The cost is linear in the bytes whatever they are.
 */
export type LiteralScan = (bytes: Buffer, visit: (literal: number, at: number) => void) => void;

interface Candidate {
  readonly literal: number;
  readonly bytes: Buffer;
  /** Place of the pair in the literal. */
  readonly pairAt: number;
}

/** The letters of source code, most frequent first. All that is not in it is rarer than the last. */
const frequent = "etnirsaocAuClpdmfhgbSyxk.vw-_/:EDIGjqz";

function frequencyOf(character: string): number {
  const rank = frequent.indexOf(character);
  return rank === -1 ? 1 : frequent.length - rank + 1;
}

/** Place of the rarest pair that begins at `phase`, `phase` + 2 and so on. */
function rarestPair(literal: string, phase: number): number {
  let best = phase;
  let bestFrequency = Number.POSITIVE_INFINITY;
  for (let at = phase; at + 1 < literal.length; at += 2) {
    const frequency = frequencyOf(literal.charAt(at)) * frequencyOf(literal.charAt(at + 1));
    if (frequency < bestFrequency) [best, bestFrequency] = [at, frequency];
  }
  return best;
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The number that this machine reads for two bytes. */
function pairNumber(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  return littleEndian ? first | (second << 8) : (first << 8) | second;
}

function occursAt(bytes: Buffer, literal: Buffer, start: number): boolean {
  if (start < 0 || start + literal.length > bytes.length) return false;
  for (let index = 0; index < literal.length; index++) {
    if (bytes[start + index] !== literal[index]) return false;
  }
  return true;
}

/**
 * Prepares the scan for a list of distinct ASCII literals of at least three characters. `visit` gets the place of a
 * literal in the list and the byte offset, nearly in order: two literals that overlap may come in either order.
 */
export function literalScan(literals: readonly string[]): LiteralScan {
  const table = new Uint8Array(65_536);
  const buckets: Candidate[][] = [[]];
  for (const [literal, text] of literals.entries()) {
    if (text.length < 3)
      throw new RangeError(`the literal ${JSON.stringify(text)} is shorter than three characters`);
    const bytes = Buffer.from(text, "latin1");
    for (const phase of [0, 1]) {
      const pairAt = rarestPair(text, phase);
      const pair = pairNumber(bytes, pairAt);
      const known = table[pair] ?? 0;
      const bucket = known === 0 ? buckets.push([]) - 1 : known;
      if (bucket > 255) throw new RangeError("too many literals for one table");
      table[pair] = bucket;
      buckets[bucket]?.push({ literal, bytes, pairAt });
    }
  }

  return (bytes, visit) => {
    const visitPair = (at: number): void => {
      const bucket = table[pairNumber(bytes, at)] ?? 0;
      if (bucket === 0) return;
      for (const candidate of buckets[bucket] ?? []) {
        const start = at - candidate.pairAt;
        if (occursAt(bytes, candidate.bytes, start)) visit(candidate.literal, start);
      }
    };
    // A view of 32-bit numbers must begin at an address that four divides; what lies before and behind goes by hand.
    const head = Math.min(bytes.length, -bytes.byteOffset & 3);
    const count = ((bytes.length - head) >> 2) & ~1;
    const words = new Uint32Array(bytes.buffer, count === 0 ? 0 : bytes.byteOffset + head, count);
    for (let at = bytes.byteOffset & 1; at < head && at + 1 < bytes.length; at += 2) visitPair(at);
    for (let index = 0; index < count; index += 2) {
      // The loop that every byte goes through: four look-ups, one branch.
      const one = words[index] ?? 0;
      const other = words[index + 1] ?? 0;
      const known =
        (table[one & 0xffff] ?? 0) |
        (table[one >>> 16] ?? 0) |
        (table[other & 0xffff] ?? 0) |
        (table[other >>> 16] ?? 0);
      if (known === 0) continue;
      const at = head + index * 4;
      for (let offset = 0; offset < 8; offset += 2) visitPair(at + offset);
    }
    for (let at = head + count * 4; at + 1 < bytes.length; at += 2) visitPair(at);
  };
}
