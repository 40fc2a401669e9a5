import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { put, tarballBytes } from "../archive.ts";
import { makeRepository, type Repository } from "../repository.ts";
import { type Event, makeEvent } from "./events.ts";
import { runStep } from "./runner.ts";

const privilegedEvents = ["pull_request_target", "workflow_run", "issue_comment"] as const;

/** A package whose pack script says that it ran. */
const files = {
  "package.json": {
    name: "pkg",
    version: "1.0.0",
    main: "index.js",
    scripts: { prepack: "node -e \"require('fs').writeFileSync('ran', '')\"" },
    files: ["index.js"],
  },
  "index.js": "",
  "README.md": "# pkg\n",
  LICENSE: "MIT\n",
};

/** An event that runs with the repository's own token although a pull request caused it. */
function privileged(name: (typeof privilegedEvents)[number], base: string, head: string): Event {
  const event = makeEvent("pull_request", { baseSha: base, headSha: head, fork: "open" });
  if (name === "pull_request_target") return { ...event, name, sha: base };
  if (name === "issue_comment") {
    const payload = { repository: { private: false }, issue: { pull_request: {} } };
    return { name, sha: base, ref: "refs/heads/main", payload };
  }
  return {
    name,
    sha: base,
    ref: "refs/heads/main",
    payload: {
      repository: { private: false },
      workflow_run: {
        event: "pull_request",
        head_sha: head,
        head_repository: { id: 2 },
        repository: { id: 1 },
      },
    },
  };
}

async function ran({ path }: Repository): Promise<boolean> {
  return readFile(join(path, "ran")).then(
    () => true,
    () => false,
  );
}

for (const name of privilegedEvents) {
  const cases: Record<
    string,
    {
      prepare: (repository: Repository, base: string) => Promise<unknown>;
      targets?: string;
      allowed?: boolean;
      packs: boolean;
      exitCode: number;
    }
  > = {
    "the checked out head of a pull request": { prepare: async () => {}, packs: false, exitCode: 2 },
    "the head, when the workflow allows it": {
      prepare: async () => {},
      allowed: true,
      packs: true,
      exitCode: 0,
    },
    "the trusted commit": {
      prepare: ({ git }, base) => git("checkout", "--quiet", base),
      packs: true,
      exitCode: 0,
    },
    "the trusted commit with files of the head over it": {
      prepare: async ({ git }, base) => {
        await git("checkout", "--quiet", base);
        await git("checkout", "--quiet", "main", "--", "package.json");
      },
      packs: false,
      exitCode: 2,
    },
    "a folder that is not part of the trusted commit": {
      prepare: async ({ git }, base) => {
        await git("checkout", "--quiet", base);
        await git("worktree", "add", "--quiet", "--force", "head", "main");
      },
      targets: "head",
      packs: false,
      exitCode: 2,
    },
    "a ready tarball beside the checked out head": {
      prepare: async ({ path }) =>
        put(path, "x.tgz", await tarballBytes({ "index.js": "" }, { main: "index.js" })),
      targets: "x.tgz",
      packs: false,
      exitCode: 0,
    },
  };
  for (const [what, { prepare, targets = ".", allowed = false, packs, exitCode }] of Object.entries(cases)) {
    test(`on ${name}: ${what} is ${exitCode === 0 ? "judged" : "refused"}`, async () => {
      await using repository = await makeRepository();
      const base = await repository.commit(files);
      const head = await repository.commit({
        "package.json": { ...files["package.json"], version: "1.0.1" },
      });
      await prepare(repository, base);
      await using step = await runStep({
        workspace: repository.path,
        event: privileged(name, base, head),
        inputs: { "check-name": "", targets, "allow-untrusted-checkout": String(allowed) },
      });
      assert.equal(step.exitCode, exitCode, step.raw);
      assert.equal(await ran(repository), packs, "whether the script ran");
      if (exitCode === 2) {
        assert.match(step.summary ?? "", /its scripts would run beside the workflow\S+ token and secrets/);
        assert.match(
          step.annotations[0]?.message ?? "",
          /Use the event pull_request, or judge a ready \.tgz/,
        );
      }
    });
  }
}
