import type { Program } from "./program.ts";
import { hasText, Reader } from "./reader.ts";

/** Machines by `e_machine`, in Node's names where it has one. @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const machines: ReadonlyMap<number, string> = new Map([
  [0x03, "ia32"],
  [0x08, "mips"],
  [0x14, "ppc"],
  [0x15, "ppc64"],
  [0x16, "s390x"],
  [0x28, "arm"],
  [0x3e, "x64"],
  [0xb7, "arm64"],
  [0xf3, "riscv64"],
  [0xf7, "bpf"],
  [0x102, "loong64"],
]);

const systems: ReadonlyMap<number, string> = new Map([
  [2, "netbsd"],
  [6, "sunos"],
  [9, "freebsd"],
  [12, "openbsd"],
]);

const kinds: ReadonlyMap<number, Program["kind"]> = new Map([
  [1, "object"],
  [2, "executable"],
  [3, "library"],
  [4, "core"],
]);

/** Section headers and program headers looked at: real files have a few dozen. */
const mostHeaders = 4096;

/** An ELF file's header; null for what is none. The operating system is Linux unless the header names another. */
export function elfProgram(bytes: Buffer): Program | null {
  if (!hasText(bytes, 0, "\x7fELF")) return null;
  const reader = elfReader(bytes);
  const kind = kinds.get(reader.u16(16)) ?? "library";
  return {
    format: "ELF",
    kind: kind === "library" && isExecutable(reader) ? "executable" : kind,
    os: systems.get(reader.u8(7)) ?? "linux",
    cpus: [machines.get(reader.u16(18)) ?? `machine ${reader.u16(18)}`],
  };
}

/** Names of the sections. */
export function elfSections(bytes: Buffer): readonly string[] {
  const reader = elfReader(bytes);
  const wide = isWide(reader);
  const start = wide ? reader.u64(0x28) : reader.u32(0x20);
  const each = reader.u16(wide ? 0x3a : 0x2e);
  const count = Math.min(mostHeaders, reader.u16(wide ? 0x3c : 0x30));
  const names = reader.u16(wide ? 0x3e : 0x32);
  if (start === 0 || each < (wide ? 0x40 : 0x28)) return [];
  const offsetOf = (section: number) =>
    wide ? reader.u64(start + section * each + 0x18) : reader.u32(start + section * each + 0x10);
  const table = offsetOf(names);
  return Array.from({ length: count }, (_, section) =>
    reader.name(table + reader.u32(start + section * each), 64),
  );
}

function elfReader(bytes: Buffer): Reader {
  return new Reader(bytes, bytes[5] !== 2);
}

function isWide(reader: Reader): boolean {
  return reader.u8(4) === 2;
}

/** Entries of the dynamic section looked at. */
const mostDynamic = 1024;

/** A position-independent executable is a shared object with an interpreter, or one whose flags say that it is one. */
function isExecutable(reader: Reader): boolean {
  const wide = isWide(reader);
  const start = wide ? reader.u64(0x20) : reader.u32(0x1c);
  const each = reader.u16(wide ? 0x36 : 0x2a);
  const count = Math.min(mostHeaders, reader.u16(wide ? 0x38 : 0x2c));
  for (let index = 0; index < count; index++) {
    const header = start + index * each;
    const type = reader.u32(header);
    if (type === 3) return true;
    if (type === 2 && isPie(reader, wide ? reader.u64(header + 8) : reader.u32(header + 4), wide))
      return true;
  }
  return false;
}

/** DT_FLAGS_1 with DF_1_PIE. */
function isPie(reader: Reader, start: number, wide: boolean): boolean {
  const size = wide ? 8 : 4;
  for (let index = 0; index < mostDynamic; index++) {
    const at = start + index * 2 * size;
    // The low half is enough for both the tag and the flags.
    const low = (place: number) => reader.u32(wide && !reader.littleEndian ? place + 4 : place);
    const tag = low(at);
    if (tag === 0) return false;
    if (tag === 0x6ffffffb) return (low(at + size) & 0x08000000) !== 0;
  }
  return false;
}
