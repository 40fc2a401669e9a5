import { isDeepStrictEqual } from "node:util";
import { binsOf } from "../tarball/bins.ts";
import { isRecord, type Manifest, parseManifest, stringsOf } from "../tarball/manifest.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";
import { shown } from "./shown.ts";

/** Compared entry by entry. devDependencies are nobody's business but the developers', and managers drop them. */
const DEPENDENCIES = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

/** The scripts that run on install; pnpm and yarn drop others, which is fine. */
const SCRIPTS = ["preinstall", "install", "postinstall"] as const;

/** Compared as a whole: what the registry tells installers, and what decides which file is loaded. */
const WHOLE = [
  "peerDependenciesMeta",
  "bundleDependencies",
  "bin",
  "directories",
  "engines",
  "os",
  "cpu",
  "libc",
  "gypfile",
  "type",
  "main",
  "module",
  "browser",
  "types",
  "typings",
  "exports",
  "imports",
] as const;

export const manifestMismatch = defineRule({
  id: "manifest-mismatch",
  title: "The registry would be told another manifest",
  catches:
    "Differences between the package.json in the tarball and the one that lies in the folder after packing, in dependencies, peer and optional dependencies, install " +
    "scripts, bin, engines, os, cpu and the entry points: `npm publish` of the folder reads it again and sends it to the registry. Left " +
    "alone: `workspace:`, `catalog:` and `jsr:` ranges that the packer rewrote, fields that `publishConfig` replaces, devDependencies, every other script, packages " +
    "that move their root with `publishConfig.directory`, and a ready tarball, which has no folder beside it. Name and version that differ cannot be judged at all.",
  incident:
    "doc-detective 4.6.0-next.5 (2026-06-03) removed its `optionalDependencies` in prepack: the tarball had none, the registry still announced twelve, and " +
    "every install fetched them. radium 0.18.2 (2017) did the same with `dependencies`.",
  fix: "Publish the judged tarball itself (`npm publish ./name-1.0.0.tgz`), or let no pack script change package.json.",
  options: noOptions,
  start: (context) => ({
    *tarball(tarball) {
      const text = context.source.manifestText;
      if (text === null) return;
      let folder: Manifest;
      try {
        folder = parseManifest(text);
      } catch (error) {
        const clause = error instanceof Error ? error.message : String(error);
        yield {
          path: "package.json",
          message: `package.json in the folder ${clause} after packing, so that it cannot be compared with the packed one`,
          fix: "Look at what the pack scripts do to package.json.",
        };
        return;
      }
      const publishConfig = isRecord(folder.publishConfig) ? folder.publishConfig : {};
      if (typeof publishConfig.directory === "string") return;
      yield* dependencyDifferences(tarball.manifest, folder);
      yield* scriptDifferences(tarball.manifest, folder);
      for (const field of WHOLE) {
        const packed = comparable(tarball.manifest, field);
        if (same(field, packed, comparable(folder, field))) continue;
        if (Object.hasOwn(publishConfig, field)) {
          const replaced = comparable({ ...folder, [field]: publishConfig[field] }, field);
          if (same(field, packed, replaced)) continue;
        }
        yield difference(field, tarball.manifest[field], folder[field]);
      }
    },
  }),
});

function* dependencyDifferences(packed: Manifest, folder: Manifest): Iterable<Problem> {
  for (const field of DEPENDENCIES) {
    const inTarball = stringsOf(packed[field]);
    const inFolder = stringsOf(folder[field]);
    for (const name of new Set([...inTarball.keys(), ...inFolder.keys()])) {
      const [one, other] = [inTarball.get(name), inFolder.get(name)];
      if (one === other || isRewritten(one, other)) continue;
      yield difference(`${field}.${name}`, one, other);
    }
  }
}

/** A packer may replace its own protocol by a range; what it puts there is judged by local-dependency. */
function isRewritten(packed: string | undefined, folder: string | undefined): boolean {
  return packed !== undefined && /^(?:workspace|catalog|jsr):/.test(folder ?? "");
}

function* scriptDifferences(packed: Manifest, folder: Manifest): Iterable<Problem> {
  const inTarball = stringsOf(packed.scripts);
  const inFolder = stringsOf(folder.scripts);
  for (const event of SCRIPTS) {
    const [one, other] = [inTarball.get(event), inFolder.get(event)];
    if ((one || undefined) !== (other || undefined)) yield difference(`scripts.${event}`, one, other);
  }
}

/** A field in the one form that means the same: commands by name, paths without `./`, the older spelling of bundleDependencies. */
function comparable(manifest: Manifest, field: (typeof WHOLE)[number]): unknown {
  if (field === "bin")
    return binsOf(manifest)
      .map(({ command, path }) => [command, path])
      .sort();
  if (field === "bundleDependencies") return manifest.bundleDependencies ?? manifest.bundledDependencies;
  const value = manifest[field];
  return typeof value === "string" ? value.replace(/^\.\//, "") : value;
}

/** The order of keys decides which condition of exports and imports is taken, and means nothing elsewhere. */
function same(field: string, one: unknown, other: unknown): boolean {
  if (field === "exports" || field === "imports") return JSON.stringify(one) === JSON.stringify(other);
  return isDeepStrictEqual(one, other);
}

function difference(field: string, packed: unknown, folder: unknown): Problem {
  return {
    path: "package.json",
    field,
    message:
      `is ${spell(packed)} in the tarball and ${spell(folder)} in the folder after packing, ` +
      "which is what `npm publish` of the folder would tell the registry",
    fix: "Publish the judged tarball itself, or let no pack script (prepack, postpack) change package.json.",
  };
}

function spell(value: unknown): string {
  return value === undefined ? "absent" : shown(JSON.stringify(value));
}
