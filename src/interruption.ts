import { CouldNotJudge } from "./failure.ts";

/** Somebody ended the run: a cancelled job, Ctrl-C. */
export class Interrupted extends CouldNotJudge {
  readonly kind = "interrupted";
}

/**
 * Fires at the first SIGINT, SIGTERM or SIGHUP, with Interrupted as its reason: children are stopped and the report says what happened.
 * The second signal ends the process at once, and its children with it.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // The listener stays: signal-exit, which watches the children, would end the process were it alone.
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(2);
      controller.abort(
        new Interrupted(`The run was ended by ${signal} before everything was judged: run it again.`),
      );
    });
  }
  return controller.signal;
}
