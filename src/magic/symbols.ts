import { customSections, isWasm } from "../source-map/wasm.ts";
import { programOf, sectionsOf } from "./program.ts";
import { hasText } from "./reader.ts";

/** Sections that hold DWARF's description of the sources, compressed and split forms included. */
const dwarf = /^(?:\.z?debug_info(?:\.dwo)?|__z?debug_info)$/;

/**
 * What debug symbols the bytes hold or are, as a clause; null when there are none.
 * @see https://llvm.org/docs/PDB/MsfFile.html and https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md
 */
export function symbolsIn(bytes: Buffer): string | null {
  if (hasText(bytes, 0, "Microsoft C/C++ MSF 7.00\r\n\x1aDS")) return "is a PDB file";
  if (hasText(bytes, 0, "Microsoft C/C++ program database 2.00")) return "is a PDB file";
  if (hasText(bytes, 0, "BSJB")) return "is a portable PDB file of .NET";
  if (hasText(bytes, 0, "MODULE ") && /^MODULE \w+ \S+ [0-9A-F]{33} /.test(bytes.toString("latin1", 0, 200)))
    return "is a symbol file of Breakpad";
  if (isWasm(bytes)) {
    return customSections(bytes, ".debug_info").length > 0
      ? "holds DWARF debug symbols (WebAssembly section `.debug_info`)"
      : null;
  }
  const program = programOf(bytes);
  if (program === null || program.kind === "core") return null;
  if (program.kind === "symbols") return "is the DWARF file of a dSYM bundle";
  const section = sectionsOf(bytes, program).find((name) => dwarf.test(name));
  return section === undefined
    ? null
    : `holds DWARF debug symbols (${program.format} section \`${section}\`)`;
}
