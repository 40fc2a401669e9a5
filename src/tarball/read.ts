import { createHash } from "node:crypto";
import { NotRegular, type OpenFile, openRegularFile } from "../regular-file.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { errorCode, OpenArchive, UnreadableTarball, withoutRoot } from "./open-archive.ts";
import type { ArchiveEntry } from "./profile.ts";
import type { Entry, EntryFacts, EntryKind, Tarball } from "./tarball.ts";
import { decodeText, looksLikeText } from "./text.ts";

export { UnreadableTarball } from "./open-archive.ts";

/**
 * Reads a tarball once, from its first byte to its last: hashes, sizes, profile and entries in the same pass. Each entry is handed
 * to `visit` while its content is in memory; the buffer is used again for the next one.
 * @throws UnreadableTarball when it is not one whole gzip file, outside the archive profile or its limits, corrupt or empty, or has
 * no readable package.json. What `visit` saw until then is worth nothing.
 */
export async function readTarball(file: string, visit: (entry: Entry) => void): Promise<Tarball> {
  const opened = openTarball(file);
  const packedSize = opened.size;
  const sha512 = createHash("sha512");
  const sha1 = createHash("sha1");
  const archive = new OpenArchive(file, opened, [sha512, sha1]);
  const entries: EntryFacts[] = [];
  let unpackedSize = 0;
  let rootFolder = "";
  let manifestText: string | null = null;

  const irregularities = await archive.read((header, content) => {
    const facts = factsOf(header, content.length);
    if (entries.length === 0) rootFolder = facts.archivePath.split("/")[0] ?? "";
    entries.push(facts);
    if (facts.kind === "file") unpackedSize += facts.size;
    const entry = new StreamedEntry(facts, content);
    // The last one wins, as it does when npm installs; a second one is a finding of `unsafe-entry`.
    if (facts.path === "package.json" && facts.kind === "file") manifestText = entry.content.toString("utf8");
    visit(entry);
    return false;
  });

  if (entries.length === 0) {
    throw new UnreadableTarball(
      `${file} holds no entries: pack it again and look at what its pack scripts do.`,
    );
  }
  if (manifestText === null) {
    throw new UnreadableTarball(`${file} has no package.json in its root folder: it is not an npm package.`);
  }
  return {
    file,
    integrity: `sha512-${sha512.digest("base64")}`,
    shasum: sha1.digest("hex"),
    packedSize,
    unpackedSize,
    rootFolder,
    manifest: manifestOf(file, manifestText),
    manifestText,
    entries,
    irregularities,
  };
}

/**
 * The manifest of a tarball, read up to the first package.json and no further: enough to choose a policy by, never to judge by.
 * @throws UnreadableTarball as `readTarball` does.
 */
export async function peekManifest(file: string): Promise<Manifest> {
  const archive = new OpenArchive(file, openTarball(file), []);
  let text: string | null = null;
  await archive.read((header, content) => {
    const { path, kind } = factsOf(header, content.length);
    if (path === "package.json" && kind === "file") text = content.toString("utf8");
    return text !== null;
  });
  if (text === null) {
    throw new UnreadableTarball(`${file} has no package.json in its root folder: it is not an npm package.`);
  }
  return manifestOf(file, text);
}

class StreamedEntry implements Entry {
  readonly path: string;
  readonly archivePath: string;
  readonly kind: EntryKind;
  readonly size: number;
  readonly mode: number;
  readonly linkTarget: string | null;
  readonly content: Buffer;
  #isText: boolean | null = null;
  #text: string | null = null;

  constructor(facts: EntryFacts, content: Buffer) {
    this.path = facts.path;
    this.archivePath = facts.archivePath;
    this.kind = facts.kind;
    this.size = facts.size;
    this.mode = facts.mode;
    this.linkTarget = facts.linkTarget;
    this.content = content;
  }

  get isText(): boolean {
    this.#isText ??= looksLikeText(this.content);
    return this.#isText;
  }

  text(): string {
    this.#text ??= this.isText ? decodeText(this.content) : "";
    return this.#text;
  }
}

function factsOf({ path, type, mode, linkTarget }: ArchiveEntry, size: number): EntryFacts {
  return { path: withoutRoot(path), archivePath: path, kind: kindOf(type), size, mode, linkTarget };
}

function kindOf(type: string): EntryKind {
  switch (type) {
    case "0":
    case "\0":
    case "7":
      return "file";
    case "1":
      return "hardlink";
    case "2":
      return "symlink";
    case "3":
    case "4":
      return "device";
    case "5":
      return "directory";
    case "6":
      return "fifo";
    default:
      return "other";
  }
}

function openTarball(file: string): OpenFile {
  try {
    return openRegularFile(file);
  } catch (error) {
    const why = error instanceof NotRegular ? "it is no file" : errorCode(error);
    throw new UnreadableTarball(`${file} cannot be read (${why}): check the path and its permissions.`, {
      cause: error,
    });
  }
}

function manifestOf(file: string, text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    const clause = error instanceof Error ? error.message : String(error);
    throw new UnreadableTarball(`package.json in ${file} ${clause}: mend it and pack again.`, {
      cause: error,
    });
  }
}
