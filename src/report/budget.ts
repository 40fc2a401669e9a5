/** What rows are about, for the sentence that counts those that were left out. */
export interface Content {
  /** `finding`, `package`, `file`: a noun in the singular. */
  readonly noun: string;
  /** Rule or package, already escaped; null when the noun says enough. */
  readonly name: string | null;
}

/** A heading above one or several blocks, told from others by identity. */
export interface Head {
  readonly text: string;
}

/** A piece of a document that can lose rows at its end, or all of them and its heads with them. */
export interface Block {
  /** Headings above the rows, outermost first; one that the block before had too is not repeated. */
  readonly heads: readonly Head[];
  readonly open: string;
  readonly rows: readonly string[];
  readonly close: string;
  /** Lower numbers get room first; blocks of one number in document order. */
  readonly turn: number;
  readonly content: Content;
}

/** What was left out, by content. */
export type Left = ReadonlyMap<Content, number>;

/**
 * The blocks joined in document order, in at most `bytes` bytes of UTF-8. Room goes to the blocks by turn, row by row.
 */
export function fit(blocks: readonly Block[], bytes: number): { readonly text: string; readonly left: Left } {
  const granted = new Map<Block, number>();
  const left = new Map<Content, number>();
  let room = bytes;
  for (const block of blocks.toSorted((a, b) => a.turn - b.turn)) {
    const frame = [...block.heads.map(({ text }) => text), block.open, block.close];
    let rows = 0;
    let rest = room - frame.reduce((sum, part) => sum + length(part) + SEPARATOR, 0);
    for (const row of block.rows) {
      rest -= length(row) + SEPARATOR;
      if (rest < 0) break;
      rows += 1;
      room = rest;
    }
    granted.set(block, rows);
    const missing = block.rows.length - rows;
    if (missing > 0) left.set(block.content, (left.get(block.content) ?? 0) + missing);
  }
  return { text: join(blocks, granted), left };
}

/** At most two line feeds follow any part. */
const SEPARATOR = 2;

function length(text: string): number {
  return Buffer.byteLength(text);
}

function join(blocks: readonly Block[], granted: ReadonlyMap<Block, number>): string {
  const parts: string[] = [];
  let heads: readonly Head[] = [];
  for (const block of blocks) {
    const rows = block.rows.slice(0, granted.get(block) ?? 0);
    if (rows.length === 0) continue;
    const same = block.heads.findIndex((head, depth) => heads[depth] !== head);
    parts.push(...(same < 0 ? [] : block.heads.slice(same).map(({ text }) => text)));
    heads = block.heads;
    parts.push([block.open, ...rows, block.close].filter((part) => part !== "").join("\n"));
  }
  return parts.join("\n\n");
}
