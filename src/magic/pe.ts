import type { Program } from "./program.ts";
import { hasText, Reader } from "./reader.ts";

/** @see https://learn.microsoft.com/windows/win32/debug/pe-format#machine-types */
const machines: ReadonlyMap<number, string> = new Map([
  [0x014c, "ia32"],
  [0x01c0, "arm"],
  [0x01c4, "arm"],
  [0x0200, "ia64"],
  [0x8664, "x64"],
  [0xaa64, "arm64"],
]);

/** A PE file's header; null for what is none, a DOS program included. A .NET assembly runs on more than its header says. */
export function peProgram(bytes: Buffer): Program | null {
  const at = headerAt(bytes);
  if (at === null) return null;
  const reader = new Reader(bytes, true);
  const isLibrary = (reader.u16(at + 22) & 0x2000) !== 0;
  const managed = directoryAt(reader, at, 14) !== 0;
  return {
    format: managed ? ".NET assembly" : "PE",
    kind: isLibrary ? "library" : "executable",
    os: managed ? "win32 and wherever .NET runs" : "win32",
    cpus: [machines.get(reader.u16(at + 4)) ?? `machine ${reader.u16(at + 4)}`],
  };
}

/** Names of the sections, those of more than eight letters out of the string table that MinGW's linker writes. */
export function peSections(bytes: Buffer): readonly string[] {
  const at = headerAt(bytes);
  if (at === null) return [];
  const reader = new Reader(bytes, true);
  const symbols = reader.u32(at + 12);
  const strings = symbols === 0 ? 0 : symbols + reader.u32(at + 16) * 18;
  const start = at + 24 + reader.u16(at + 20);
  return Array.from({ length: Math.min(256, reader.u16(at + 6)) }, (_, index) => {
    const name = reader.name(start + index * 40, 8);
    const long = /^\/(\d+)$/.exec(name)?.[1];
    return long === undefined || strings === 0 ? name : reader.name(strings + Number(long), 64);
  });
}

function headerAt(bytes: Buffer): number | null {
  if (!hasText(bytes, 0, "MZ")) return null;
  const at = new Reader(bytes, true).u32(0x3c);
  return hasText(bytes, at, "PE\0\0") ? at : null;
}

/** Address of one of the optional header's data directories; zero when it is not there. */
function directoryAt(reader: Reader, header: number, index: number): number {
  const optional = header + 24;
  const wide = reader.u16(optional) === 0x20b;
  const count = reader.u32(optional + (wide ? 108 : 92));
  return index < count ? reader.u32(optional + (wide ? 112 : 96) + index * 8) : 0;
}
