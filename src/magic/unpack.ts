import { constants, gunzipSync } from "node:zlib";
import type { ArchiveKind } from "./archive.ts";
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

/** Bytes that may still be unpacked, for all archives of one tarball together, so that no bomb costs more than them. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
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
}

/** Most bytes that one gzip file may unpack to. */
const mostUnpacked = 64 * 1024 * 1024;

/** The files of an archive, one level deep; null when it is of a kind that cannot be opened here, broken, or beyond the budget. */
export function unpack(bytes: Buffer, kind: ArchiveKind, budget: Budget): Iterable<Member> | null {
  switch (kind.format) {
    case "tar":
      return tarMembers(bytes);
    case "zip":
      return zipMembers(bytes, budget);
    case "tar.gz": {
      const most = Math.min(mostUnpacked, budget.left);
      if (most === 0) return null;
      try {
        const tar = gunzipSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
        budget.take(tar.length);
        return tarMembers(tar);
      } catch {
        // Too large or broken: what was spent on finding out counts as well. A cut one gives what it still holds.
        budget.take(most);
        return null;
      }
    }
    default:
      return null;
  }
}
