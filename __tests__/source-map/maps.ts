/** A source map as JSON, with the parts that a test cares for put in. */
export function mapOf(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    version: 3,
    file: "cli.js",
    sources: ["../src/cli.tsx"],
    sourcesContent: ["export const a: number = 1;\n"],
    names: [],
    mappings: "AAAA",
    ...parts,
  });
}

/** The comment that carries a map in base64. */
export function inlineComment(map: string, type = "application/json"): string {
  return `//# sourceMappingURL=data:${type};base64,${Buffer.from(map).toString("base64")}`;
}

/** A WebAssembly module of nothing but one custom section. */
export function wasmWith(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([sized(Buffer.from(name)), body]);
  return Buffer.concat([Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), Buffer.from([0]), sized(named)]);
}

/** Bytes with their length in LEB128 in front. */
export function sized(bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from(length), bytes]);
}
