import { type BaseCommit, BaseUnreadable } from "../base-policy.ts";
import { commitFiles } from "../baseline/commit.ts";
import type { Environment } from "../pack/environment.ts";
import { decode, isFolder, type PolicyFiles, segmentsWithin } from "../policy/files.ts";
import { connect, describeFailure, type Octokit, type Patience } from "./client.ts";
import type { GitHubContext } from "./event.ts";

/** What the API is asked with. */
interface Access {
  readonly context: GitHubContext;
  /** Null: the API is left alone. */
  readonly token: string | null;
  readonly patience?: Patience;
}

/**
 * The commit that the event names as the base: from git when the checkout has it, else from GitHub's API, which a token that can
 * only read is enough for, a fork's too. Null when the event is no proposed change.
 * A read throws BaseUnreadable when neither can tell: a gate that does not know the old policy must not be green.
 */
export async function openBase(
  access: Access & { readonly root: string; readonly env: Environment },
): Promise<BaseCommit | null> {
  const { context, root, env } = access;
  const sha = context.baseSha;
  if (sha === null) return null;
  const inGit = await commitFiles(root, sha, env);
  const inApi = apiFiles(sha, access);
  const files: PolicyFiles = {
    async read(path) {
      try {
        if (inGit !== null) return await inGit.read(path);
      } catch (error) {
        if (!(error instanceof BaseUnreadable)) throw error;
      }
      return inApi.read(path);
    },
  };
  return { sha, files };
}

/** How often a file is asked for when the answer breaks off in the middle. */
const tries = 3;

/**
 * Files of a commit by the contents API. GitHub answers 404 for a file that is not there and for one that the token may not see, so an
 * absence is believed only once the root of the same commit could be listed.
 * @see https://docs.github.com/rest/repos/contents#get-repository-content
 */
function apiFiles(sha: string, { context, token, patience }: Access): PolicyFiles {
  const repository = { owner: context.owner, repo: context.repo, ref: sha };
  let client: Promise<Octokit> | undefined;
  let rootIsReadable = false;

  const get = async (path: string, format: "raw" | "json") => {
    if (token === null) throw unreadable(sha, "no token was given to ask GitHub's API");
    client ??= connect(context, token, patience);
    const octokit = await client;
    try {
      return await octokit.rest.repos.getContent({ ...repository, path, mediaType: { format } });
    } catch (error) {
      const { status, message } = describeFailure(error, token);
      if (status === 404) return null;
      const said = status === null ? `could not be reached (${message})` : `answered ${status} (${message})`;
      throw unreadable(sha, `GitHub's API ${said}`);
    }
  };

  return {
    async read(path) {
      segmentsWithin(path);
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const answer = await get(path, "raw");
        if (answer === null) {
          rootIsReadable ||= Array.isArray((await get("", "json"))?.data);
          if (rootIsReadable) return null;
          throw unreadable(sha, "GitHub's API does not find the commit, or the token may not read it");
        }
        const data: unknown = answer.data;
        if (Array.isArray(data)) throw isFolder(path);
        const bytes = bytesOf(data);
        // Octokit hands on nothing when the answer breaks off; only a stated length tells that from an empty file.
        const isWhole =
          bytes !== null && (bytes.length > 0 || String(answer.headers["content-length"]) === "0");
        if (isWhole) return decode(path, bytes);
      }
      throw unreadable(sha, "the answer of GitHub's API broke off");
    },
  };
}

function bytesOf(data: unknown): Buffer | null {
  if (typeof data === "string") return Buffer.from(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : null;
}

function unreadable(sha: string, why: string): BaseUnreadable {
  return new BaseUnreadable(
    `The policy of the base commit ${sha.slice(0, 7)} cannot be read: git does not have the commit, and ${why}. Check out with "fetch-depth: 0", or give the job the permission "contents: read".`,
  );
}
