import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { PolicyFileError, quote } from "./problems.ts";

/** Reads the files of one tree: a work tree, a base commit, the presets. */
export interface PolicyFiles {
  /**
   * Text of a file, by its path relative to the tree's root, with `/`; null when there is none.
   * Throws PolicyFileError when something is there that cannot be read as a policy.
   */
  read(path: string): Promise<string | null>;
}

/** Largest policy file, in bytes. */
const largest = 1024 * 1024;

/** The files below a folder. A path that leaves the folder or goes through a symbolic link is refused: it would be another file than the one under review. */
export function folderFiles(root: string): PolicyFiles {
  return {
    read: async (path) => {
      const segments = segmentsWithin(path);
      for (let length = 1; length <= segments.length; length++) {
        const part = segments.slice(0, length).join("/");
        const last = length === segments.length;
        const facts = await unlessAbsent(lstat(join(root, part)));
        if (facts === null) return null;
        if (facts.isSymbolicLink()) throw throughLink(path, part);
        if (last && facts.isDirectory()) throw isFolder(path);
        if (last && !facts.isFile())
          throw new PolicyFileError(
            `The policy ${quote(path)} is not a regular file; put a YAML file there.`,
          );
      }
      const file = await unlessAbsent(
        open(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)),
      );
      if (file === null) return null;
      try {
        return decode(path, await readBounded(file));
      } finally {
        await file.close();
      }
    },
  };
}

/** The same files, and the set that receives every path that is asked for, whether or not there is such a file. */
export function recorded(files: PolicyFiles, paths: Set<string>): PolicyFiles {
  return {
    read: (path) => {
      paths.add(path);
      return files.read(path);
    },
  };
}

/** The parts of a path that stays in its tree. Throws PolicyFileError when it leaves it. */
export function segmentsWithin(path: string): readonly string[] {
  const segments = path.split("/");
  if (path.startsWith("/") || /[\\\0]|^[A-Za-z]:/.test(path) || segments.includes(".."))
    throw new PolicyFileError(
      `The policy path ${quote(path)} leaves the folder that is judged; name a file inside it.`,
    );
  return segments;
}

export function throughLink(path: string, link: string): PolicyFileError {
  return new PolicyFileError(
    `The policy ${quote(path)} is reached through the symbolic link ${quote(link)}; put the file itself there.`,
  );
}

export function isFolder(path: string): PolicyFileError {
  return new PolicyFileError(`The policy ${quote(path)} is a folder; name the YAML file.`);
}

/** Null when there is no such file, or a part of its path is itself a file. */
async function unlessAbsent<T>(action: Promise<T>): Promise<T | null> {
  try {
    return await action;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new PolicyFileError(`The policy cannot be read (${String(code)}); check its permissions.`, {
      cause: error,
    });
  }
}

/** At most one byte more than a policy may have. */
async function readBounded(file: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(largest + 1);
  let length = 0;
  while (length <= largest) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  return buffer;
}

/** The text of a policy file. Throws PolicyFileError when it is too large, or no UTF-8. */
export function decode(path: string, bytes: Buffer): string {
  if (bytes.length > largest)
    throw new PolicyFileError(
      `The policy ${quote(path)} is larger than 1 MiB; no policy needs that, name the right file.`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PolicyFileError(`The policy ${quote(path)} is not UTF-8 text; save it as UTF-8.`, {
      cause: error,
    });
  }
}
