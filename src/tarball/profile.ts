import { Body } from "./body.ts";
import { Breach, breaches, type ReportedKind } from "./breach.ts";
import { type Extension, isGitComment, readLongName, readPax } from "./extension.ts";
import { areZeros, BLOCK, isZero, type RawHeader, readHeader } from "./header.ts";
import { limits } from "./limits.ts";
import type { Irregularity } from "./tarball.ts";

/** An entry as its header has it. */
export interface ArchiveEntry {
  /** Path as the archive spells it. */
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly linkTarget: string | null;
}

/** Gets each entry when its whole content has come. The content is valid until the next entry. */
export type Visit = (entry: ArchiveEntry, content: Buffer) => void;

/** Findings of one kind that are kept with their path; the rest is counted. */
const KEPT = 20;

const regular: ReadonlySet<string> = new Set(["0", "\0", "7"]);
const withoutBody: ReadonlySet<string> = new Set(["1", "2", "3", "4", "6"]);
const links: ReadonlySet<string> = new Set(["1", "2"]);

const empty = Buffer.alloc(0);

/**
 * The strict archive profile, on the unpacked bytes as they pass: it walks the headers, hands out the entries, and stops at the first
 * block that readers could take in more than one way. What it lets through has one reading only.
 *
 * Inside: ustar headers with a right checksum and plain octal numbers; type `0`, and `x` with well-formed path, size, times and
 * charset; `5` without content (yarn 1), `L` (pnpm 12), a first `g` with a commit's id (git archive); content and zeros up to
 * the next block; two empty blocks and then only zeros. See breach.ts for the rest.
 */
export class Profile {
  readonly #found = new Map<ReportedKind, { readonly paths: (string | null)[]; count: number }>();
  readonly #visit: Visit;
  readonly #content = new Body();
  #entries = 0;
  #handedOut = 0;
  #isFirst = true;
  /** The beginning of a block whose end has not come. */
  #partial: Buffer | null = null;
  /** The entry whose content is being read, and its size. */
  #entry: { readonly facts: ArchiveEntry; readonly size: number } | null = null;
  #body = 0;
  #padding = 0;
  #paddingIsOdd = false;
  #lastPath: string | null = null;
  /** The extended header whose body is being read. */
  #reading: { readonly type: string; readonly parts: Buffer[] } | null = null;
  /** What an extended header said of the entry that must follow. */
  #extension: Extension | null = null;
  #emptyBlocks = 0;
  /** Bytes behind the end mark. */
  #behindEnd = 0;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** Takes the next unpacked bytes. Throws Breach, or what the visit of an entry throws. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const left = chunk.length - at;
      if (this.#body > 0) {
        const length = Math.min(this.#body, left);
        this.#contentPart(chunk.subarray(at, at + length));
        at += length;
      } else if (this.#padding > 0) {
        const length = Math.min(this.#padding, left);
        if (!isZero(chunk, at, at + length)) this.#paddingIsOdd = true;
        this.#padding -= length;
        at += length;
      } else if (this.#emptyBlocks === 2) {
        if (!areZeros(chunk.subarray(at))) throw new Breach("after-the-end");
        at = chunk.length;
        this.#behindEnd += left;
      } else {
        const missing = BLOCK - (this.#partial?.length ?? 0);
        const part = chunk.subarray(at, at + missing);
        at += part.length;
        if (part.length < missing) {
          this.#partial = Buffer.concat([this.#partial ?? Buffer.alloc(0), part]);
        } else {
          const block = this.#partial === null ? part : Buffer.concat([this.#partial, part]);
          this.#partial = null;
          this.#block(block);
        }
      }
      if (this.#body === 0 && this.#padding === 0) this.#endOfEntry();
    }
  }

  /** Call after the last byte. Throws Breach when the archive is not at its end. */
  finish(): void {
    // Nothing at all is for the reader to say.
    if (this.#isFirst && this.#partial === null && this.#emptyBlocks === 0) return;
    if (this.#body > 0 || this.#padding > 0 || this.#extension !== null) throw new Breach("cut-body");
    if (this.#emptyBlocks < 2 || this.#behindEnd % BLOCK !== 0) throw new Breach("no-end");
    // Green without having looked would be the worst outcome, so an entry that got lost on the way is a bug that shows.
    if (this.#handedOut !== this.#entries)
      throw new Error(`Only ${this.#handedOut} of ${this.#entries} entries were handed out`);
  }

  irregularities(): Irregularity[] {
    return [...this.#found].flatMap(([kind, { paths, count }]) =>
      paths.map((path, index): Irregularity => {
        const others = index === paths.length - 1 ? count - paths.length : 0;
        return {
          kind,
          path,
          message: others === 0 ? breaches[kind][1] : `${breaches[kind][1]}, as have ${others} more entries`,
        };
      }),
    );
  }

  #block(block: Buffer): void {
    if (areZeros(block)) {
      if (this.#extension !== null) throw new Breach("extension-order");
      this.#emptyBlocks++;
      return;
    }
    if (this.#emptyBlocks > 0) throw new Breach("one-zero-block");
    const header = readHeader(block, this.#isFirst);
    if (header.type === "x" || header.type === "L" || header.type === "g") this.#extensionHeader(header);
    else this.#entryHeader(header);
    this.#isFirst = false;
    this.#body = header.size;
    this.#padding = (BLOCK - (header.size % BLOCK)) % BLOCK;
  }

  #extensionHeader(header: RawHeader): void {
    if (this.#extension !== null || (header.type === "g" && !this.#isFirst))
      throw new Breach("extension-order");
    if (header.size > limits.extension) throw new Breach("extension-size");
    if (header.size === 0) throw new Breach(header.type === "L" ? "long-name" : "pax");
    if (header.linkTarget !== null) throw new Breach("link-name");
    const dialects = header.isGnu && header.type !== "L" ? (["dialect"] as const) : [];
    this.#report([...header.oddities, ...dialects], null);
    this.#lastPath = null;
    this.#reading = { type: header.type, parts: [] };
  }

  #entryHeader(header: RawHeader): void {
    const { type, size, mode, linkTarget } = header;
    const extension = this.#extension;
    this.#extension = null;
    const path = extension?.path ?? header.path;
    const isFile = regular.has(type);

    if (++this.#entries > limits.entries) throw new Breach("entries");
    if (size > limits.entry) throw new Breach("entry-size", path);
    if (extension !== null && extension.size !== null && extension.size !== size)
      throw new Breach("pax-size", path);
    if (!isFile && type !== "5" && !withoutBody.has(type)) throw new Breach("type", path);
    if (linkTarget !== null && !links.has(type)) throw new Breach("link-name", path);
    if (size > 0 && type === "5") throw new Breach("body-of-folder", path);
    if (size > 0 && withoutBody.has(type)) throw new Breach("body-of-link", path);
    // Some look at the header's own name for the slash, which may be the longer one cut after a folder.
    const endsInSlash = path.endsWith("/") || header.endsInSlash;
    if (isFile && endsInSlash && size > 0) throw new Breach("folder-or-file", path);

    if (header.oddities.length > 0) this.#report(header.oddities, path);
    if (header.isGnu) this.#report(["dialect"], path);
    if (isFile && type !== "0") this.#report(["old-type"], path);
    if (isFile && endsInSlash) this.#report(["trailing-slash"], path);
    if (extension === null || extension.path === null) {
      if (!header.isUtf8) this.#report(["name-bytes"], path);
    } else if (extension.mayBeSplit) this.#report(["name-split"], path);
    this.#lastPath = path;
    const entry = { path, type, mode, linkTarget };
    if (size === 0) this.#handOut(entry, empty);
    else this.#entry = { facts: entry, size };
  }

  /** The next bytes of the content of an entry or an extended header. */
  #contentPart(part: Buffer): void {
    const isFirst = this.#body === this.#entry?.size;
    this.#body -= part.length;
    if (this.#reading !== null) this.#reading.parts.push(Buffer.from(part));
    if (this.#entry === null) return;
    // Most come whole, and need no copy.
    const isWhole = isFirst && this.#body === 0;
    if (isFirst && !isWhole) this.#content.empty(this.#entry.size);
    if (!isWhole) this.#content.push(part);
    if (this.#body > 0) return;
    const { facts } = this.#entry;
    this.#entry = null;
    this.#handOut(facts, isWhole ? part : this.#content.bytes);
  }

  #handOut(entry: ArchiveEntry, content: Buffer): void {
    this.#handedOut++;
    this.#visit(entry, content);
  }

  /** Runs once the content and padding of a block are over, however many chunks they took. */
  #endOfEntry(): void {
    if (this.#paddingIsOdd) this.#report(["padding"], this.#lastPath);
    this.#paddingIsOdd = false;
    if (this.#reading === null) return;
    const { type, parts } = this.#reading;
    this.#reading = null;
    const body = Buffer.concat(parts);
    if (type === "x") this.#extension = readPax(body);
    else if (type === "L") this.#extension = readLongName(body);
    else if (!isGitComment(body)) throw new Breach("pax-key");
  }

  #report(kinds: readonly ReportedKind[], path: string | null): void {
    for (const kind of kinds) {
      const found = this.#found.get(kind);
      if (found === undefined) this.#found.set(kind, { paths: [path], count: 1 });
      else {
        found.count++;
        if (found.paths.length < KEPT) found.paths.push(path);
      }
    }
  }
}
