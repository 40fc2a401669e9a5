import { crc32 } from "node:zlib";
import { Breach } from "./breach.ts";
import { limits } from "./limits.ts";

const TRAILER = 8;
const FIXED_HEADER = 10;
/** Flag of a header that carries the original file name, as the `gzip` command writes it. */
const NAME_FLAG = 8;
/** Longest header that is looked through for the end of that name. */
const LONGEST_HEADER = 4096;

/**
 * The frame of a gzip file: header, one deflate stream, trailer, and nothing else. Node's own Gunzip reads on into a second
 * member without a word and drops what follows the last one, so the deflate stream alone is given to zlib and the frame is
 * read here.
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export class GzipFrame {
  readonly #size: number;
  #read = 0;
  /** Bytes of the header that have come; null once it is over. */
  #header: Buffer | null = Buffer.alloc(0);
  #headerLength = 0;
  readonly #trailer = Buffer.alloc(TRAILER);
  #inflated = 0;
  #crc = 0;

  /** `size`: bytes of the whole file. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Takes the next bytes of the file and returns those of the deflate stream among them. */
  deflated(chunk: Buffer): Buffer {
    const start = this.#read;
    this.#read += chunk.length;
    if (start === 0 && chunk.length > 0 && !startsLikeGzip(chunk)) throw new Breach("not-gzip");
    if (this.#read > this.#size) throw new Breach("changed");
    const trailerStart = Math.max(0, this.#size - TRAILER);
    if (this.#read > trailerStart) {
      const from = Math.max(0, trailerStart - start);
      chunk.copy(this.#trailer, start + from - trailerStart, from);
    }
    const data = chunk.subarray(0, Math.max(0, Math.min(chunk.length, trailerStart - start)));
    if (this.#header === null) return data;
    this.#header = Buffer.concat([this.#header, data]);
    const length = headerLength(this.#header);
    if (length === null) return Buffer.alloc(0);
    const rest = this.#header.subarray(length);
    this.#header = null;
    this.#headerLength = length;
    return rest;
  }

  /** What the trailer says of the unpacked size, in bytes, once the whole file was taken. A word that `finish` holds against the bytes. */
  get claimedSize(): number {
    return this.#trailer.readUInt32LE(4);
  }

  /** Takes the next unpacked bytes. `consumed`: bytes of the deflate stream that were read for all bytes so far. */
  inflated(chunk: Buffer, consumed: number): void {
    this.#inflated += chunk.length;
    this.#crc = crc32(chunk, this.#crc);
    if (this.#inflated > limits.total) throw new Breach("total-size");
    if (this.#inflated > limits.ratioFrom && this.#inflated > limits.ratio * consumed)
      throw new Breach("ratio");
  }

  /** Call when the deflate stream has ended; `consumed` are the bytes that it took. */
  finish(consumed: number): void {
    if (this.#header !== null) throw new Breach("gzip-truncated");
    if (this.#headerLength + consumed < this.#size - TRAILER) throw new Breach("gzip-trailing");
    if (this.#read !== this.#size) throw new Breach("changed");
    if (this.#trailer.readUInt32LE(0) !== this.#crc || this.#trailer.readUInt32LE(4) !== this.#inflated) {
      throw new Breach("gzip-checksum");
    }
  }
}

function startsLikeGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && (bytes.length === 1 || bytes[1] === 0x8b);
}

/** Length of the gzip header at the start of `bytes`; null when more bytes are needed to tell. */
function headerLength(bytes: Buffer): number | null {
  if (bytes.length < FIXED_HEADER) return null;
  const flags = bytes[3] ?? 0;
  if (bytes[2] !== 8 || (flags & ~NAME_FLAG) !== 0) throw new Breach("gzip-header");
  if (flags === 0) return FIXED_HEADER;
  const end = bytes.subarray(0, LONGEST_HEADER).indexOf(0, FIXED_HEADER);
  if (end !== -1) return end + 1;
  if (bytes.length >= LONGEST_HEADER) throw new Breach("gzip-header");
  return null;
}
