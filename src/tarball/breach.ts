/**
 * Everything that lies outside the archive profile, and what is done about it.
 *
 * `refuse`: from here on it is in doubt where the next header lies, or what a reader would make of the rest, so there is no
 * list of files to judge (could not judge). `report`: the blocks are certain, but readers disagree on what an entry is called
 * or is, or bytes hide where no reader looks; an error of `unsafe-entry` that no policy can waive.
 *
 * The sentences follow the file's name (`refuse`; after a colon what to do, when it is not just packing again) or stand in a
 * finding (`report`).
 */
export const breaches = {
  // The compressed file.
  "not-gzip": ["refuse", "is not gzip-compressed: give the .tgz that `npm pack` writes"],
  "gzip-header": ["refuse", "has a gzip header with parts that no packer writes"],
  "gzip-truncated": ["refuse", "is truncated, its compressed data ends too early: pack it again"],
  "gzip-trailing": [
    "refuse",
    "has more bytes after the end of its compressed data, which some package managers read and others do not",
  ],
  "gzip-checksum": ["refuse", "is corrupt, its contents are not those that its gzip checksum was made of"],
  changed: ["refuse", "changed while it was read: make sure that nothing writes to it, and try again"],

  // Limits.
  ratio: [
    "refuse",
    "unpacks to more than 100 times its size, as a decompression bomb does: leave the file that shrinks so well out",
  ],
  "total-size": ["refuse", "unpacks to more than 4 GB, which no registry takes: leave files out"],
  "entry-size": ["refuse", "holds a file of more than 500 MB, which is too large to be judged: leave it out"],
  entries: ["refuse", "holds more than 250,000 entries, which are too many to be judged: leave files out"],
  "extension-size": ["refuse", "has an extended header of more than 64 KB: shorten the names of its files"],

  // Blocks.
  "not-tar": ["refuse", "is corrupt (Invalid tar header): give the .tgz that `npm pack` writes"],
  checksum: [
    "refuse",
    "is corrupt, a header has the wrong checksum, and some package managers skip such an entry",
  ],
  magic: ["refuse", "has a header of a format other than ustar"],
  "header-size": ["refuse", "has a header whose size is not a plain octal number"],
  "empty-name": ["refuse", "has a header without a name, at which some package managers stop reading"],
  type: ["refuse", "has an entry of a type that package managers read differently"],
  "link-name": [
    "refuse",
    "has a link name on an entry that is no link, which makes npm read its content as headers",
  ],
  "body-of-folder": ["refuse", "has a folder with content, which some package managers read as headers"],
  "body-of-link": [
    "refuse",
    "has a link or device with content, which some package managers read as headers",
  ],
  "folder-or-file": [
    "refuse",
    "has a file with content whose name ends in `/`, a folder for some package managers",
  ],
  pax: ["refuse", "has an extended header that is not well formed"],
  "pax-key": ["refuse", "has an extended header that sets more than path, size and time"],
  "pax-size": ["refuse", "has an extended header that sets another size than the header it belongs to"],
  "long-name": ["refuse", "has a long-name header that is not well formed"],
  "extension-order": ["refuse", "has extended headers in an order that package managers read differently"],
  "one-zero-block": [
    "refuse",
    "has a single empty block before its end, at which some package managers stop reading",
  ],
  "after-the-end": ["refuse", "has data after its end mark"],
  "no-end": ["refuse", "is truncated, the archive has no end mark: pack it again"],
  "cut-body": ["refuse", "is truncated, the archive ends inside an entry: pack it again"],

  // Entries.
  dialect: [
    "report",
    "has a header of another tar dialect than `ustar` version `00`, whose long names package managers read differently",
  ],
  "old-type": [
    "report",
    "has an old or rare type flag for a file, which not every package manager takes for one",
  ],
  "trailing-slash": ["report", "is an empty file whose name ends in `/`: a folder for some package managers"],
  "name-bytes": ["report", "has a name that is not UTF-8, which package managers spell differently"],
  "name-split": [
    "report",
    "has a name beyond ASCII in an extended header over 512 bytes, which npm may lose when a read ends inside a character",
  ],
  "hidden-bytes": ["report", "has bytes hidden behind the end of a name or in an unused part of its header"],
  number: ["report", "has a header field (mode, owner or time) that is not a plain octal number"],
  padding: ["report", "has bytes hidden between its content and the next header"],
} as const satisfies Readonly<Record<string, readonly ["refuse" | "report", string]>>;

export type BreachKind = keyof typeof breaches;

/** Kinds that end the reading. */
export type RefusedKind = {
  [Kind in BreachKind]: (typeof breaches)[Kind][0] extends "refuse" ? Kind : never;
}[BreachKind];

/** Kinds that become findings. */
export type ReportedKind = Exclude<BreachKind, RefusedKind>;

/** Ends the reading. The reader turns it into an UnreadableTarball with the file's name before the sentence. */
export class Breach extends Error {
  readonly breach: RefusedKind;

  /** `path`: the entry concerned, when it has a name yet. Untrusted text. */
  constructor(breach: RefusedKind, path: string | null = null) {
    const [what, todo = "pack it again with the package manager's own pack command"] =
      breaches[breach][1].split(": ");
    super(`${what}${path === null ? "" : ` (\`${path}\`)`}: ${todo}`);
    this.name = "Breach";
    this.breach = breach;
  }
}
