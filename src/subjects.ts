import { basename, relative, sep } from "node:path";
import type { Collected } from "./collected.ts";
import { type Discovery, discover } from "./pack/discover.ts";
import { type Member, membersOf, workspaceAround } from "./pack/members.ts";
import type { Repository, Subject } from "./plan.ts";
import type { Listed } from "./report/report.ts";
import type { GateRequest } from "./request.ts";

/** What the targets name, and what it stands among. */
export interface Subjects {
  /** Each once, in the order of the targets. */
  readonly found: readonly Subject[];
  /**
   * Every package of the workspaces that they belong to, private ones too, each once; those of no workspace stand for themselves. Without
   * `changedOnly` only of those workspaces that a target may name a part of.
   */
  readonly members: readonly Member[];
}

/** Every tarball and package that the targets name. What is wrong with one of them becomes a failure. */
export async function findSubjects(
  targets: readonly string[],
  request: GateRequest,
  { root }: Repository,
  collected: Collected,
): Promise<Subjects> {
  const subjects = new Map<string, Subject>();
  const members = new Map<string, Member>();
  for (const target of targets) {
    await collected.during(target, null, async () => {
      const { folder, packageManager: manager } = request;
      const found: Discovery = await discover(target, { folder, manager });
      if (found.kind === "tarballs") {
        for (const file of found.files) {
          const label = found.files.length === 1 ? target : basename(file);
          subjects.set(file, { kind: "tarball", label, file });
        }
        return;
      }
      for (const failure of found.failures) collected.fail(failure, target);
      for (const item of found.packages) {
        subjects.set(item.directory, { kind: "package", label: item.manifest.name, package: item });
      }
      if (found.skippedPrivate.length > 0) collected.note(privateNote(found.skippedPrivate));
      // All of a workspace are in `packages`; who else belongs to it matters only where something is left out.
      const isWhole =
        request.changedOnly === null && found.packages.some(({ directory }) => directory !== found.root);
      if (isWhole || members.has(found.root)) return;
      for (const member of (await membersOf(found.root)) ?? (await workspaceAround(found.root, root)))
        members.set(member.directory, member);
    });
  }
  return { found: [...subjects.values()], members: [...members.values()] };
}

function privateNote(names: readonly string[]): string {
  return names.length === 1
    ? `1 private package was left out: ${names[0]}.`
    : `${names.length} private packages were left out: ${names.join(", ")}.`;
}

/** Whether the workspaces have packages for the registry that the subjects leave out. */
export function isPartial({ members }: Subjects, subjects: readonly Subject[]): boolean {
  const judged = new Set(subjects.flatMap((each) => (each.kind === "package" ? each.package.directory : [])));
  return members.some(({ ships, directory }) => ships && !judged.has(directory));
}

/** The subjects for a list, each folder as `directoryOf` says it, which gets it absolute and with its links resolved. */
export function listed(
  subjects: readonly Subject[],
  directoryOf: (folder: string) => string | null,
): readonly Listed[] {
  return subjects.map((each) => ({
    name: each.label,
    directory: each.kind === "package" ? directoryOf(each.package.directory) : null,
  }));
}

/** A folder as a target that starts at another one, both absolute and real: with `/`, and `.` for the same. */
export function asTarget(folder: string, from: string): string {
  return relative(from, folder).split(sep).join("/") || ".";
}
