import { isRecord } from "../tarball/manifest.ts";
import { repeatedKeys } from "../tarball/repeated-keys.ts";
import type { EntryFacts, Tarball } from "../tarball/tarball.ts";
import { steersNpm } from "./publish-config.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";

/**
 * Names that Windows keeps for devices, alone or before an ending, with digits in superscript too.
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
 */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:[. :]|$)/i;

/** Bytes in one name, and in a path: what the common file systems and systems take. */
const longestName = 255;
const longestPath = 4096;

/** Folders in a path, its last name and the root among them, beyond which npm drops an entry. @see https://github.com/isaacs/node-tar (`maxDepth`) */
const deepest = 1024;

/** What Windows makes of a long name: six characters, `~` and a number, an ending of three. */
const shortForm = /^[^.~]{1,6}~[1-9]\d{0,5}(?:\.[^.]{0,3})?$/;

/**
 * Characters that turn the direction of what is read or are not to be seen, and that HFS+ passes over. Those that join letters of some
 * scripts and emoji count beside ASCII only.
 * @see https://developer.apple.com/library/archive/technotes/tn/tn1150.html#UnicodeSubtleties
 */
const unseen =
  /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[!-~][\u200c\u200d]|[\u200c\u200d][!-~]/;

const fix =
  "Pack again with a packer that writes plain files with clean names below one folder, and rename what is named here.";

export const unsafeEntry = defineRule({
  id: "unsafe-entry",
  title: "Entry that not every reader sees alike",
  catches:
    "Links, devices and unknown kinds of entry; names with `..`, a leading slash, a backslash, a colon or a control, invisible or turning character, names that Windows keeps for devices, cannot have, shortens to those of others or cannot end " +
    "in, names too long for a file system or in more folders than npm unpacks; two entries of one name, also when only letter case or Unicode form tells them apart, or when one is a folder of the other; entries " +
    "outside the one root folder; files with set-user-id or set-group-id bits. Package managers drop, rename or overwrite such entries, each in its own way, so that what was read is " +
    "not what is installed. Also raw headers outside the profile of an honest packer: another tar dialect, old type flags, names that are not UTF-8, fields that are no plain octal " +
    "number, bytes hidden beside or between entries; a key that package.json has twice with two values; settings of npm in `publishConfig`, but those that say what the package is and for whom. Where package managers install different files, neither a waiver nor a level lets it pass; an archive whose blocks " +
    "themselves can be read in two ways is not judged at all. Left alone: directory entries, which yarn 1 writes, and the long-name headers of pnpm 12.",
  incident:
    "colors and ms once shipped `README.md` beside `ReadMe.md` or `readme.md`; an application that bundled them could not be copied to a Mac (2018). npm drops links " +
    "in silence: a hard-linked source file becomes an empty entry that nobody gets.",
  fix,
  options: noOptions,
  alwaysRuns: true,
  start: () => ({
    *tarball(tarball) {
      for (const { path, message } of tarball.irregularities) {
        yield { ...(path === null ? {} : { path }), message, fix, waivable: false };
      }
      const twins = new Twins(tarball);
      for (const entry of tarball.entries) {
        const reasons = isOrdinary(entry, tarball)
          ? twins.reasons(entry)
          : [
              ...kindReasons(entry),
              ...nameReasons(entry),
              ...placeReasons(entry, tarball),
              ...twins.reasons(entry),
            ];
        if (reasons.length > 0) yield problemOf(entry, reasons);
      }
      const { publishConfig } = tarball.manifest;
      for (const key of isRecord(publishConfig) ? Object.keys(publishConfig) : []) {
        if (!steersNpm(key)) continue;
        yield {
          path: "package.json",
          field: `publishConfig.${key}`,
          message:
            "is a setting of npm's own and not of the package: `npm publish` obeys it, and may send its token elsewhere",
          fix: "Take it out: settings of npm belong into the job that publishes.",
          waivable: false,
        };
      }
      for (const { field, line } of repeatedKeys(tarball.manifestText)) {
        yield {
          path: "package.json",
          field,
          line,
          message:
            "stands twice in package.json, with two values: npm, pnpm and yarn take the last one, bun takes the first",
          fix: `Keep one \`${field}\` in package.json.`,
        };
      }
    },
  }),
});

/**
 * Why an entry is unsafe. `alike`: every package manager on Linux installs it alike, so a policy may let it pass. `differs`: some
 * install another file, or none, and no policy makes the judged list true again.
 */
type Reason = readonly [kind: "alike" | "differs", clause: string];

function problemOf(entry: EntryFacts, reasons: readonly Reason[]): Problem {
  return {
    path: entry.path === "" ? entry.archivePath : entry.path,
    message: reasons.map(([, clause]) => clause).join("; "),
    fix,
    ...(reasons.some(([kind]) => kind === "differs") ? { waivable: false } : {}),
  };
}

/** Nearly every entry: neither its kind nor its name nor its place can give a reason. */
function isOrdinary({ kind, mode, archivePath }: EntryFacts, { rootFolder }: Tarball): boolean {
  return (
    kind === "file" &&
    (mode & 0o6000) === 0 &&
    isPlain(archivePath) &&
    archivePath.startsWith(rootFolder) &&
    archivePath.charAt(rootFolder.length) === "/"
  );
}

function* kindReasons({ kind, linkTarget, mode }: EntryFacts): Iterable<Reason> {
  if (kind === "symlink") {
    yield [
      "differs",
      `is a symbolic link to \`${linkTarget ?? ""}\`: npm drops it, other package managers install it`,
    ];
  }
  if (kind === "hardlink") {
    yield [
      "differs",
      `is a hard link to \`${linkTarget ?? ""}\` without content: npm drops it, other package managers may not`,
    ];
  }
  if (kind === "device" || kind === "fifo")
    yield ["differs", "is a device or pipe, which no package has use for"];
  if (kind === "other") yield ["differs", "is of a kind that package managers do not know"];
  if (kind === "file" && (mode & 0o6000) !== 0) {
    yield [
      "alike",
      `has ${mode & 0o4000 ? "set-user-id" : "set-group-id"} permission (mode ${(mode & 0o7777).toString(8)}), and npm keeps it`,
    ];
  }
}

function* nameReasons({ archivePath, kind }: EntryFacts): Iterable<Reason> {
  if (isPlain(archivePath)) return;
  if (archivePath.startsWith("/")) yield ["differs", "has an absolute path"];
  const names = archivePath.replace(/^\//, "").split("/");
  if (kind === "directory" && names.at(-1) === "") names.pop();
  if (names.includes("..")) yield ["differs", "has `..` in its path, which leads out of the package"];
  if (names.includes(".") || names.includes("")) yield ["differs", "has an empty or `.` part in its path"];
  if (archivePath.includes("\\"))
    yield ["differs", "has a backslash in its name, which Windows takes for a folder"];
  if (archivePath.includes(":"))
    yield [
      "differs",
      "has a colon in its name: npm installs it under another one, and Windows cannot have it",
    ];
  if (/[\u0000-\u001f\u007f-\u009f]/.test(archivePath))
    yield ["differs", "has a control character in its name"];
  if (/[<>|"?*]/.test(archivePath))
    yield ["alike", "has a character in its name that Windows cannot have, and gets another name there"];
  if (names.some((name) => shortForm.test(name)))
    yield ["alike", "has a name in the short form of Windows, which can stand for another file there"];
  if (unseen.test(archivePath))
    yield ["alike", "has a character in its name that is not to be seen, or turns its direction"];
  // A key of an object that pnpm 9 and 10 set in vain.
  if (names.length === 2 && names[1] === "__proto__")
    yield ["differs", "has the name `__proto__`, under which not every package manager installs a file"];
  if (names.length > deepest) yield ["differs", "lies in so many folders that npm drops it"];
  if (names.some((name) => windowsDevice.test(name)))
    yield ["alike", "has a name that Windows keeps for a device"];
  if (names.some((name) => /[^.][. ]$/.test(name)))
    yield ["alike", "has a name that ends in a dot or space, which Windows cuts off"];
  if (
    names.some((name) => Buffer.byteLength(name) > longestName) ||
    Buffer.byteLength(archivePath) > longestPath
  ) {
    yield ["differs", "has a name that is longer than file systems allow"];
  }
}

/** Nearly every name: nothing in it can give a reason. */
function isPlain(archivePath: string): boolean {
  return (
    archivePath.length <= longestName &&
    /^[\w@+()[\]{}$,=~%!#&'-][\w@+()[\]{}$,=~%!#&'./-]*$/.test(archivePath) &&
    !/\/\/|\/\.{1,2}(?:\/|$)|\.(?:\/|$)|\/$|(?:^|\/)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)\d)(?:[./]|$)|~[1-9]|\/__proto__$/i.test(
      archivePath,
    )
  );
}

function* placeReasons({ archivePath, kind }: EntryFacts, { rootFolder }: Tarball): Iterable<Reason> {
  const root = archivePath.split("/", 1)[0] ?? "";
  if (!archivePath.includes("/") && kind !== "directory") {
    yield ["differs", "lies at the top level of the archive, where package managers drop the name itself"];
  } else if (root !== rootFolder && root !== "") {
    yield [
      "differs",
      `lies below \`${root}/\`, not below \`${rootFolder}/\` with the rest, and is installed over what is there`,
    ];
  }
}

const none: readonly Reason[] = [];

/** Entries that would be one file on a file system without letter case, or after the root folder is dropped. */
class Twins {
  /** Folded path → path of the first entry of that name that is no directory. */
  readonly #files = new Map<string, string>();
  /** Folded folders that hold something or have an entry of their own, with the spelling met first. */
  readonly #folders = new Map<string, string>();

  constructor({ entries }: Tarball) {
    const above = new Set<string>();
    const add = (folder: string): void => {
      const key = folded(folder);
      if (!this.#folders.has(key)) this.#folders.set(key, folder);
    };
    for (const { path, kind, archivePath } of entries) {
      // With a slash at its end it is found below as the folder of nothing.
      if (kind === "directory" && archivePath.includes("/") && !path.endsWith("/")) add(path);
      for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
        const folder = path.slice(0, slash);
        if (above.has(folder)) break;
        above.add(folder);
        add(folder);
      }
    }
  }

  reasons({ path, kind }: EntryFacts): readonly Reason[] {
    if (kind === "directory") return none;
    const key = folded(path);
    const first = this.#files.get(key);
    const folder = this.#folders.get(key);
    if (first === undefined) {
      this.#files.set(key, path);
      if (folder === undefined) return none;
    }
    const reasons: Reason[] = [];
    if (first === path)
      reasons.push(["differs", "comes twice in the archive: the later one is installed over the earlier"]);
    else if (first !== undefined)
      reasons.push([
        isReadByName(path) ? "differs" : "alike",
        `differs from \`${first}\` only in letter case or Unicode form: one is installed over the other on macOS and Windows`,
      ]);
    if (folder !== undefined) reasons.push(["differs", `has the name of the folder \`${folder}/\``]);
    return reasons;
  }
}

/** Files of a package that package managers look up by name, and from which they take scripts and places of dependencies. */
function isReadByName(path: string): boolean {
  return /^(?:(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\/)?(?:package\.json|npm-shrinkwrap\.json|binding\.gyp)$/iu.test(
    path,
  );
}

/** Equal for paths that a case-blind, form-blind file system takes for one. Upper case last: it also joins `ß` and `ss`, `ς` and `σ`. */
function folded(path: string): string {
  if (/^[\u0000-\u007f]*$/.test(path)) return path.toUpperCase();
  return path.toLowerCase().toUpperCase().normalize("NFC");
}
