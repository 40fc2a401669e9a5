import assert from "node:assert/strict";
import { test } from "node:test";
import { debugSymbols } from "../../src/rules/debug-symbols.ts";
import { bytesOf, elf, fat, mach, pe } from "./binaries.ts";
import { inspect, pathsOf } from "./inspect.ts";

const wasm = (section: string) =>
  bytesOf("\0asm", [1, 4], [0, 1], [section.length + 2, 1], [section.length, 1], section, [0, 1]);

const caught: readonly (readonly [path: string, content: Buffer | string, message: RegExp])[] = [
  ["a.pdb", bytesOf("Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0", [0, 32]), /^is a PDB file \(/],
  ["b.bin", bytesOf("BSJB", [1, 4], [0, 32]), /^is a portable PDB/],
  ["c.sym", `MODULE Linux x86_64 ${"0A".repeat(16)}0 a.node\nFILE 0 /x\n`, /^is a symbol file of Breakpad/],
  ["d.so", elf(3, 0x3e, [".text", ".debug_info"]), /ELF section `\.debug_info`/],
  ["e.dwo", elf(1, 0x3e, [".debug_info.dwo"]), /ELF section `\.debug_info\.dwo`/],
  ["f", mach(6, 0x0100000c, ["__debug_info"]), /Mach-O section `__debug_info`/],
  ["g", fat(mach(6, 7), mach(6, 0x0100000c, ["__debug_info"])), /Mach-O section `__debug_info`/],
  ["h.dll", pe(0x8664, { section: ".debug_info" }), /PE section `\.debug_info`/],
  ["i.wasm", wasm(".debug_info"), /WebAssembly section `\.debug_info`/],
  ["j", mach(10, 0x0100000c), /^is the DWARF file of a dSYM bundle/],
  ["a.node.dSYM/Contents/Info.plist", "<plist/>", /^belongs to a dSYM bundle/],
];
for (const [path, content, message] of caught) {
  test(`${path}: ${message}`, () => {
    const found = inspect(debugSymbols, { files: { [path]: content } });
    assert.deepEqual(pathsOf(found), [path]);
    assert.match(found[0]?.message ?? "", message);
  });
}

const spared: Readonly<Record<string, Buffer | string>> = {
  "1crn.pdb": "HEADER    PLANT PROTEIN\nATOM      1  N   THR A   1\n",
  "stripped.so": elf(3, 0x3e, [".text", ".symtab", ".debug_information"]),
  "mach.node": mach(6, 0x0100000c, ["__text"]),
  "a.exe": pe(0x8664),
  "name.wasm": wasm("name"),
  core: elf(4, 0x3e, [".debug_info"]),
  "debug.js": "const section = '.debug_info';",
  "MODULE.md": "MODULE Linux is a word",
  "build/Release/obj.target/a.o": elf(1, 0x3e, [".debug_info"]),
};
test("leaves alone what has none", () => {
  assert.deepEqual(pathsOf(inspect(debugSymbols, { files: spared })), []);
});

test("a section table of nonsense costs little and throws nothing", () => {
  const wild = elf(3, 0x3e, [".text"]);
  wild.writeUInt16LE(0xffff, 0x3c);
  wild.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, 0x28);
  assert.deepEqual(inspect(debugSymbols, { files: { a: wild } }), []);
});
