import { mkdir, rm } from "node:fs/promises";
import { basename } from "node:path";
import { type ReadEntry, UnpackSync } from "tar";
import type { Files } from "../tarball/gate-list.ts";
import { filesBelow } from "../tarball/installers.ts";

/**
 * What npm's own tar library puts on disk, with the options that npm gives it: first folder dropped, links left out, a
 * `.gitignore` renamed. The bytes come in pieces of `chunk`, because where a read ends can change what it understands.
 * @see https://github.com/npm/pacote/blob/main/lib/fetcher.js
 */
export async function installWithNodeTar(bytes: Buffer, chunk: number, folder: string): Promise<Files> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const seen = new Set<string>();
  const unpack = new UnpackSync({
    cwd: folder,
    strip: 1,
    noMtime: true,
    preserveOwner: false,
    filter: (_, entry) => "type" in entry && "ignore" in entry && taken(entry, seen),
  });
  unpack.on("error", () => {});
  try {
    for (let at = 0; at < bytes.length; at += chunk) unpack.write(bytes.subarray(at, at + chunk));
    unpack.end();
  } catch {
    // What was written before it gave up is there all the same.
  }
  return (await filesBelow(folder)) ?? new Map();
}

function taken(entry: ReadEntry, seen: Set<string>): boolean {
  if (/Link$/.test(entry.type)) return false;
  if (!/File$/.test(entry.type)) return false;
  const base = basename(entry.path);
  if (base === ".npmignore") seen.add(entry.path);
  if (base === ".gitignore") {
    const renamed = entry.path.replace(/\.gitignore$/, ".npmignore");
    if (seen.has(renamed)) return false;
    entry.path = renamed;
  }
  return true;
}
