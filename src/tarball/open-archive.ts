import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { CouldNotJudge } from "../failure.ts";
import { isTooLarge } from "../magic/archive.ts";
import { type OpenFile, partsOf } from "../regular-file.ts";
import { Body } from "./body.ts";
import { Breach, breaches } from "./breach.ts";
import { GzipFrame } from "./gzip.ts";
import { isRecord } from "./manifest.ts";
import { type BlockEntry, Profile } from "./profile.ts";
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

/**
 * The entries of a file as tar-stream reads them, each held against what the profile read from the same blocks. The profile sees
 * every byte first, so nothing reaches tar-stream on which it could loop or wait for ever.
 */
export class OpenArchive {
  readonly #file: string;
  readonly #frame: GzipFrame;
  readonly #profile = new Profile();
  readonly #chunk: number;
  readonly #archive = extract();
  readonly #reading: Promise<void>;
  /** What stopped the reading from inside: a breach, or a bug of ours. Streams may pass it on as another error. */
  #stop: { readonly error: unknown } | null = null;
  /** Bytes of the deflate stream that were read so far. */
  #consumed: () => number = () => 0;

  /** Takes over the opened file; `path` names it in messages. */
  constructor(path: string, file: OpenFile, hashes: readonly Hash[]) {
    this.#file = path;
    this.#frame = new GzipFrame(file.size);
    this.#chunk = chunkFor(file.size);
    const unframed = (chunks: AsyncIterable<Buffer>) => this.#unframed(chunks, hashes);
    const inflated = (chunks: AsyncIterable<Buffer>) => this.#inflatedAtOnce(chunks);
    const profiled = (chunks: AsyncIterable<Buffer>) => this.#profiled(chunks);
    const stream = { fd: file.descriptor, highWaterMark: this.#chunk };
    this.#reading =
      file.size <= smallFile
        ? pipeline(() => partsOf(file), unframed, inflated, profiled, this.#archive)
        : pipeline(createReadStream(path, stream), unframed, this.#inflater(), profiled, this.#archive);
  }

  /**
   * Hands each entry to `visit` while its content is in memory, to the last byte of the file or until `visit` returns true. The
   * buffer is used again for the next entry. By events, which need no promise for each entry.
   */
  async read(visit: (header: Header, content: Buffer) => boolean): Promise<void> {
    const body = new Body();
    let isOpen = false;
    let isEnough = false;
    this.#archive.on("entry", (header, stream, next) => {
      isOpen = true;
      this.#orStop(() => {
        const block = this.#profile.take();
        if (block === undefined || !agree(block, header)) throw new Breach("two-readings", header.name);
        body.empty(block.size);
      });
      stream.on("data", (chunk) =>
        this.#orStop(() => {
          if (!(chunk instanceof Uint8Array))
            throw new TypeError("tar-stream gave something that is not bytes");
          body.push(chunk);
        }),
      );
      // The archive fails with the same error.
      stream.on("error", () => {});
      stream.on("end", () => {
        if (this.#stop !== null || isEnough) return;
        this.#orStop(() => {
          isOpen = false;
          isEnough = visit(header, body.bytes);
        });
        if (isEnough) this.close();
        else if (this.#stop === null) next();
      });
    });
    try {
      await this.#reading;
      this.#guarded(() => {
        if (this.#stop !== null) throw this.#stop.error;
        const block = this.#profile.take();
        if (block !== undefined || isOpen) throw new Breach("two-readings", block?.path ?? null);
        this.#frame.finish(this.#consumed());
      });
    } catch (error) {
      if (!isEnough) throw this.#reasonOf(error);
    }
  }

  close(): void {
    this.#archive.destroy();
  }

  irregularities(): Irregularity[] {
    return this.#profile
      .irregularities()
      .map((found) => ({ ...found, path: found.path === null ? null : withoutRoot(found.path) }));
  }

  async *#unframed(chunks: AsyncIterable<Buffer>, hashes: readonly Hash[]): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      for (const hash of hashes) hash.update(chunk);
      const deflated = this.#guarded(() => this.#frame.deflated(chunk));
      if (deflated.length > 0) yield deflated;
    }
  }

  #inflater() {
    const inflate = createInflateRaw({ chunkSize: this.#chunk });
    this.#consumed = () => inflate.bytesWritten;
    return inflate;
  }

  async *#inflatedAtOnce(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const parts: Buffer[] = [];
    // The file is small, and its one part is still valid when the next is asked for in vain.
    for await (const part of chunks) parts.push(part);
    const deflated = Buffer.concat(parts);
    const inflated = inflatedWhole(deflated, this.#chunk);
    if (inflated === null) {
      yield* this.#inflater().end(deflated);
      return;
    }
    this.#consumed = () => inflated.consumed;
    for (let at = 0; at < inflated.bytes.length; at += this.#chunk)
      yield inflated.bytes.subarray(at, at + this.#chunk);
  }

  async *#profiled(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#guarded(() => {
        this.#frame.inflated(chunk, this.#consumed());
        this.#profile.push(chunk);
      });
      yield chunk;
    }
    this.#guarded(() => this.#profile.finish());
  }

  #guarded<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.#stop ??= { error };
      throw error;
    }
  }

  /** For what runs inside an event of tar-stream: what it throws ends the reading. */
  #orStop(step: () => void): void {
    try {
      this.#guarded(step);
    } catch {
      this.close();
    }
  }

  /** Turns what fs, zlib, tar-stream and the profile throw into one sentence. A bug of ours keeps its stack, and so does what `visit` throws. */
  #reasonOf(error: unknown): unknown {
    if (this.#stop !== null && !(this.#stop.error instanceof Breach)) return this.#stop.error;
    const cause = this.#stop?.error ?? error;
    return new UnreadableTarball(`${this.#file} ${clauseOf(cause)}.`, { cause });
  }
}

/** What a deflate stream gives, and the bytes of it that were read; null when it is more than `mostAtOnce`. Throws what zlib throws. */
function inflatedWhole(
  deflated: Buffer,
  chunkSize: number,
): { readonly bytes: Buffer; readonly consumed: number } | null {
  try {
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

/** Type flags by tar-stream's names for them. */
const flags: Readonly<Record<string, string>> = {
  file: "0\0",
  link: "1",
  symlink: "2",
  "character-device": "3",
  "block-device": "4",
  // An empty file whose name ends in `/` is a folder for tar-stream; the profile reports it.
  directory: "50\0",
  fifo: "6",
  "contiguous-file": "7",
};

function agree(block: BlockEntry, header: Header & { byteOffset?: number }): boolean {
  return (
    block.path === header.name &&
    block.size === header.size &&
    block.offset === header.byteOffset &&
    (flags[header.type ?? ""] ?? "").includes(block.type)
  );
}

/** npm drops the first component whatever it is; a name of one component only has none to drop and installs nothing. */
export function withoutRoot(name: string): string {
  const slash = name.indexOf("/");
  return slash === -1 ? name : name.slice(slash + 1);
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
