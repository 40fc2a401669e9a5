/** Numbers and names out of a binary header. What lies beyond the end reads as zero, so that no header can make a reader fail. */
export class Reader {
  readonly bytes: Buffer;
  readonly littleEndian: boolean;

  constructor(bytes: Buffer, littleEndian: boolean) {
    this.bytes = bytes;
    this.littleEndian = littleEndian;
  }

  u8(at: number): number {
    return this.bytes[at] ?? 0;
  }

  u16(at: number): number {
    if (!this.#holds(at, 2)) return 0;
    return this.littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  u32(at: number): number {
    if (!this.#holds(at, 4)) return 0;
    return this.littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  /** Exact below 2^53; no offset in a file of half a gigabyte is larger. */
  u64(at: number): number {
    const [low, high] = this.littleEndian ? [at, at + 4] : [at + 4, at];
    return this.u32(high) * 2 ** 32 + this.u32(low);
  }

  /** Latin-1 text up to the first NUL, of at most `most` bytes. */
  name(at: number, most: number): string {
    const text = this.bytes.toString("latin1", at, at + most);
    const end = text.indexOf("\0");
    return end === -1 ? text : text.slice(0, end);
  }

  #holds(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.length;
  }
}

/** True when the bytes at `at` are those of the Latin-1 text. */
export function hasText(bytes: Buffer, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
