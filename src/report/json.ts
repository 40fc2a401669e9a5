import type { LoweredRule, Place } from "../policy/policy.ts";
import { json } from "./escape.ts";
import {
  type Failure,
  type Finding,
  type PackageReport,
  type Report,
  SCHEMA,
  type Shard,
  type WaivedFinding,
} from "./report.ts";
import type { JsonReport } from "./schema.ts";

/** The report for programs: `lastgate-report/1`, keys in a fixed order, no contents. Equal reports give equal bytes. */
export function renderJson(report: Report): string {
  const { outcome, enforced, policy, packages, failures, notes, shard } = report;
  const document: JsonReport = {
    schema: SCHEMA,
    verdict: outcome,
    enforced,
    policy: { file: policy.file, extends: [...policy.extends] },
    packages: packages.map(packageOf),
    failures: failures.map(failureOf),
    notes: [...notes],
    shard: shard === null ? null : shardOf(shard),
  };
  return `${json(document)}\n`;
}

type JsonPackage = JsonReport["packages"][number];

// Each part is written key by key, so that the order is ours and nothing that a caller adds slips into the contract.

function packageOf(pack: PackageReport): JsonPackage {
  const { name, version, directory, audience, packedWith, findings, waived, lowered } = pack;
  const { path, integrity, shasum, packedSize, unpackedSize, files } = pack.tarball;
  return {
    name,
    version,
    directory,
    audience,
    packedWith: packedWith === null ? null : { name: packedWith.name, version: packedWith.version },
    tarball: { path, integrity, shasum, packedSize, unpackedSize, files },
    findings: findings.map(findingOf),
    waived: waived.map(waivedOf),
    lowered: lowered.map(loweredOf),
  };
}

function findingOf({
  rule,
  level,
  path,
  field,
  line,
  message,
  why,
  fix,
  at,
}: Finding): JsonPackage["findings"][number] {
  return { rule, level, path, field, line, message, why, fix, at: atOf(at) };
}

function waivedOf(finding: WaivedFinding): JsonPackage["waived"][number] {
  const { reason, owner, expires, at } = finding.waiver;
  return { ...findingOf(finding), waiver: { reason, owner, expires, at: placeOf(at) } };
}

function loweredOf({ rule, from, to, reason, at }: LoweredRule): JsonPackage["lowered"][number] {
  return { rule, from, to, reason, at: placeOf(at) };
}

function failureOf({ kind, subject, message, detail, at }: Failure): JsonReport["failures"][number] {
  return { kind, subject, message, detail: [...detail], at: atOf(at) };
}

function shardOf({ index, of, commit, subjects, about, waivers }: Shard): NonNullable<JsonReport["shard"]> {
  const { packages, failures, notes } = about;
  return {
    index,
    of,
    commit,
    subjects: subjects?.map(({ name, directory }) => ({ name, directory })) ?? null,
    about: { packages: [...packages], failures: [...failures], notes: [...notes] },
    waivers: {
      seen: waivers.seen.map(({ rule, files, expires, fingerprints, at, state }) => ({
        rule,
        files: [...files],
        expires,
        fingerprints: fingerprints === null ? null : [...fingerprints],
        at: placeOf(at),
        state,
      })),
      levels: waivers.levels.map(({ rule, before, after, at }) => ({ rule, before, after, at: placeOf(at) })),
      relaxed: waivers.relaxed,
      partial: waivers.partial,
    },
  };
}

function atOf(at: Finding["at"]): Finding["at"] {
  return at === null ? null : { file: at.file, line: at.line };
}

function placeOf(at: Place | null): Place | null {
  return at === null ? null : { file: at.file, line: at.line, column: at.column };
}
