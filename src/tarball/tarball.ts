import type { Manifest } from "./manifest.ts";

/** What a header says an entry is. `other` stands for every type flag that no packer writes. */
export type EntryKind = "file" | "directory" | "symlink" | "hardlink" | "device" | "fifo" | "other";

/** What is known of an entry without its content. */
export interface EntryFacts {
  /** Path without the root folder, as npm would install it (`dist/index.js`). Never starts with `/` in an honest tarball. */
  readonly path: string;
  /** Path as the archive spells it (`package/dist/index.js`). */
  readonly archivePath: string;
  readonly kind: EntryKind;
  /** Body size in bytes. */
  readonly size: number;
  /** Permission bits (`0o755`), set-id bits included. */
  readonly mode: number;
  /** Target of a symbolic or hard link, else null. */
  readonly linkTarget: string | null;
}

/** One entry while it streams. The content is only valid until the next entry is read: keep facts, never the buffer. */
export interface Entry extends EntryFacts {
  readonly content: Buffer;
  /** Text or binary, by a look at the bytes and not at the name. */
  readonly isText: boolean;
  /** The content decoded once as UTF-8 (BOM kept) and shared by every rule that asks; empty for a binary entry. */
  text(): string;
}

/** Something outside the archive profile that makes readers see different files, though the blocks themselves are certain. */
export interface Irregularity {
  /** Stable name of the kind (see breach.ts). */
  readonly kind: string;
  /** Path without the root folder; null when it is on no entry. */
  readonly path: string | null;
  /** One clause, without the path. */
  readonly message: string;
}

/** A whole tarball after it was read: facts and hashes, no content. */
export interface Tarball {
  /** Path of the file on disk. */
  readonly file: string;
  /** Subresource Integrity string, `sha512-…`, the same that the registry stores as `dist.integrity`. */
  readonly integrity: string;
  /** sha1 in hex, the registry's `dist.shasum`. */
  readonly shasum: string;
  /** Bytes of the file on disk. */
  readonly packedSize: number;
  /** Sum of the bodies of all file entries, in bytes. */
  readonly unpackedSize: number;
  /** First path component that every entry shares (`package` for npm). */
  readonly rootFolder: string;
  readonly manifest: Manifest;
  /** package.json of the tarball as text, for line numbers. */
  readonly manifestText: string;
  /** In archive order. */
  readonly entries: readonly EntryFacts[];
  /** Empty for what any package manager packs. No policy may let one pass. */
  readonly irregularities: readonly Irregularity[];
}
