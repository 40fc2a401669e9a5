import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { CouldNotJudge } from "../failure.ts";
import { isTooLarge } from "../magic/archive.ts";
import { type OpenFile, wholeOf } from "../regular-file.ts";
import { Breach, breaches } from "./breach.ts";
import { GzipFrame } from "./gzip.ts";
import { isRecord } from "./manifest.ts";
import { type ArchiveEntry, Profile } from "./profile.ts";
import type { Irregularity } from "./tarball.ts";

/** The file is not a tarball that can be read to its end. */
export class UnreadableTarball extends CouldNotJudge {
  readonly kind = "unreadable-tarball";
}

/**
 * Bytes read and inflated at a time: more than Node's defaults, because both ends are sequential, and less for a small file, where
 * buffers make up much of the memory. Each takes a turn of the thread pool.
 */
function chunkFor(packedSize: number): number {
  return Math.min(256 * 1024, Math.max(64 * 1024, Math.ceil(packedSize / 16)));
}

/**
 * Bytes of a file that is read and inflated at once, as most are: beside managers that keep every core at work, a turn of the thread pool
 * costs more than the reading of some.
 */
export const smallFile = 64 * 1024;

/** Bytes that may come of one; what gives more is inflated part by part. */
const mostAtOnce = 4 * 1024 * 1024;

/** What is thrown when `visit` has seen enough. */
class Enough extends Error {}

/** The smallest piece that is asked of zlib, in bytes. */
const leastPiece = 1024;

/** The entries of a file, with their content, and what the profile says of them. */
export class OpenArchive {
  readonly #path: string;
  readonly #file: OpenFile;
  readonly #hashes: readonly Hash[];
  readonly #frame: GzipFrame;
  readonly #chunk: number;
  /** What stopped the reading from inside: a breach, what `visit` threw, or a bug of ours. Streams may pass it on as another error. */
  #stop: { readonly error: unknown } | null = null;
  /** Bytes of the deflate stream that were read so far. */
  #consumed: () => number = () => 0;

  /** Takes over the opened file, which is closed when it is read; `path` names it in messages. */
  constructor(path: string, file: OpenFile, hashes: readonly Hash[]) {
    this.#path = path;
    this.#file = file;
    this.#hashes = hashes;
    this.#frame = new GzipFrame(file.size);
    this.#chunk = chunkFor(file.size);
  }

  /**
   * Hands each entry to `visit` while its content is in memory, to the last byte of the file or until `visit` returns true. The
   * content is valid until the next entry. Gives what is irregular, so far as it was read.
   */
  async read(visit: (entry: ArchiveEntry, content: Buffer) => boolean): Promise<Irregularity[]> {
    const profile = new Profile((entry, content) => {
      if (visit(entry, content)) throw new Enough();
    });
    const take = (chunk: Buffer): void =>
      this.#guarded(() => {
        this.#frame.inflated(chunk, this.#consumed());
        profile.push(chunk);
      });
    try {
      await (this.#file.size <= smallFile ? this.#readAtOnce(take) : this.#readInPieces(take));
      this.#guarded(() => {
        profile.finish();
        this.#frame.finish(this.#consumed());
      });
    } catch (error) {
      if (!(this.#stop?.error instanceof Enough)) throw this.#reasonOf(error);
    }
    return profile
      .irregularities()
      .map((found) => ({ ...found, path: found.path === null ? null : withoutRoot(found.path) }));
  }

  async #readInPieces(take: (chunk: Buffer) => void): Promise<void> {
    const stream = createReadStream(this.#path, { fd: this.#file.descriptor, highWaterMark: this.#chunk });
    const unframed = (chunks: AsyncIterable<Buffer>) => this.#unframed(chunks);
    await pipeline(stream, unframed, this.#inflater(), each(take));
  }

  async *#unframed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const deflated = this.#deflated(chunk);
      if (deflated.length > 0) yield deflated;
    }
  }

  /** Takes the next bytes of the file, and gives those of its deflate stream. */
  #deflated(chunk: Buffer): Buffer {
    for (const hash of this.#hashes) hash.update(chunk);
    return this.#guarded(() => this.#frame.deflated(chunk));
  }

  #inflater() {
    const inflate = createInflateRaw({ chunkSize: this.#chunk });
    this.#consumed = () => inflate.bytesWritten;
    return inflate;
  }

  async #readAtOnce(take: (chunk: Buffer) => void): Promise<void> {
    const deflated = this.#deflated(wholeOf(this.#file));
    const inflated = inflatedWhole(deflated, this.#frame.claimedSize);
    if (inflated === null) {
      await pipeline([deflated], this.#inflater(), each(take));
    } else {
      this.#consumed = () => inflated.consumed;
      take(inflated.bytes);
    }
  }

  #guarded<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.#stop ??= { error };
      throw error;
    }
  }

  /** Turns what fs, zlib and the profile throw into one sentence. A bug of ours keeps its stack, and so does what `visit` throws. */
  #reasonOf(error: unknown): unknown {
    if (this.#stop !== null && !(this.#stop.error instanceof Breach)) return this.#stop.error;
    const cause = this.#stop?.error ?? error;
    return new UnreadableTarball(`${this.#path} ${clauseOf(cause)}.`, { cause });
  }
}

/** The end of a pipeline that takes chunk by chunk. */
function each(take: (chunk: Buffer) => void): (chunks: AsyncIterable<Buffer>) => Promise<void> {
  return async (chunks) => {
    for await (const chunk of chunks) take(chunk);
  };
}

/**
 * What a deflate stream gives, and the bytes of it that were read; null when it is more than `mostAtOnce`. `expected` bytes fit into one
 * piece of memory, which need not be copied then. Throws what zlib throws.
 */
function inflatedWhole(
  deflated: Buffer,
  expected: number,
): { readonly bytes: Buffer; readonly consumed: number } | null {
  try {
    // One byte more, or zlib would ask for another piece to learn that nothing is left.
    const chunkSize = Math.min(mostAtOnce, Math.max(leastPiece, expected + 1));
    const given: unknown = inflateRawSync(deflated, { info: true, chunkSize, maxOutputLength: mostAtOnce });
    if (!isInfo(given)) throw new TypeError("zlib gave no information");
    return { bytes: given.buffer, consumed: given.engine.bytesWritten };
  } catch (error) {
    if (isTooLarge(error)) return null;
    throw error;
  }
}

/** What `info` makes of the answer, which its types do not say. */
function isInfo(value: unknown): value is { buffer: Buffer; engine: { bytesWritten: number } } {
  return isRecord(value) && Buffer.isBuffer(value.buffer) && isRecord(value.engine);
}

/** npm drops the first component whatever it is; a name of one component only has none to drop and installs nothing. */
export function withoutRoot(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

function clauseOf(error: unknown): string {
  if (error instanceof Breach) return error.message;
  switch (errorCode(error)) {
    case "Z_DATA_ERROR":
      return "is corrupt, its compressed data does not decode: pack it again";
    case "Z_BUF_ERROR":
      return breaches["gzip-truncated"][1];
    default: {
      const message = error instanceof Error ? error.message : String(error);
      return `is corrupt (${message.replace(/\.$/, "")}): pack it again`;
    }
  }
}

/** `ENOENT`, `Z_DATA_ERROR` and the like. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
