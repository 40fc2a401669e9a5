import { symbolsIn } from "../magic/symbols.ts";
import { size } from "../report/format.ts";
import { leftoverClaims } from "./path-table.ts";
import { defineRule, noOptions } from "./rule.ts";

const fix =
  "Strip the file (`strip -S`, `llvm-strip --strip-debug`, `wasm-opt --strip-debug`, `strip = true` in Cargo.toml), keep the symbols where you debug, and pack again.";

const bundle = /\.dSYM\//;

export const debugSymbols = defineRule({
  id: "debug-symbols",
  title: "Debug symbols",
  catches:
    "What a debugger wants and a user does not: PDB files, dSYM bundles, symbol files of Breakpad, and DWARF sections (`.debug_info`) left inside ELF, Mach-O, PE and WebAssembly " +
    "files; all by their bytes, bundles also by name. They name every source file, function and variable, with the paths of the build machine. Left alone: symbol tables for linking, and the " +
    "`name` section of WebAssembly.",
  incident:
    "serialport 2.0.2 shipped three object files with DWARF sections, in which the paths of a developer's home stand; they lay in node-gyp's `build/`, where " +
    "build-metadata reports them.",
  fix,
  options: noOptions,
  start: ({ policy }) => {
    const isLeftover = leftoverClaims(policy);
    return {
      entry({ kind, path, content }) {
        if (kind !== "file") return [];
        const clause = symbolsIn(content);
        const inBundle = clause === null && bundle.test(path);
        if ((clause === null && !inBundle) || isLeftover(path)) return [];
        return inBundle
          ? [{ path, message: "belongs to a dSYM bundle, macOS's debug symbols" }]
          : [{ path, message: `${clause} (${size(content.length)})`, fix }];
      },
    };
  },
});
