import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gate } from "../../src/gate.ts";
import { folderFiles } from "../../src/policy/files.ts";
import type { Report } from "../../src/report/report.ts";
import type { GateRequest } from "../../src/request.ts";
import { pathWith, type Real } from "../pack/managers.ts";
import { plainEnvironment, writeProject } from "../project.ts";

type Files = Parameters<typeof writeProject>[1];

/** A project on disk, and the gate over it. */
export interface Site {
  readonly root: string;
  readonly env: Record<string, string>;
  judge(more?: Partial<GateRequest>): Promise<Report>;
}

/** Writes a project whose PATH has the one manager, and no other. */
export async function site(folder: string, manager: Real, files: Files): Promise<Site> {
  const root = join(folder, "tree");
  await mkdir(root);
  await writeProject(root, files);
  const destination = join(folder, "out");
  await mkdir(destination);
  const env = {
    ...plainEnvironment(folder),
    PATH: await pathWith(manager, join(folder, "bin")),
    CI: "true",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  };
  const presets = folderFiles(fileURLToPath(new URL("../../presets/", import.meta.url)));
  const request: GateRequest = {
    targets: ["."],
    folder: root,
    policy: null,
    audience: null,
    baseline: null,
    packageManager: null,
    packCommand: null,
    prepublishOnly: true,
    enforce: true,
    changedOnly: null,
    shard: null,
    today: "2026-11-20",
    destination,
    store: null,
    presets,
    base: null,
    repositoryIsPublic: null,
    env,
    observer: { found() {}, progress() {}, output() {}, mask() {} },
    abort: new AbortController().signal,
  };
  return { root, env, judge: (more) => gate({ ...request, ...more }) };
}
