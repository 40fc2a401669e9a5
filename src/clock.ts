import { CouldNotJudge } from "./failure.ts";

/** The clock cannot be right, so nobody knows which waivers still hold. */
class ClockWrong extends CouldNotJudge {
  readonly kind = "clock-wrong";
}

/** No run of this program was earlier than its first release, and no machine that runs it will see the other one. */
const earliest = "2026-11-01";
const latest = "2099-12-31";

/** The day as `YYYY-MM-DD`, in UTC. Throws ClockWrong outside of what can be true: a clock set back would keep expired waivers alive. */
export function today(now: Date): string {
  const day = Number.isNaN(now.getTime()) ? "no date at all" : now.toISOString().replace(/T.*$/, "");
  if (/^\d{4}-/.test(day) && day >= earliest && day <= latest) return day;
  throw new ClockWrong(
    `The clock of this machine says ${day}, so no waiver's end can be told: set the clock, then run again.`,
  );
}
