/**
 * Finds many short literals in a file in one pass over its bytes, two bytes at a time.
 *
 * Wherever a literal of three bytes or more begins, it touches two neighbouring pairs of bytes that lie at even places: two
 * of its own if it begins at an even offset, two others if it begins at an odd one, with a byte around it that may be anything.
 * A table says for each of the 65,536 pairs which groups of literals know it as their first pair and which as their second. Only
 * where a pair and the next one meet in a group are its literals compared, so that ordinary text costs one look-up for every two
 * bytes. The cost is linear in the bytes whatever they are.
 */
export type LiteralScan = (bytes: Buffer, visit: Visit) => void;

type Visit = (literal: number, at: number) => void;

interface Candidate {
  readonly literal: number;
  readonly bytes: Buffer;
  /** Place of the second pair in the literal. */
  readonly second: number;
}

/** As many as a cell of the table has bits for: one for the first pair, one for the second. */
const groupCount = 16;

/** The letters of source code, most frequent first. All that is not in it is rarer than the last. */
const frequent = "etnirsaocAuClpdmfhgbSyxk.vw-_/:EDIGjqz";

/** What may be anything is as frequent as all characters together. */
const any = 512;

const frequencies = new Uint16Array(128).fill(1);
for (const [rank, letter] of [...frequent].entries())
  frequencies[letter.charCodeAt(0)] = frequent.length - rank + 1;

function frequencyAt(literal: string, at: number): number {
  return at < 0 || at >= literal.length ? any : (frequencies[literal.charCodeAt(at)] ?? 1);
}

/** How often the pair at this place of the literal turns up in ordinary text, in no particular unit. */
function pairFrequency(literal: string, at: number): number {
  return frequencyAt(literal, at) * frequencyAt(literal, at + 1);
}

/** Place of the second of the two rarest pairs, when the first pair of all lies at `phase`: 0, or -1 for one half outside. */
function rarestSecond(literal: string, phase: number): number {
  let best = phase + 2;
  let bestFrequency = Number.POSITIVE_INFINITY;
  for (let second = phase + 2; second < literal.length; second += 2) {
    const frequency = pairFrequency(literal, second - 2) * pairFrequency(literal, second);
    if (frequency < bestFrequency) [best, bestFrequency] = [second, frequency];
  }
  return best;
}

/** Literals that share their bits in the table: the fewer a pair and the next one meet by chance, the better. */
class Group {
  /** By the first byte of the second pair. */
  readonly candidates = new Map<number, Candidate[]>();
  #first = 0;
  #second = 0;

  /** How many more chance meetings there would be. */
  costOf(first: number, second: number): number {
    return (this.#first + first) * (this.#second + second) - this.#first * this.#second;
  }

  add(candidate: Candidate, first: number, second: number): void {
    const byte = candidate.bytes[candidate.second] ?? 0;
    const known = this.candidates.get(byte);
    if (known === undefined) this.candidates.set(byte, [candidate]);
    else known.push(candidate);
    this.#first += first;
    this.#second += second;
  }
}

const none: readonly Candidate[] = [];

/** The place of the group to which a literal with pairs of these frequencies adds least. */
function cheapest(groups: readonly Group[], first: number, second: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let place = 0; place < groups.length; place++) {
    const cost = groups[place]?.costOf(first, second) ?? least;
    if (cost >= least) continue;
    best = place;
    least = cost;
  }
  return best;
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The number that this machine reads for two bytes. */
function pairNumber(first: number, second: number): number {
  return littleEndian ? first | (second << 8) : (first << 8) | second;
}

/** Marks each pair that the literal can have at this place, half of which may lie outside of it. */
function mark(table: Uint32Array, literal: Buffer, at: number, bit: number): void {
  const [first, second] = [literal[at], literal[at + 1]];
  for (let one = first ?? 0; one <= (first ?? 255); one++) {
    for (let two = second ?? 0; two <= (second ?? 255); two++) {
      const pair = pairNumber(one, two);
      table[pair] = (table[pair] ?? 0) | bit;
    }
  }
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
  const table = new Uint32Array(65_536);
  const groups = Array.from({ length: groupCount }, () => new Group());
  for (const [literal, text] of literals.entries()) {
    if (text.length < 3)
      throw new RangeError(`the literal ${JSON.stringify(text)} is shorter than three characters`);
    const bytes = Buffer.from(text, "latin1");
    for (const phase of [0, -1]) {
      const second = rarestSecond(text, phase);
      const [one, two] = [pairFrequency(text, second - 2), pairFrequency(text, second)];
      const group = cheapest(groups, one, two);
      mark(table, bytes, second - 2, 1 << group);
      mark(table, bytes, second, 1 << (group + groupCount));
      groups[group]?.add({ literal, bytes, second }, one, two);
    }
  }

  const candidates = groups.map((group) => group.candidates);
  // Made once and not for each file, so that the engine need not make them fast again and again.
  /** Compares where the pair at `at` is the second one of these groups. */
  const compare = (bytes: Buffer, visit: Visit, at: number, met: number): void => {
    const byte = bytes[at] ?? 0;
    for (let rest = met; rest !== 0; rest &= rest - 1) {
      for (const candidate of candidates[31 - Math.clz32(rest & -rest)]?.get(byte) ?? none) {
        const start = at - candidate.second;
        if (occursAt(bytes, candidate.bytes, start)) visit(candidate.literal, start);
      }
    }
  };
  /** The cell of the pair that begins at `at`. What lies outside of the bytes reads as zero, and is compared in vain. */
  const cellAt = (bytes: Buffer, at: number): number =>
    table[pairNumber(bytes[at] ?? 0, bytes[at + 1] ?? 0)] ?? 0;
  const walk = (bytes: Buffer, visit: Visit, from: number, to: number): void => {
    let last = cellAt(bytes, from - 2);
    for (let at = from; at < to; at += 2) {
      const cell = cellAt(bytes, at);
      const met = last & (cell >>> groupCount);
      if (met !== 0) compare(bytes, visit, at, met);
      last = cell;
    }
  };

  return (bytes, visit) => {
    // A view of 16-bit numbers must begin at an even address; what lies before and behind goes by hand.
    const head = Math.min(bytes.length, bytes.byteOffset & 1);
    const count = ((bytes.length - head) >> 1) & ~3;
    const pairs = new Uint16Array(bytes.buffer, count === 0 ? 0 : bytes.byteOffset + head, count);
    let last = cellAt(bytes, head - 2);
    for (let index = nextMeeting(table, pairs, 0, last); index < count; ) {
      if (index > 0) last = table[pairs[index - 1] ?? 0] ?? 0;
      for (const end = index + 4; index < end; index++) {
        const cell = table[pairs[index] ?? 0] ?? 0;
        const met = last & (cell >>> groupCount);
        if (met !== 0) compare(bytes, visit, head + index * 2, met);
        last = cell;
      }
      index = nextMeeting(table, pairs, index, last);
    }
    walk(bytes, visit, head + count * 2, bytes.length);
  };
}

/**
 * From where on the next four pairs have one that meets the one before it; the number of pairs when none has. `before` is the cell
 * in front of the first. Every byte goes through here, with four look-ups and one branch for eight: a function of its own, because
 * the engine makes a loop this small fast.
 */
function nextMeeting(table: Uint32Array, pairs: Uint16Array, from: number, before: number): number {
  let last = before;
  for (let index = from; index < pairs.length; index += 4) {
    const one = table[pairs[index] ?? 0] ?? 0;
    const two = table[pairs[index + 1] ?? 0] ?? 0;
    const three = table[pairs[index + 2] ?? 0] ?? 0;
    const four = table[pairs[index + 3] ?? 0] ?? 0;
    const met =
      (last & (one >>> groupCount)) |
      (one & (two >>> groupCount)) |
      (two & (three >>> groupCount)) |
      (three & (four >>> groupCount));
    if (met !== 0) return index;
    last = four;
  }
  return pairs.length;
}
