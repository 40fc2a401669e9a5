import { releaseFor } from "./comparison.ts";
import { CouldNotJudge } from "./failure.ts";
import { decide, inOrder, inspect, type Judgement } from "./judge.ts";
import { expectSamePackage } from "./pack/pack.ts";
import { policyFor, type Ready } from "./plan.ts";
import { judgeAlike } from "./policy/alike.ts";
import type { LoadedPolicy } from "./policy/load.ts";
import type { Policy } from "./policy/policy.ts";
import { relaxations } from "./relaxation.ts";
import type { PackageReport } from "./report/report.ts";
import type { GateRequest } from "./request.ts";
import { allRules } from "./rules/index.ts";
import { readTarball } from "./tarball/read.ts";

/** One tarball with its verdict, and what only all packages together can tell. */
export interface Judged {
  readonly report: PackageReport;
  readonly waivers: Judgement["waivers"];
  readonly policy: Policy;
  /** The base commit's policy, where it judges differently. */
  readonly base: Policy | null;
}

/** package.json in the tarball and in the folder lead to different policies: a script changed one of them. */
class PolicyMoved extends CouldNotJudge {
  readonly kind = "policy-moved";
  constructor(file: string, place: string, policy: Policy, inForce: Policy) {
    super(
      `package.json in ${file} asks for another policy (audience ${inForce.audience}) than the one ${place} (audience ${policy.audience}): mend the script that changes \`name\` or \`publishConfig\`.`,
    );
  }
}

/** Reads the tarball once, from its first byte to its last, with every rule looking on. */
export async function judge(
  ready: Ready,
  request: GateRequest,
  loaded: LoadedPolicy,
  note: (sentence: string) => void,
): Promise<Judged> {
  const { file, source, manifest: known } = ready;
  request.observer.progress(`Judging ${file}`);
  const policy =
    known === null ? loaded.resolve({ name: "", audience: "public" }) : policyFor(loaded, known, request);
  const before = ready.base === null || judgeAlike(ready.base.policy, policy) ? null : ready.base;
  const policies = [policy, ready.base?.policy ?? null];
  const baseline =
    known === null ? null : releaseFor(known, ready.releases, policies, request.baseline, note);

  const inspection = inspect(allRules, policy, source, baseline);
  const sourceBefore = { ...source, artifactList: before?.list ?? null };
  const inspectionBefore = before && inspect(allRules, before.policy, sourceBefore, baseline);
  const tarball = await readTarball(file, (entry) => {
    request.abort.throwIfAborted();
    inspection.entry(entry);
    inspectionBefore?.entry(entry);
  });
  if (known !== null) expectSamePackage(tarball, known);

  const about = { rules: allRules, tarball, today: request.today };
  const inForce = policyFor(loaded, tarball.manifest, request);
  // The rules looked under the policy of the manifest that was read before; a tarball that asks for another was not looked at.
  if (!judgeAlike(policy, inForce)) throw new PolicyMoved(file, "in its folder", policy, inForce);
  // Away from the public is where a policy may be milder, and `npm publish --access public` ships to everybody all the same.
  if (ready.audience === "public" && inForce.audience !== "public") {
    const planned = loaded.resolve({ name: tarball.manifest.name, audience: "public" });
    if (!judgeAlike(planned, inForce))
      throw new PolicyMoved(file, "in its folder before the scripts ran", planned, inForce);
  }
  const judgement = decide({ ...about, statements: inspection.conclude(tarball), policy: inForce, source });
  const judgementBefore =
    before &&
    inspectionBefore &&
    decide({
      ...about,
      statements: inspectionBefore.conclude(tarball),
      policy: before.policy,
      source: sourceBefore,
    });
  for (const mask of [...judgement.masks, ...(judgementBefore?.masks ?? [])]) request.observer.mask(mask);
  const relaxed =
    before && judgementBefore
      ? relaxations(
          { policy: before.policy, ...judgementBefore.waivers },
          { policy: inForce, ...judgement.waivers },
          source,
        )
      : [];
  const { report } = judgement;
  return {
    report: {
      ...report,
      findings: relaxed.length === 0 ? report.findings : inOrder([...report.findings, ...relaxed], allRules),
      directory: source.directory,
      packedWith: source.packedWith,
      audience: inForce.audience,
    },
    waivers: judgement.waivers,
    policy: inForce,
    base: before?.policy ?? null,
  };
}

/** The report of a judged tarball, which is moved to the place where it stays: a ready one is left where the user has it. */
export async function keep(
  { report }: Judged,
  { subject, file }: Ready,
  { store }: GateRequest,
): Promise<PackageReport> {
  const isReady = subject.kind === "tarball" && subject.packedFrom === undefined;
  if (isReady || store === null) return report;
  return {
    ...report,
    tarball: { ...report.tarball, path: await store.keep(file, report.tarball.integrity) },
  };
}
