// The floor: the least that any tool must do to read a tarball. Node start, read, sha512, gunzip, tar-stream walk.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

const hash = createHash("sha512");
const archive = extract();
let files = 0;
let bytes = 0;
let largest = 0;
archive.on("entry", (header, stream, next) => {
  files++;
  if (header.size > largest) largest = header.size;
  stream.on("data", (chunk) => {
    bytes += chunk.length;
  });
  stream.on("end", next);
});
archive.on("finish", () =>
  console.log(JSON.stringify({ files, bytes, largest, sha512: hash.digest("base64") })),
);
const source = createReadStream(process.argv[2]);
source.on("data", (chunk) => hash.update(chunk));
source.pipe(createGunzip()).pipe(archive);
