import { elfProgram, elfSections } from "./elf.ts";
import { machProgram, machSections } from "./mach-o.ts";
import { peProgram, peSections } from "./pe.ts";
import { hasText } from "./reader.ts";

/** Compiled code, as its header describes it. */
export interface Program {
  readonly format: "ELF" | "Mach-O" | "PE" | ".NET assembly" | "static library";
  /** `core` is a dump of a process and `symbols` a file of debug symbols: both in the shape of a program, neither runs. */
  readonly kind: "executable" | "library" | "object" | "core" | "symbols";
  /** In Node's names where it has one (`darwin`, `win32`); null when the header does not say. */
  readonly os: string | null;
  /** In Node's names where it has one (`x64`, `arm64`); several for a fat binary. */
  readonly cpus: readonly string[];
}

/** What the header of compiled code says; null for all else, WebAssembly and Java among it. */
export function programOf(bytes: Buffer): Program | null {
  switch (bytes[0]) {
    case 0x7f:
      return elfProgram(bytes);
    case 0x4d:
      return peProgram(bytes);
    case 0x21:
      return staticLibrary(bytes);
    case 0xca:
    case 0xce:
    case 0xcf:
    case 0xfe:
      return machProgram(bytes);
    default:
      return null;
  }
}

/** Names of a program's sections; none for a static library. */
export function sectionsOf(bytes: Buffer, program: Program): readonly string[] {
  switch (program.format) {
    case "ELF":
      return elfSections(bytes);
    case "Mach-O":
      return machSections(bytes);
    case "PE":
    case ".NET assembly":
      return peSections(bytes);
    case "static library":
      return [];
  }
}

/** Members of an `ar` archive looked at for the first object file. */
const mostMembers = 8;

/** An `ar` archive of object files. A Debian package is an `ar` archive as well, of other things. */
function staticLibrary(bytes: Buffer): Program | null {
  if (!hasText(bytes, 0, "!<arch>\n") || hasText(bytes, 8, "debian-binary")) return null;
  let at = 8;
  for (let member = 0; member < mostMembers && at + 60 <= bytes.length; member++) {
    const size = Number.parseInt(bytes.toString("latin1", at + 48, at + 58), 10);
    // BSD's archives put a long name in front of the member.
    const longName = /^#1\/(\d+)/.exec(bytes.toString("latin1", at, at + 16))?.[1];
    const object = bytes.subarray(at + 60 + Number(longName ?? 0), at + 60 + (size || 0));
    const program = elfProgram(object) ?? machProgram(object);
    if (program !== null) return { ...program, format: "static library", kind: "object" };
    if (!(size >= 0)) break;
    at += 60 + size + (size % 2);
  }
  return { format: "static library", kind: "object", os: null, cpus: [] };
}
