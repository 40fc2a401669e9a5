import { CouldNotJudge } from "../failure.ts";
import { z } from "../jitless-zod.ts";
import { type Outcome, type Report, SCHEMA, type Shard } from "./report.ts";
import { reportSchema } from "./schema.ts";
import { totals } from "./verdict.ts";

/** A text that should be a JSON report and is none, or one that contradicts itself. */
export class UnreadableReport extends CouldNotJudge {
  readonly kind = "unreadable-report";
}

/**
 * Reads a JSON report back; `contents` are empty, since the report does not carry them.
 * @throws UnreadableReport when the text is no JSON, has another shape, or its verdict is not what its findings say.
 */
export function parseReport(text: string): Report {
  const parsed = reportSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    // The first mistake tells a report of another shape from a file that is none; a whole list only hides the sentence.
    const first = new z.ZodError(parsed.error.issues.slice(0, 1));
    throw new UnreadableReport(
      `This is not a report of the shape ${SCHEMA}; give the file that \`--format json\` or the action's output \`report\` made.`,
      { detail: z.prettifyError(first).split("\n"), cause: parsed.error },
    );
  }
  const { verdict, enforced, policy, packages, failures, notes, shard } = parsed.data;
  const report: Report = {
    outcome: verdict,
    enforced,
    policy,
    packages: packages.map((pack) => ({ ...pack, contents: [] })),
    failures,
    notes,
    shard,
  };
  const expected = outcomeOf(report);
  if (expected !== verdict) {
    throw new UnreadableReport(
      `The report says "${verdict}", but what it lists makes it "${expected}"; make it again, it was changed or broken.`,
    );
  }
  const wrong = shard === null ? null : contradiction(report, shard);
  if (wrong !== null) {
    throw new UnreadableReport(`The report of a shard ${wrong}; make it again, it was changed or broken.`);
  }
  return report;
}

/** What in a shard's account of itself cannot be, as a clause; null when nothing is. */
function contradiction(
  { packages, failures, notes }: Report,
  { index, of, subjects, about }: Shard,
): string | null {
  if (index > of) return `says that it is shard ${index} of ${of}`;
  const counts = [
    [packages, about.packages],
    [failures, about.failures],
    [notes, about.notes],
  ] as const;
  if (counts.some(([list, positions]) => list.length !== positions.length))
    return "does not say of each part which subject it is about";
  const positions = [...about.packages, ...about.failures, ...about.notes].filter((each) => each !== null);
  if (positions.some((each) => each >= (subjects?.length ?? 0)))
    return "speaks of a subject that it does not list";
  if (positions.some((each) => each % of !== index - 1)) return "speaks of a subject of another shard";
  if (about.packages.some((each, at) => at > 0 && each <= (about.packages[at - 1] ?? 0)))
    return "judges a subject twice, or in another order";
  if (subjects === null && failures.length === 0) return "does not say why it has no list of subjects";
  return null;
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
