/** A range of bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A WebAssembly module or component, by its first four bytes. */
export function isWasm(bytes: Buffer): boolean {
  return bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}

/**
 * Contents of the custom sections of that name, without the name. A section that claims more bytes than there are ends
 * with the file.
 * @see https://webassembly.github.io/spec/core/binary/modules.html#custom-section
 */
export function customSections(bytes: Buffer, name: string): readonly Range[] {
  const found: Range[] = [];
  if (!isWasm(bytes)) return found;
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const size = readUnsigned(bytes, at + 1);
    if (size === null) return found;
    const end = Math.min(bytes.length, size.after + size.value);
    if (id === 0) {
      const named = readName(bytes, size.after, end);
      if (named !== null && bytes.toString("latin1", named.start, named.end) === name) {
        found.push({ start: named.end, end });
      }
    }
    at = end;
  }
  return found;
}

/**
 * The address in the custom section `sourceMappingURL`, a length and as many bytes; null when there is none.
 * @see https://tc39.es/ecma426/#sec-linking-wasm
 */
export function mappingUrl(bytes: Buffer): Range | null {
  const section = customSections(bytes, "sourceMappingURL")[0];
  return section === undefined ? null : readName(bytes, section.start, section.end);
}

function readName(bytes: Buffer, start: number, limit: number): Range | null {
  const size = readUnsigned(bytes, start);
  if (size === null || size.after > limit) return null;
  return { start: size.after, end: Math.min(limit, size.after + size.value) };
}

/** A 32-bit number in LEB128: at most five bytes. */
function readUnsigned(bytes: Buffer, start: number): { value: number; after: number } | null {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, after: start + index + 1 };
  }
  return null;
}
