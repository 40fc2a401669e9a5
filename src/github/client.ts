import { setTimeout as sleep } from "node:timers/promises";
import type { getOctokit } from "@actions/github";
import { z } from "../jitless-zod.ts";
import { cutText } from "./cut.ts";
import type { GitHubContext } from "./event.ts";

export type Octokit = ReturnType<typeof getOctokit>;

/** Patience with the API. The defaults are for real life; a test passes a delay that does not wait. */
export interface Patience {
  /** Waits that many milliseconds. */
  readonly delay?: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds that one request may take. */
  readonly timeout?: number;
}

const RETRIES = 3;
/** Nobody should wait longer than this for a check run: a limit that holds longer is given up on. Milliseconds. */
const LONGEST_WAIT = 60_000;
/** A server that lets requests run into their time limit is not asked a third time: milliseconds after which no answer is no answer. */
const SILENCE = 20_000;

/**
 * Loads the client. Call it before any script of a package runs, which could replace the file on disk; and after the event payload was
 * checked, because the package parses it when it is imported, and a broken one would end in a stack.
 */
export function loadClient(): Promise<typeof import("@actions/github")> {
  return import("@actions/github");
}

/**
 * A client for the repository's API that asks again after a network failure, a 5xx, and a rate limit, up to three times.
 * A wait that GitHub asks for is kept up to a minute. (The octokit plugins for this come with a queue of a second between writes,
 * and take no `retry-after` on a plain 429.)
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export async function connect(
  context: GitHubContext,
  token: string,
  { delay = sleep, timeout = 15_000 }: Patience = {},
): Promise<Octokit> {
  const github = await loadClient();
  const silent = () => {};
  const octokit = github.getOctokit(token, {
    baseUrl: context.apiUrl,
    userAgent: "lastgate",
    // It would print text of the server's, unescaped, where the runner looks for commands.
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  octokit.hook.wrap("request", async (request, options) => {
    const start = performance.now();
    for (let attempt = 0; ; attempt += 1) {
      try {
        // Set in place: the hooks inside this one are bound to `options` and see no copy of it.
        options.request = { ...options.request, signal: AbortSignal.timeout(timeout) };
        return await request(options);
      } catch (error) {
        const failure = describeFailure(error, token);
        const isSilent = failure.status === null && performance.now() - start > SILENCE;
        const wait = attempt < RETRIES && !isSilent ? waitAfter(failure, attempt) : null;
        if (wait === null) throw error;
        await delay(wait);
      }
    }
  });
  return octokit;
}

/** Why a request failed. */
export interface ApiFailure {
  /** HTTP status; null when there was no answer at all. */
  readonly status: number | null;
  /** What GitHub or the network said, shortened, the token taken out. Untrusted text. */
  readonly message: string;
  /** A rate limit, primary or secondary. */
  readonly rateLimited: boolean;
  /** Milliseconds that GitHub asks to wait; null when it does not say. */
  readonly retryAfter: number | null;
}

const requestError = z.looseObject({
  status: z.number(),
  message: z.string(),
  response: z
    .looseObject({ headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()) })
    .optional(),
});

/** Reads an error that octokit threw. Anything else is a bug and thrown again. */
export function describeFailure(error: unknown, token: string): ApiFailure {
  const parsed = requestError.safeParse(error);
  if (!parsed.success) throw error;
  const { status, response } = parsed.data;
  const message = cutText(parsed.data.message.replaceAll(token, "***"), 300);
  if (response === undefined) return { status: null, message, rateLimited: false, retryAfter: null };
  const header = (name: string): number | null => {
    const text = String(response.headers[name] ?? "");
    return /^\d{1,12}$/.test(text) ? Number(text) : null;
  };
  const refused = status === 403 || status === 429;
  const asked = header("retry-after");
  const exhausted = header("x-ratelimit-remaining") === 0;
  const reset = exhausted ? header("x-ratelimit-reset") : null;
  return {
    status,
    message,
    rateLimited:
      status === 429 || (refused && (asked !== null || exhausted || /secondary rate limit/i.test(message))),
    retryAfter:
      asked !== null ? asked * 1000 : reset !== null ? Math.max(0, reset * 1000 - Date.now()) : null,
  };
}

/** Milliseconds until the next try; null when there should be none. */
function waitAfter(failure: ApiFailure, attempt: number): number | null {
  const { status, rateLimited, retryAfter } = failure;
  const passing = status === null || status >= 500 || rateLimited;
  if (!passing) return null;
  // "Wait for at least one minute" when a limit comes without a time; else 1, 2, 4 seconds.
  const wait = retryAfter ?? (rateLimited ? LONGEST_WAIT : 1000 * 2 ** attempt);
  return wait <= LONGEST_WAIT ? wait : null;
}
