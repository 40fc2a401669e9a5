import assert from "node:assert/strict";
import { test } from "node:test";
import { media } from "../../src/rules/media.ts";
import { bytesOf, noise } from "./binaries.ts";
import { inspect, pathsOf } from "./inspect.ts";

const big = (start: string) => bytesOf(start, Buffer.alloc(1_000_001 - start.length));
/** Two frames of 128 kbit/s at 44.1 kHz. */
const frame = bytesOf("\xff\xfb\x90\x00", Buffer.alloc(413));

const kinds: Readonly<Record<string, Buffer>> = {
  "PNG image": big("\x89PNG\r\n\x1a\n"),
  "JPEG image": big("\xff\xd8\xff\xe0"),
  "GIF image": big("GIF89a"),
  "WebP image": big("RIFF\0\0\0\0WEBP"),
  "AVIF image": big("\0\0\0\x1cftypavif"),
  "MP4 video": big("\0\0\0\x1cftypisom"),
  "QuickTime video": big("\0\0\0\x14ftypqt  "),
  "WebM or Matroska video": big("\x1aE\xdf\xa3"),
  "WAV audio": big("RIFF\0\0\0\0WAVE"),
  "Photoshop document": big("8BPS\0\x01"),
  "PDF document": big("%PDF-1.7"),
  "MP3 audio": Buffer.concat([frame, frame, Buffer.alloc(1_000_000)]),
};
for (const [what, content] of Object.entries(kinds)) {
  test(`${what} under any name`, () => {
    const [problem] = inspect(media, { files: { "data.bin": content } });
    assert.equal(problem?.message, `${what} of 1 MB, more than 1 MB`);
  });
}

test("leaves alone what is small, what is no media, and what the policy lets grow", () => {
  const files = {
    "small.png": Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    "exact.png": bytesOf("\x89PNG\r\n\x1a\n", Buffer.alloc(1_000_000 - 8)),
    "cli.js": "x".repeat(2_000_000),
    "a.png": Buffer.alloc(2_000_000, noise),
    "font.woff2": big("wOF2"),
    "IDs.txt": `IDs of ${"a ".repeat(1_000_000)}`,
  };
  assert.deepEqual(pathsOf(inspect(media, { files })), []);
  const png = { "a.png": big("\x89PNG\r\n\x1a\n") };
  assert.deepEqual(pathsOf(inspect(media, { files: png, options: { over: "2 MB" } })), []);
  assert.deepEqual(pathsOf(inspect(media, { files: png, options: { over: 500 } })), ["a.png"]);
});
