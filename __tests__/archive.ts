import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";

/** A folder of its own for one test, gone when the test ends: `await using folder = await temporaryFolder()`. */
export async function temporaryFolder(): Promise<{ path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "lastgate-test-"));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export type ArchiveEntry = Partial<Header> & { name: string; body?: string | Buffer };

/** An uncompressed tar, as npm writes it: fixed time, names as given (root folder included). */
export async function tarOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { body = "", ...header } of entries) {
    archive.entry({ mtime: new Date(499162500000), mode: 0o644, ...header }, body);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** `{ "dist/index.js": "…" }` as a tarball with the root folder `package` and a package.json if none is given. */
export async function tarballBytes(
  files: Readonly<Record<string, string | Buffer>>,
  manifest: Readonly<Record<string, unknown>> = {},
): Promise<Buffer> {
  const all = {
    "package.json": JSON.stringify({ name: "example", version: "1.0.0", ...manifest }, null, 2),
    ...files,
  };
  return gzipSync(
    await tarOf(Object.entries(all).map(([name, body]) => ({ name: `package/${name}`, body }))),
  );
}

/** Writes bytes under a name into a folder and returns the path. */
export async function put(folder: string, name: string, bytes: string | Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}
