import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import { type ArchiveKind, isTooLarge } from "./archive.ts";
import { tarMembers } from "./tar.ts";
import { zipMembers } from "./zip.ts";

/** A file in an archive. */
export interface Member {
  /** As the archive spells it. */
  readonly path: string;
  /** Bytes, as the archive claims. */
  readonly size: number;
  /** Null when it cannot be had: encrypted, broken, packed in another way, or beyond the budget. */
  readonly content: Buffer | null;
}

/** Bytes that may still be unpacked and files looked at, for all archives of one tarball together, so that no bomb costs more than them. */
export class Budget {
  #left: number;
  #files: number;

  constructor(bytes: number, files: number) {
    this.#left = bytes;
    this.#files = files;
  }

  get left(): number {
    return this.#left;
  }

  /** False, and nothing is taken, when that many are no longer there. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** False when no other file may be looked at: an empty one costs work as well. */
  takeFile(): boolean {
    if (this.#files === 0) return false;
    this.#files--;
    return true;
  }
}

/** Most bytes that one compressed file may unpack to. */
const mostUnpacked = 64 * 1024 * 1024;

/** Why there is nothing to see of an archive: its kind cannot be opened here, its bytes are not what the kind wants, or it is beyond the budget. */
export type Closed = "opaque" | "broken" | "too-large";

/** The files of an archive, one level deep, or why there are none. A single compressed file has its own path without the ending. */
export function unpack(
  path: string,
  bytes: Buffer,
  kind: ArchiveKind,
  budget: Budget,
): Iterable<Member> | Closed {
  switch (kind.format) {
    case "tar":
      return tarMembers(bytes);
    case "zip":
      return zipMembers(bytes, budget);
    case "tar.gz": {
      const tar = within(bytes.length * deflateRatio, budget, (most) =>
        // A cut one gives what it still holds.
        gunzipSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH }),
      );
      return typeof tar === "string" ? tar : tarMembers(tar);
    }
    case "gzip":
      return single(
        path,
        within(bytes.length * deflateRatio, budget, (most) =>
          gunzipSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH }),
        ),
      );
    case "brotli":
      return single(
        path,
        within(mostUnpacked, budget, (most) =>
          brotliDecompressSync(bytes, {
            maxOutputLength: most,
            finishFlush: constants.BROTLI_OPERATION_FLUSH,
          }),
        ),
      );
    default:
      return "opaque";
  }
}

/** Deflate's best, by its format: no input can give more bytes than this many times its own. Brotli has no such bound. */
const deflateRatio = 1032;

/** What `inflate` gives, `longest` at most, or why it gives nothing: what finding out may have cost counts as well. */
function within(longest: number, budget: Budget, inflate: (most: number) => Buffer): Buffer | Closed {
  const most = Math.min(mostUnpacked, budget.left);
  if (most === 0) return "too-large";
  try {
    const content = inflate(most);
    budget.take(content.length);
    return content;
  } catch (error) {
    budget.take(Math.min(most, longest));
    return isTooLarge(error) ? "too-large" : "broken";
  }
}

function single(path: string, content: Buffer | Closed): readonly Member[] | Closed {
  const name = path.replace(/\.(?:gz|br|z)$/i, "").replace(/\.svgz$/i, ".svg");
  return typeof content === "string" ? content : [{ path: name, size: content.length, content }];
}
