import { CouldNotJudge } from "./failure.ts";
import { PolicyError } from "./policy/problems.ts";
import type { Failure } from "./report/report.ts";

/** Something with the subject that it is about, by its position in the order of the run; null for the run as a whole. */
export interface About<T> {
  readonly position: number | null;
  readonly value: T;
}

/** What a run collects beside its packages. What cannot be judged becomes a failure, and hides nothing of what can be. */
export class Collected {
  readonly failures: About<Failure>[] = [];
  readonly notes: About<string>[] = [];

  note(value: string, position: number | null = null): void {
    this.notes.push({ position, value });
  }

  fail(error: CouldNotJudge, label: string | null, position: number | null = null): void {
    for (const value of failuresOf(error, label)) this.failures.push({ position, value });
  }

  /** Runs one step; what could not be judged becomes a failure, and the next step goes on. A bug still throws. */
  async during(label: string | null, position: number | null, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof CouldNotJudge)) throw error;
      this.fail(error, label, position);
    }
  }
}

/** A policy with several mistakes is one failure for each of them, at its own line. */
export function failuresOf(error: CouldNotJudge, subject: string | null): Failure[] {
  if (error instanceof PolicyError) {
    return error.problems.map(({ message, file, line, column }) => ({
      kind: error.kind,
      subject: `${file}:${line}:${column}`,
      message,
      detail: [],
      at: { file, line },
    }));
  }
  const { kind, message, detail, at } = error;
  return [{ kind, subject, message, detail, at }];
}
