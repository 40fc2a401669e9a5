import {
  type MachinePath,
  type MachineSearch,
  machinePathsIn,
  namesSomebody,
  type OwnFolder,
  ownFolder,
} from "../magic/machine-path.ts";
import { count } from "../report/format.ts";
import { isRecord, type Manifest } from "../tarball/manifest.ts";
import type { Entry } from "../tarball/tarball.ts";
import { textBytes } from "./credentials/entry-bytes.ts";
import { positionsIn } from "./credentials/position.ts";
import { isDocumentation } from "./credentials/test-material.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";
import { shown } from "./shown.ts";

/** Own findings of one file. */
interface Seen {
  readonly path: string;
  readonly text: string;
  readonly count: number;
  /** `, first at line 3, column 5`, and the line. */
  readonly where: string;
  readonly line: number | null;
}

const fix =
  "Build with relative paths: `sourceRoot` and `sources` of maps, `absWorkingDir` of esbuild, `context` of webpack, `-ffile-prefix-map` of compilers, " +
  "`--remap-path-prefix` of Rust. Then pack again.";

export const machinePath = defineRule({
  id: "machine-path",
  title: "Paths of the machine that built it",
  catches:
    "Absolute paths of this build's own home and work tree, and homes with somebody's name: `/Users/NAME/…`, `/home/NAME/…`, `C:\\Users\\NAME\\…`, also escaped as in JSON, " +
    "percent-encoded and in `file:` addresses; work trees of this package or its repository on GitHub's machines (`/home/runner/work/REPO/REPO`) and in development containers " +
    "(`/workspaces/NAME`). In any file, binaries and source maps included, and in file names; one finding a file, with the number of paths and the first place. Left alone: " +
    "names that stand for anyone (user, username, foo, jane), accounts of images and build services (runner, ubuntu, web_user), `/root`, routes of web sites below `/home/`, " +
    "what `e.g.` or `example` introduces, and documentation, where only this build's own paths count.",
  incident:
    "wrangler 4.86.0 ships 3,516 paths of its build machine (`/Users/runner/work/workers-sdk/…`) in a metafile and three more in its code. serialport 2.0.2 spells out a " +
    "developer's home in 11 files, http-proxy 1.17.0 in its coverage data.",
  fix,
  options: noOptions,
  start: ({ source }) => {
    const folders = ownFolders(source.machinePaths);
    const seen: Seen[] = [];
    const inWorkTrees: (Seen & { readonly name: string })[] = [];
    return {
      entry(entry) {
        if (entry.kind !== "file") return [];
        const bytes = textBytes(entry) ?? entry.content;
        const search: MachineSearch = { own: folders, ownOnly: isDocumentation(entry.path) };
        const found = machinePathsIn(bytes, search);
        if (found.count === 0 && found.workTrees.size === 0) return [];
        const positionOf = placesIn(entry, bytes);
        if (found.first !== null)
          seen.push({ path: entry.path, count: found.count, ...positionOf(found.first) });
        for (const [name, { count: times, first }] of found.workTrees)
          inWorkTrees.push({ name, path: entry.path, count: times, ...positionOf(first) });
        return [];
      },
      *tarball({ manifest, entries }) {
        const own = repositoryNames(manifest);
        const known = new Set<string>();
        for (const one of [...seen, ...inWorkTrees.filter(({ name }) => own.has(name))]) {
          if (known.has(one.path)) continue;
          known.add(one.path);
          yield problemOf(one);
        }
        for (const { path, kind } of entries) {
          if (kind === "directory" || known.has(path) || !isMachineName(path)) continue;
          known.add(path);
          yield {
            path,
            message: "its own name holds a path of the machine that built it",
            fix: "Delete it; a build wrote it into a folder that ships.",
          };
        }
      },
    };
  },
});

/** What the folder of a work tree is called: the package's name without its scope, or its repository's. */
function repositoryNames({ name, repository }: Manifest): ReadonlySet<string> {
  const address = isRecord(repository) ? repository.url : repository;
  const last =
    typeof address === "string"
      ? /([^/:]+?)(?:\.git)?\/?(?:#.*)?$/.exec(address.slice(-300))?.[1]
      : undefined;
  return new Set([name.slice(name.indexOf("/") + 1), ...(last === undefined ? [] : [last])]);
}

function problemOf({ path, text, count: times, where, line }: Seen): Problem {
  const what = `${count(times, "path")} of the machine that built it${where}: \`${shown(text)}\``;
  return { path, ...(line === null ? {} : { line }), message: what, fix };
}

/** Line and column mean nothing in a binary file. */
function placesIn(entry: Entry, bytes: Buffer) {
  return ({ at, text }: MachinePath): Pick<Seen, "text" | "where" | "line"> => {
    if (!entry.isText) return { text, where: "", line: null };
    const { line, column } = positionsIn(bytes)(at);
    return { text, where: `, first at line ${line}, column ${column}`, line };
  };
}

/** Made once for all packages of a run, which have the same paths. */
const known = new WeakMap<readonly string[], readonly OwnFolder[]>();

function ownFolders(paths: readonly string[]): readonly OwnFolder[] {
  const folders = known.get(paths) ?? spellings(paths);
  known.set(paths, folders);
  return folders;
}

/**
 * This build's folders as files spell them. A folder that many machines have (`/root`, `/home/runner`, `/app`) tells nothing and is
 * found where it means nothing.
 */
function spellings(paths: readonly string[]): readonly OwnFolder[] {
  const telling = paths.filter((path) => {
    const steps = path.split(/[\\/]/).filter((step) => step !== "" && !/^[A-Za-z]:$/.test(step));
    const [top = "", name = ""] = steps;
    if (steps.length < 2) return false;
    return !(steps.length === 2 && /^(?:users|home)$/i.test(top) && !namesSomebody(name));
  });
  const written = telling.flatMap((path) => [
    path,
    path.replaceAll("\\", "\\\\"),
    path.replaceAll("\\", "/"),
    path.replace(/[\\/]/g, "\\/"),
    encodeURIComponent(path),
  ]);
  return [...new Set(written)].sort((a, b) => b.length - a.length).map(ownFolder);
}

/** A tool that mirrors absolute paths below its own folder, as node-gyp's `.deps/Users/jane/…`. */
function isMachineName(path: string): boolean {
  const [, top = "", name = "", next = ""] =
    /(?:^|\/)(?:\.[^/]+|_|root|[A-Za-z]:?)\/(Users|home)\/([^/]+)\/([^/]+)/.exec(path.slice(0, 4096)) ?? [];
  return top !== "" && next !== "" && namesSomebody(name);
}
