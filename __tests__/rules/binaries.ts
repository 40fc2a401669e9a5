import { crc32, deflateRawSync } from "node:zlib";

/** Bytes from parts: numbers are little-endian of the given width, texts Latin-1. */
export function bytesOf(
  ...parts: readonly (string | Buffer | readonly [value: number, bytes: number])[]
): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === "string") return Buffer.from(part, "latin1");
      if (Buffer.isBuffer(part)) return part;
      const [value, length] = part;
      const buffer = Buffer.alloc(length);
      for (let index = 0, rest = value; index < length; index++, rest = Math.floor(rest / 256))
        buffer[index] = rest % 256;
      return buffer;
    }),
  );
}

/** A 64-bit little-endian ELF file: type 1 object, 2 executable, 3 shared object, 4 core. With section names when given. */
export function elf(type: number, machine: number, sections: readonly string[] = [], os = 0): Buffer {
  const names = `\0${sections.map((name) => `${name}\0`).join("")}.shstrtab\0`;
  const table = 64 + names.length;
  const header = bytesOf(
    "\x7fELF",
    [2, 1],
    [1, 1],
    [1, 1],
    [os, 9],
    [type, 2],
    [machine, 2],
    [1, 4],
    [0, 16],
    [sections.length === 0 ? 0 : table, 8],
    [0, 4],
    [64, 2],
    [56, 2],
    [0, 2],
    [64, 2],
    [sections.length === 0 ? 0 : sections.length + 2, 2],
    [sections.length === 0 ? 0 : sections.length + 1, 2],
  );
  if (sections.length === 0) return Buffer.concat([header, Buffer.alloc(64)]);
  const section = (name: number, offset: number) => bytesOf([name, 4], [1, 4], [0, 16], [offset, 8], [0, 32]);
  const headers = sections.map((name) => section(names.indexOf(`\0${name}\0`) + 1, 0));
  return Buffer.concat([
    header,
    Buffer.from(names, "latin1"),
    section(0, 0),
    ...headers,
    section(names.indexOf("\0.shstrtab\0") + 1, 64),
  ]);
}

/** A 64-bit little-endian Mach-O file: type 2 executable, 4 core, 6 library, 10 dSYM. */
export function mach(type: number, cpu: number, sections: readonly string[] = [], platform = 1): Buffer {
  const build = bytesOf([0x32, 4], [24, 4], [platform, 4], [0, 12]);
  const segment = bytesOf(
    [0x19, 4],
    [72 + sections.length * 80, 4],
    "__DWARF".padEnd(16, "\0"),
    [0, 40],
    [sections.length, 4],
    [0, 4],
    ...sections.map((name) => bytesOf(name.padEnd(16, "\0"), [0, 64])),
  );
  return bytesOf(
    [0xfeedfacf, 4],
    [cpu, 4],
    [0, 4],
    [type, 4],
    [2, 4],
    [0, 4],
    [0, 4],
    [0, 4],
    build,
    segment,
  );
}

/** A fat Mach-O file of these slices. */
export function fat(...slices: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8 + slices.length * 20);
  header.writeUInt32BE(0xcafebabe, 0);
  header.writeUInt32BE(slices.length, 4);
  let at = header.length;
  for (const [index, slice] of slices.entries()) {
    header.writeUInt32BE(at, 8 + index * 20 + 8);
    at += slice.length;
  }
  return Buffer.concat([header, ...slices]);
}

/** A 64-bit PE file; `managed` gives it the header of .NET. Long section names go to the string table. */
export function pe(
  machine: number,
  options: { library?: boolean; managed?: boolean; section?: string } = {},
): Buffer {
  const optional = Buffer.alloc(240);
  optional.writeUInt16LE(0x20b, 0);
  optional.writeUInt32LE(16, 108);
  if (options.managed) optional.writeUInt32LE(0x2000, 112 + 14 * 8);
  const symbols = 64 + 24 + 240 + 40;
  const name = options.section === undefined ? ".text\0\0\0" : "/4\0\0\0\0\0\0";
  return bytesOf(
    "MZ",
    Buffer.alloc(58),
    [64, 4],
    "PE\0\0",
    [machine, 2],
    [1, 2],
    [0, 4],
    [symbols, 4],
    [0, 4],
    [240, 2],
    [options.library ? 0x2022 : 0x22, 2],
    optional,
    name,
    Buffer.alloc(32),
    [100, 4],
    `${options.section ?? ""}\0`,
  );
}

/** A zip of these files, deflated when that is shorter. */
export function zip(files: Readonly<Record<string, string | Buffer>>, flags = 0): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const deflated = deflateRawSync(bytes);
    const [method, data] = deflated.length < bytes.length ? [8, deflated] : [0, bytes];
    const facts = bytesOf(
      [20, 2],
      [flags, 2],
      [method, 2],
      [0, 4],
      [crc32(bytes), 4],
      [data.length, 4],
      [bytes.length, 4],
    );
    const file = bytesOf("PK\x03\x04", facts, [name.length, 2], [0, 2], name, data);
    central.push(bytesOf("PK\x01\x02", [20, 2], facts, [name.length, 2], [0, 12], [offset, 4], name));
    local.push(file);
    offset += file.length;
  }
  const directory = Buffer.concat(central);
  const count = central.length;
  return bytesOf(
    ...local,
    directory,
    "PK\x05\x06",
    [0, 4],
    [count, 2],
    [count, 2],
    [directory.length, 4],
    [offset, 4],
    [0, 2],
  );
}

/** Bytes that no format claims and that are no text. */
export const noise = Buffer.from(
  Array.from({ length: 4096 }, (_, index) => (index * 7919 + (index >> 3)) % 256),
);
