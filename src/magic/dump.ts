import { programOf } from "./program.ts";
import { hasText } from "./reader.ts";

/** Bytes at the start of JSON that are looked at: more than any of the patterns below can reach. */
const head = 512;

/**
 * What kind of memory dump the bytes are, as a phrase with its article; null when they are none.
 * @see https://learn.microsoft.com/windows/win32/api/minidumpapiset/ns-minidumpapiset-minidump_header
 * @see https://hg.openjdk.org/jdk/jdk/file/tip/src/hotspot/share/services/heapDumper.cpp (hprof)
 */
export function dumpKind(bytes: Buffer): string | null {
  switch (bytes[0]) {
    case 0x4d:
      return hasText(bytes, 0, "MDMP\x93\xa7") ? "a Windows minidump" : null;
    case 0x50:
      return hasText(bytes, 0, "PAGEDU64") || hasText(bytes, 0, "PAGEDUMP")
        ? "a dump of Windows' whole memory"
        : hasText(bytes, 0, "PERFILE2")
          ? "a profile of Linux's perf"
          : null;
    case 0x4a:
      return hasText(bytes, 0, "JAVA PROFILE 1.0") ? "a Java heap dump" : null;
    case 0x7b:
      return jsonDump(bytes);
    default: {
      const program = programOf(bytes);
      if (program?.kind !== "core") return null;
      return `a core dump (${program.format}) of a process on ${[program.os, ...program.cpus].join(" ")}`;
    }
  }
}

/** V8 writes its keys always in the same order. @see https://nodejs.org/api/report.html for the diagnostic report */
function jsonDump(bytes: Buffer): string | null {
  // Nearly all JSON has another first key.
  if (!/^\{\s{0,9}"(?:snapshot|head|header|nodes)"/.test(bytes.toString("latin1", 0, 24))) return null;
  const text = bytes.toString("latin1", 0, head);
  if (/^\{\s{0,9}"snapshot"\s{0,9}:\s{0,9}\{\s{0,9}"meta"\s{0,9}:\s{0,9}\{\s{0,9}"node_fields"/.test(text))
    return "a V8 heap snapshot";
  if (/^\{\s{0,9}"header"\s{0,9}:\s{0,9}\{\s{0,9}"reportVersion"\s{0,9}:/.test(text))
    return "a Node.js diagnostic report, with the environment of the process";
  if (/^\{\s{0,9}"head"\s{0,9}:\s{0,9}\{\s{0,9}"callFrame"/.test(text)) return "a V8 heap profile";
  if (
    /^\{\s{0,9}"nodes"\s{0,9}:\s{0,9}\[\s{0,9}\{\s{0,9}"id"\s{0,9}:\s{0,9}\d{1,9}\s{0,9},\s{0,9}"callFrame"/.test(
      text,
    )
  )
    return "a V8 CPU profile";
  return null;
}
