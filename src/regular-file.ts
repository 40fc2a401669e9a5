import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Without waiting for a writer, should it be a pipe. Windows has no such flag, and no such pipes among its files. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What stands at a path is a pipe, a device or a folder. */
export class NotRegular extends Error {}

/** Opens a regular file, also where a script may have put something else. Throws NotRegular, or what `open` throws. */
export async function openRegularFile(
  path: string,
): Promise<{ readonly file: FileHandle; readonly size: number }> {
  const file = await open(path, withoutWaiting);
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new NotRegular(`${path} is not a regular file`);
    return { file, size: facts.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The text of a small regular file. Throws as `openRegularFile` does. Synchronous: beside managers that keep every core at work, six
 * turns of the thread pool cost far more than the reading.
 */
export function readRegularFile(path: string): string {
  const file = openSync(path, withoutWaiting);
  try {
    if (!fstatSync(file).isFile()) throw new NotRegular(`${path} is not a regular file`);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}
