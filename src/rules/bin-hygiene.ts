import { type Bin, binsOf } from "../tarball/bins.ts";
import { filePaths } from "../tarball/file-paths.ts";
import type { Entry } from "../tarball/tarball.ts";
import { defineRule, noOptions } from "./rule.ts";

/** How a file begins, as far as an operating system cares that is asked to run it. Plain text without a shebang is not recorded. */
type Start = "shebang" | "crlf" | "bom" | "utf16" | "binary" | "empty";

type Fault = Exclude<Start, "shebang" | "binary"> | "none";

/** Bytes in which a real executable shows a NUL: ELF, Mach-O, PE and WebAssembly all do in their first few. */
const HEADER = 512;

/** Longest first line that is looked at; Linux itself reads 256 bytes. */
const FIRST_LINE = 2048;

/** Windows runs these by their ending, and nothing else runs them at all. */
const WINDOWS_SCRIPT = /\.(?:cmd|bat|ps1|exe)$/i;

const texts: Record<Fault, { message: string; fix: string }> = {
  none: {
    message: "has no `#!` line: a Unix shell would run the JavaScript as a shell script",
    fix: "Make `#!/usr/bin/env node` its very first line.",
  },
  crlf: {
    message:
      "has a `#!` line that ends in CRLF: Linux and macOS look for an interpreter `node\\r` (npm mends that on install, other managers may not)",
    fix: "Save the file with LF line endings, and keep them: `*.js text eol=lf` in .gitattributes.",
  },
  bom: {
    message: "begins with a byte order mark, so that the `#!` behind it is not seen",
    fix: "Save the file as UTF-8 without BOM.",
  },
  utf16: {
    message: "is UTF-16 text, in which no system finds a `#!` line",
    fix: "Save the file as UTF-8 without BOM.",
  },
  empty: { message: "is an empty file", fix: "Build the command before packing, or delete it from `bin`." },
};

export const binHygiene = defineRule({
  id: "bin-hygiene",
  title: "A command that does not start",
  catches:
    "Files named by `bin` with no `#!` line, with one that ends in CRLF, or with a byte order mark before it, and empty ones. Left alone: " +
    "executables, Windows scripts (.cmd, .bat, .ps1), the file mode (every package manager sets it on install), and files that are not " +
    "there (see broken-entry-point).",
  incident:
    "npm-dts before 1.3.1 and schemalint 0.4.2 (both 2020) were published with CRLF: users of yarn and of Alpine Linux got " +
    "`No such file or directory`, while `npm install` on its author's Mac mended npm-dts and hid the cause.",
  fix: "Begin the file with `#!/usr/bin/env node`, saved as UTF-8 without BOM and with LF line endings.",
  options: noOptions,
  start: () => {
    const starts = new Map<string, Start>();
    return {
      entry(entry) {
        if (entry.kind !== "file") return [];
        const start = startOf(entry);
        // The last of two entries with one path wins, as on install.
        if (start === null) starts.delete(entry.path);
        else starts.set(entry.path, start);
        return [];
      },
      *tarball(tarball) {
        const files = filePaths(tarball);
        const commandsOf = new Map<string, Bin[]>();
        for (const bin of binsOf(tarball.manifest)) {
          const others = commandsOf.get(bin.path);
          if (others === undefined) commandsOf.set(bin.path, [bin]);
          else others.push(bin);
        }
        for (const [path, bins] of commandsOf) {
          if (!files.has(path) || WINDOWS_SCRIPT.test(path)) continue;
          const start = starts.get(path) ?? "none";
          if (start === "shebang" || start === "binary") continue;
          const commands = named(bins);
          yield { path, message: `${commands} ${texts[start].message}`, fix: texts[start].fix };
        }
      },
    };
  },
});

function named(bins: readonly Bin[]): string {
  const commands = bins.map(({ command }) => `\`${command}\``).join(", ");
  return bins.length > 1 ? `the file of the commands ${commands}` : `the file of the command ${commands}`;
}

function hasShebang(content: Buffer, at: number): boolean {
  return content[at] === 0x23 && content[at + 1] === 0x21;
}

function startOf({ content }: Entry): Start | null {
  if (content.length === 0) return "empty";
  const [first, second] = [content[0], content[1]];
  if (hasShebang(content, 0)) return hasCrlf(content) ? "crlf" : "shebang";
  if (first === 0xef && second === 0xbb && content[2] === 0xbf) return hasShebang(content, 3) ? "bom" : null;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "utf16";
  return content.subarray(0, HEADER).includes(0) ? "binary" : null;
}

function hasCrlf(content: Buffer): boolean {
  const line = content.subarray(0, FIRST_LINE);
  const end = line.indexOf("\n");
  return line.subarray(0, end === -1 ? line.length : end).includes("\r");
}
