import { type ArchiveKind, archiveKind } from "../magic/archive.ts";
import { Budget, type Member, unpack } from "../magic/unpack.ts";
import { zipEnd } from "../magic/zip.ts";
import { count, size } from "../report/format.ts";
import { looksLikeText } from "../tarball/text.ts";
import { bundledNames, installedName } from "./bundled.ts";
import { isTestMaterial } from "./credentials/test-material.ts";
import { InsideArchive } from "./inside-archive.ts";
import { compilePatterns } from "./path-pattern.ts";
import { isNamedByFiles, leftoverClaims } from "./path-table.ts";
import { defineRule, noOptions, type Problem, type Rule } from "./rule.ts";

/** Names of archives, which count where the bytes tell nothing, and which make a single compressed file an archive. */
const archives = ["*.{tgz,tar,tbz,tbz2,txz,zip,7z,rar,cab}", "*.tar.{gz,bz2,xz,zst,lz,br,Z}"];

/** Packages and programs of other worlds in the shape of an archive: perhaps the product, and opaque all the same. */
const foreign = [
  "*.{jar,war,ear,aar,apk,aab,ipa,whl,egg,vsix,crx,xpi,nupkg,snupkg,gem,deb,rpm,phar,appx,msix,asar,iso,dmg,pkg,conda}",
  "!gradle-wrapper.jar",
  "!maven-wrapper.jar",
];

/** Documents, models and arrays that happen to be a zip: the bytes are an archive, the thing is not. */
const documents =
  /(?:\.(?:docx|docm|dotx|xlsx|xlsm|xltx|pptx|pptm|potx|ppsx|vsdx|odt|ods|odp|odg|ott|epub|kmz|npz|3mf|usdz|lottie|sketch|kra|ora|xmind|pages|numbers|key|mscz|pt|pth|keras|gz|svgz|cbz|f3d|fla|swc|oxt|sb3|mxl)|(?:^|\/)(?:gradle|maven)-wrapper\.jar)$/i;

/** Behind data of another kind, a program or a script: the directory of a zip is at its end. */
const zipBehind: ArchiveKind = { format: "zip", says: "a zip archive behind other data", single: false };

/** Brotli has no mark, only its name. */
const brotli: ArchiveKind = { format: "brotli", says: "a Brotli file", single: true };

/** Endings of single compressed files, of which the bytes cannot tell whether a tar is in them. */
const singles = /\.(?:gz|svgz|br|zst|zstd|xz|lzma|bz2|lz|z)$/i;

/** A look at the end of the path that spares most of them the patterns. */
const perhapsNamed = /\.(?:t[a-z]{2}2?|zip|7z|rar|cab|gz|bz2|xz|zst|lz|br|Z)$/i;

const isArchiveName = compilePatterns([{ owner: null, patterns: archives, anyCase: true }]);
const isForeignName = compilePatterns([{ owner: null, patterns: foreign, anyCase: true }]);

/** Bytes unpacked of all archives of one tarball together. */
const budgetBytes = 256 * 1024 * 1024;

/** Files looked at in all archives of one tarball together, those of archives in them as well. */
const mostMembers = 100_000;

/** Archives in archives that are opened. */
const deepest = 4;

interface Found {
  readonly path: string;
  /** Null for an archive that nobody minds: it is only looked into. */
  readonly verdict: Verdict | null;
  readonly details: string;
  /** Something in it was not looked at. */
  readonly blind: boolean;
  /** One compressed file of a kind that cannot be opened here. */
  readonly sealed: boolean;
  readonly inside: readonly Problem[];
}

interface Verdict {
  readonly says: string;
  /** What excuses it. */
  readonly mild: string | null;
}

/** The rule, given those rules that also look at the files inside an archive. */
export function nestedArchiveRule(inside: readonly Rule[]): Rule {
  return defineRule({
    id: "nested-archive",
    title: "Archive inside the package",
    catches:
      "Archives by their bytes and under any name: tar, tar in gzip, zip, 7-Zip, RAR, cabinets, disk images, Electron's asar; first of all the package's own tarball of an earlier " +
      "`npm pack`. By name where the bytes tell nothing, in any letter case: " +
      `${archives.map((pattern) => `\`${pattern}\``).join(", ")}. The gate looks into zip, tar, gzip and Brotli, four deep, and reports credentials, source maps, dumps, databases and what ` +
      "the policy forbids in there under those rules, at the archive's path: also where it minds no archive, in bundled dependencies, office documents, single compressed files and a zip behind " +
      "a program. A warning only: packages of other worlds (`.whl`, `.vsix`, `.jar` and the like), an archive that `files` names by its exact " +
      "path, fixtures of tests, zips with an ending of their own, and one of those that it does not mind when it could not look into all of it. Left alone, when it could: single compressed " +
      "files (`.gz`, `.br`), which web servers want, office documents and other formats that are a zip only technically, Gradle's wrapper, and bundled dependencies; and `.zst`, into which it does " +
      "not look.",
    incident:
      "prettier 1.11.1 shipped a tarball of itself. @google/gemini-cli 0.1.13 shipped `dist/google-gemini-cli-0.1.12.tgz`, the release before; resolve-typescript-plugin 2.0.0 817 zips of yarn's cache.",
    fix: "Delete it, and pack into a folder outside the package (`npm pack --pack-destination`).",
    options: noOptions,
    // An archive that may ship is still no place to hide a key in.
    alwaysRuns: true,
    start: ({ policy }) => {
      const isOn = ({ id }: { readonly id: string }) => (policy.rules.get(id)?.level ?? "off") !== "off";
      if (policy.rules.get("nested-archive")?.level === "off" && !inside.some(isOn)) return {};
      const isLeftover = leftoverClaims(policy);
      const budget = new Budget(budgetBytes, mostMembers);
      const found: Found[] = [];
      return {
        entry(entry) {
          const { kind, path, content } = entry;
          if (kind === "directory") return [];
          const archive = kind === "file" ? archiveIn(path, content) : null;
          const isText = kind === "file" && entry.isText;
          const verdict = judge(path, archive, kind === "file" ? content.length : 1, isText);
          if ((verdict === null && archive === null) || isLeftover(path)) return [];
          const looked = archive === null ? null : lookInside(path, content, archive);
          // What only its name calls Brotli, and is none, is no archive.
          if (verdict === null && archive === brotli && looked === null) return [];
          found.push({
            path,
            verdict,
            details: [looked?.says, size(content.length)].filter(Boolean).join(", "),
            blind: looked?.blind ?? true,
            sealed: looked === null && archive?.single === true,
            inside: looked?.problems ?? [],
          });
          return [];
        },
        *tarball({ manifest }) {
          const bundles = bundledNames(manifest).length > 0;
          for (const { path, verdict, details, blind, sealed, inside: problems } of found) {
            const isBundled = bundles && installedName(path) !== null;
            if (verdict === null || isBundled) {
              if (blind && (isBundled || !sealed))
                yield { path, message: `an archive that nobody could look into (${details})`, level: "warn" };
            } else {
              const message = `${verdict.says} (${details})`;
              const named = isNamedByFiles(manifest, path)
                ? "`files` of package.json names it by its path"
                : null;
              const excuse = named ?? verdict.mild;
              yield excuse === null
                ? { path, message }
                : { path, message: `${message}; ${excuse}`, level: "warn" };
            }
            yield* problems;
          }
        },
      };

      function lookInside(path: string, content: Buffer, archive: ArchiveKind) {
        const members = unpack(path, content, archive, budget);
        if (members === "opaque" || (members === "broken" && archive === brotli)) return null;
        if (typeof members === "string") return { says: "not looked into", blind: true, problems: [] };
        const look = new InsideArchive(path, inside, policy);
        let files = 0;
        let unread = 0;
        let listed = true;
        let cut = false;
        const walk = (those: Iterable<Member>, within: string, depth: number): void => {
          for (const { path: name, size: claimed, content: bytes } of those) {
            if (name === "") {
              listed = false;
              continue;
            }
            if (!budget.takeFile()) {
              cut = true;
              return;
            }
            files++;
            if (bytes === null) {
              unread++;
              continue;
            }
            const member = { path: `${within}${name}`, size: claimed, content: bytes };
            look.read(member);
            const kind = archiveIn(member.path, bytes);
            if (kind === null) continue;
            const deeper = depth < deepest ? unpack(member.path, bytes, kind, budget) : "too-large";
            if (typeof deeper !== "string") walk(deeper, kind.single ? "" : `${member.path}!/`, depth + 1);
            else if (deeper !== "broken" || kind !== brotli) unread++;
          }
        };
        walk(members, "", 1);
        if (cut && files === 0) return { says: "not looked into", blind: true, problems: [] };
        const rest = `${cut ? "more than " : ""}${count(files, "file")}`;
        const notRead = unread > 0 ? `, ${count(unread, "file")} of them not readable` : "";
        const notListed = listed ? "" : ", its list of files cannot be trusted";
        const identity = look.identity === null ? "" : `${look.identity} as npm packs it, `;
        return {
          says: `${identity}${rest}${notRead}${notListed}`,
          blind: unread > 0 || !listed || cut,
          problems: look.conclude(),
        };
      }
    },
  });
}

/** By its bytes, else what only a name tells, or an end. */
function archiveIn(path: string, content: Buffer): ArchiveKind | null {
  const kind = archiveKind(content);
  if (kind !== null) return kind;
  if (/\.br$/i.test(path) && !looksLikeText(content)) return brotli;
  return zipEnd(content) === null ? null : zipBehind;
}

/** What a path with these bytes is called, and what excuses it; null when it is no archive or none of this rule's. */
function judge(path: string, archive: ArchiveKind | null, bytes: number, isText: boolean): Verdict | null {
  if (archive === zipBehind || archive === brotli) return null;
  if (archive === null && !perhapsNamed.test(path)) return null;
  const named = isArchiveName(path)[0];
  const isForeign = isForeignName(path).length > 0;
  // The folder counts and not the name: a build called `…_test_build.zip` is no fixture.
  const forTests = isTestMaterial(`${path.slice(0, path.lastIndexOf("/") + 1)}x`)
    ? "it seems to be a fixture of tests"
    : null;
  if (archive === null) {
    if (named === undefined || bytes === 0 || isText) return null;
    return { says: `an archive (the name matches \`${named.pattern}\`)`, mild: forTests };
  }
  if (isForeign) return { says: archive.says, mild: "perhaps it is the product, but nobody can review it" };
  if (named !== undefined) return { says: archive.says, mild: forTests };
  if (documents.test(path)) return null;
  if (archive.single) {
    if (archive.format === "gzip" || singles.test(path)) return null;
    return { says: archive.says, mild: "its name does not say so" };
  }
  const hasEnding = /\.[^./]{1,12}$/.test(path);
  const ownFormat =
    archive.format === "zip" && hasEnding ? "its name is of another format that may be a zip" : null;
  return { says: archive.says, mild: forTests ?? ownFormat };
}
