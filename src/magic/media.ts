import { hasText } from "./reader.ts";

/** Brands of ISO media files (`ftyp`) that are no video. @see https://mp4ra.org/registered-types/brands */
const brands: ReadonlyMap<string, string> = new Map([
  ["avif", "AVIF image"],
  ["avis", "AVIF image"],
  ["heic", "HEIC image"],
  ["heix", "HEIC image"],
  ["mif1", "HEIF image"],
  ["M4A ", "M4A audio"],
  ["M4B ", "M4A audio"],
  ["qt  ", "QuickTime video"],
]);

const riff: ReadonlyMap<string, string> = new Map([
  ["WEBP", "WebP image"],
  ["WAVE", "WAV audio"],
  ["AVI ", "AVI video"],
]);

/** Fixed first bytes, as Latin-1 text. */
const starts: readonly (readonly [mark: string, says: string])[] = [
  ["\x89PNG\r\n\x1a\n", "PNG image"],
  ["\xff\xd8\xff", "JPEG image"],
  ["GIF87a", "GIF image"],
  ["GIF89a", "GIF image"],
  ["8BPS\0", "Photoshop document"],
  ["II*\0", "TIFF image"],
  ["MM\0*", "TIFF image"],
  ["\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000 image"],
  ["\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL image"],
  ["\x1aE\xdf\xa3", "WebM or Matroska video"],
  ["OggS", "Ogg audio or video"],
  ["ID3", "MP3 audio"],
  ["fLaC", "FLAC audio"],
  ["MThd", "MIDI audio"],
  ["FLV\x01", "Flash video"],
  ["\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media"],
  ["\0\0\x01\xba", "MPEG video"],
  ["\0\0\x01\xb3", "MPEG video"],
  ["%PDF-", "PDF document"],
];

const startsByFirstByte = new Map<number, (typeof starts)[number][]>();
for (const start of starts) {
  const first = start[0].charCodeAt(0);
  startsByFirstByte.set(first, [...(startsByFirstByte.get(first) ?? []), start]);
}

/** Pictures, sound, films and documents that only a reader looks at; null for all else, fonts and models among it. */
export function mediaKind(bytes: Buffer): string | null {
  for (const [mark, says] of startsByFirstByte.get(bytes[0] ?? -1) ?? [])
    if (hasText(bytes, 0, mark)) return says;
  if (hasText(bytes, 0, "RIFF")) return riff.get(bytes.toString("latin1", 8, 12)) ?? null;
  if (hasText(bytes, 0, "FORM") && hasText(bytes, 8, "AIF")) return "AIFF audio";
  if (hasText(bytes, 0, "BM") && bytes.length > 26 && bytes.readUInt32LE(2) === bytes.length)
    return "BMP image";
  if (hasText(bytes, 4, "ftyp")) return brands.get(bytes.toString("latin1", 8, 12)) ?? "MP4 video";
  if (hasText(bytes, 4, "moov") || hasText(bytes, 4, "mdat")) return "QuickTime video";
  // Frames of MPEG audio, layer III, without a tag in front: the sync word must come again where the first frame ends.
  return isMp3(bytes) ? "MP3 audio" : null;
}

/** Bit rates of MPEG 1, layer III, in kbit/s. */
const bitRates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
const sampleRates = [44_100, 48_000, 32_000, 0];

function isMp3(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  const third = bytes[2] ?? 0;
  if (first !== 0xff || (second & 0xfe) !== 0xfa) return false;
  const rate = (bitRates[third >> 4] ?? 0) * 1000;
  const samples = sampleRates[(third >> 2) & 3] ?? 0;
  if (rate === 0 || samples === 0) return false;
  const next = Math.floor((144 * rate) / samples) + ((third >> 1) & 1);
  return bytes[next] === 0xff && (bytes[next + 1] ?? 0) === second;
}
