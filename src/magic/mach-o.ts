import type { Program } from "./program.ts";
import { Reader } from "./reader.ts";

/** Processors by `cputype`. @see https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/mach/machine.h */
const machines: ReadonlyMap<number, string> = new Map([
  [7, "ia32"],
  [12, "arm"],
  [18, "ppc"],
  [0x01000007, "x64"],
  [0x0100000c, "arm64"],
  [0x01000012, "ppc64"],
  [0x0200000c, "arm64_32"],
]);

/** By `filetype`. @see https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
const kinds: ReadonlyMap<number, Program["kind"]> = new Map([
  [1, "object"],
  [2, "executable"],
  [4, "core"],
  [6, "library"],
  [8, "library"],
  [10, "symbols"],
]);

/** By the platform of LC_BUILD_VERSION. */
const platforms: ReadonlyMap<number, string> = new Map([
  [1, "darwin"],
  [2, "ios"],
  [3, "tvos"],
  [4, "watchos"],
  [6, "darwin (Mac Catalyst)"],
  [7, "ios simulator"],
  [11, "visionos"],
]);

/** Slices of a fat binary; a Java class file has the same magic, and a version of 45 or more in the same place. */
const mostSlices = 30;

/** Load commands and sections looked at. */
const mostCommands = 4096;

interface Slice {
  readonly reader: Reader;
  readonly wide: boolean;
}

/** A Mach-O file's header, or those of all slices of a fat one; null for what is none. */
export function machProgram(bytes: Buffer): Program | null {
  const slices = slicesOf(bytes);
  const [first] = slices;
  if (first === undefined) return null;
  const cpus = slices.map(({ reader }) => machines.get(reader.u32(4)) ?? `cpu ${reader.u32(4)}`);
  return {
    format: "Mach-O",
    kind: kinds.get(first.reader.u32(12)) ?? "library",
    os: platformOf(first),
    cpus: [...new Set(cpus)],
  };
}

/** Names of the sections of all slices, as `__debug_info`. */
export function machSections(bytes: Buffer): readonly string[] {
  return slicesOf(bytes).flatMap((slice) =>
    [...commandsOf(slice)].flatMap(({ command, at }) => {
      const wide = command === 0x19;
      if (!wide && command !== 1) return [];
      const count = Math.min(256, slice.reader.u32(at + (wide ? 64 : 48)));
      const start = at + (wide ? 72 : 56);
      return Array.from({ length: count }, (_, index) =>
        slice.reader.name(start + index * (wide ? 80 : 68), 16),
      );
    }),
  );
}

function slicesOf(bytes: Buffer): readonly Slice[] {
  const magic = new Reader(bytes, false).u32(0);
  if (magic !== 0xcafebabe && magic !== 0xcafebabf) {
    const slice = sliceOf(bytes);
    return slice === null ? [] : [slice];
  }
  const header = new Reader(bytes, false);
  const count = header.u32(4);
  if (count === 0 || count > mostSlices) return [];
  const wide = magic === 0xcafebabf;
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * (wide ? 32 : 20);
    return sliceOf(bytes.subarray(wide ? header.u64(at + 8) : header.u32(at + 8)));
  }).filter((slice) => slice !== null);
}

function sliceOf(bytes: Buffer): Slice | null {
  for (const littleEndian of [true, false]) {
    const reader = new Reader(bytes, littleEndian);
    const magic = reader.u32(0);
    if (magic === 0xfeedface || magic === 0xfeedfacf) return { reader, wide: magic === 0xfeedfacf };
  }
  return null;
}

function* commandsOf({ reader, wide }: Slice): Generator<{ command: number; at: number }> {
  const count = Math.min(mostCommands, reader.u32(16));
  let at = wide ? 32 : 28;
  for (let index = 0; index < count; index++) {
    const size = reader.u32(at + 4);
    if (size < 8) return;
    yield { command: reader.u32(at), at };
    at += size;
  }
}

function platformOf(slice: Slice): string {
  for (const { command, at } of commandsOf(slice)) {
    if (command === 0x32) return platforms.get(slice.reader.u32(at + 8)) ?? "darwin";
    if (command === 0x25) return "ios";
  }
  return "darwin";
}
