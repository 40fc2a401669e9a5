import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** Without waiting for a writer, should it be a pipe. Windows has no such flag, and no such pipes among its files. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What stands at a path is a pipe, a device or a folder. */
export class NotRegular extends Error {}

/** A regular file that was opened; who has it closes it. */
export interface OpenFile {
  readonly descriptor: number;
  /** In bytes, as it was opened. */
  readonly size: number;
}

/**
 * Opens a regular file, also where a script may have put something else. Throws NotRegular, or what `openSync` throws. All here is
 * synchronous: beside managers that keep every core at work, a turn of the thread pool costs far more than what is done in it.
 */
export function openRegularFile(path: string): OpenFile {
  const descriptor = openSync(path, withoutWaiting);
  try {
    const facts = fstatSync(descriptor);
    if (!facts.isFile()) throw new NotRegular(`${path} is not a regular file`);
    return { descriptor, size: facts.size };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The text of a small regular file. Throws as `openRegularFile` does. */
export function readRegularFile(path: string): string {
  return wholeOf(openRegularFile(path)).toString("utf8");
}

/** All bytes of a small file, which is closed. */
export function wholeOf({ descriptor }: OpenFile): Buffer {
  try {
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes read at a time. */
const largestPart = 256 * 1024;

/** A file part by part, and closed at the end. A part is valid until the next one. */
export function* partsOf({ descriptor, size }: OpenFile): Generator<Buffer> {
  try {
    const buffer = Buffer.allocUnsafe(Math.min(largestPart, size + 1));
    for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer))
      yield buffer.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
