import { z } from "zod";
import { CouldNotJudge } from "../failure.ts";
import type { LoweredRule, Place } from "../policy/policy.ts";
import { json } from "./escape.ts";
import type { Failure, Finding, Outcome, PackageReport, Report, WaivedFinding } from "./report.ts";
import { type JsonReport, reportSchema, SCHEMA } from "./schema.ts";
import { totals } from "./verdict.ts";

/** A text that should be a JSON report and is none, or one that contradicts itself. */
export class UnreadableReport extends CouldNotJudge {
  readonly kind = "unreadable-report";
}

/** The report for programs: `lastgate-report/1`, keys in a fixed order, no contents. Equal reports give equal bytes. */
export function renderJson(report: Report): string {
  const { outcome, enforced, policy, packages, failures, notes } = report;
  const document: JsonReport = {
    schema: SCHEMA,
    verdict: outcome,
    enforced,
    policy: { file: policy.file, extends: [...policy.extends] },
    packages: packages.map(packageOf),
    failures: failures.map(failureOf),
    notes: [...notes],
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

function atOf(at: Finding["at"]): Finding["at"] {
  return at === null ? null : { file: at.file, line: at.line };
}

function placeOf(at: Place | null): Place | null {
  return at === null ? null : { file: at.file, line: at.line, column: at.column };
}

/**
 * Reads a JSON report back; `contents` are empty, since the report does not carry them.
 * @throws UnreadableReport when the text is no JSON, has another shape, or its verdict is not what its findings say.
 */
export function parseReport(text: string): Report {
  const parsed = reportSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new UnreadableReport(
      `This is not a report of the shape ${SCHEMA}; give the file that \`--format json\` or the action's output \`report\` made.`,
      { detail: z.prettifyError(parsed.error).split("\n"), cause: parsed.error },
    );
  }
  const { verdict, enforced, policy, packages, failures, notes } = parsed.data;
  const report: Report = {
    outcome: verdict,
    enforced,
    policy,
    packages: packages.map((pack) => ({ ...pack, contents: [] })),
    failures,
    notes,
  };
  const expected = outcomeOf(report);
  if (expected !== verdict) {
    throw new UnreadableReport(
      `The report says "${verdict}", but what it lists makes it "${expected}"; make it again, it was changed or broken.`,
    );
  }
  return report;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableReport("The report is not JSON, or was cut off; make it again.", { cause });
  }
}

function outcomeOf(report: Report): Outcome {
  if (report.failures.length > 0) return "could-not-judge";
  return totals(report).errors > 0 ? "stopped" : "passed";
}
