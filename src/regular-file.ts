import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Without waiting for a writer, should it be a pipe. Windows has no such flag, and no such pipes among its files. */
const atOnce = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What stands at a path is a pipe, a device or a folder. */
export class NotRegular extends Error {}

/** Opens a regular file, also where a script may have put something else. Throws NotRegular, or what `open` throws. */
export async function openRegularFile(
  path: string,
): Promise<{ readonly file: FileHandle; readonly size: number }> {
  const file = await open(path, atOnce);
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new NotRegular(`${path} is not a regular file`);
    return { file, size: facts.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The text of a regular file. Throws as `openRegularFile` does. */
export async function readRegularFile(path: string): Promise<string> {
  const { file } = await openRegularFile(path);
  try {
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
