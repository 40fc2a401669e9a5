import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { discover } from "../../src/pack/discover.ts";
import { packageManager } from "../../src/pack/manager.ts";
import { pack } from "../../src/pack/pack.ts";
import { run } from "../../src/pack/run.ts";
import { runsCode } from "../../src/pack/scripts.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { isBerry, type Real, reals, settingsFor } from "./managers.ts";

/** Every script that any manager has ever run by itself, with what could stand before and after it. */
const events = [
  "install",
  "publish",
  "prepublish",
  "prepublishOnly",
  "pack",
  "prepack",
  "prepare",
  "postpack",
  "postpublish",
  "version",
];
const names = [...new Set(events.flatMap((event) => [event, `pre${event}`, `post${event}`]))];

/** Packs a package that has these scripts; returns those that ran. */
async function ranOf(real: Real, names: readonly string[]): Promise<readonly string[]> {
  await using folder = await temporaryFolder();
  const note = (name: string) => `node -e "require('fs').appendFileSync('ran.txt', '${name} ')"`;
  const root = await writeProject(join(folder.path, "tree"), {
    ...settingsFor(real),
    "package.json": {
      name: "a",
      version: "1.0.0",
      files: ["index.js"],
      scripts: Object.fromEntries(names.map((name) => [name, note(name)])),
    },
    "index.js": "",
  });
  const env = plainEnvironment(folder.path);
  // Later yarns run no script of a project that is not installed. Installing runs scripts of its own, which do not count.
  if (isBerry(real)) await run(real.command, ["install"], { cwd: root, env });
  await writeFile(join(root, "ran.txt"), "");
  const found = await discover(root, { manager: real.name });
  const [item] = found.kind === "packages" ? found.packages : [];
  assert.ok(item !== undefined);
  await mkdir(join(folder.path, "out"));
  const destination = join(folder.path, "out");
  const manager = packageManager(real.name, real.command);
  await pack(item, { manager, destination, prepublishOnly: true, env, log: () => {} });
  return (await readFile(join(root, "ran.txt"), "utf8")).trim().split(" ");
}

describe("the scripts that run when a package is packed", { concurrency: 2 }, () => {
  for (const real of reals) {
    test(`${real.label} runs those of its table and no others`, async () => {
      const { scripts } = packageManager(real.name, real.command);
      const table = [...scripts.pack, ...scripts.publish];
      const others = names.filter((name) => !table.includes(name));
      assert.ok(others.length > 20);
      assert.deepEqual(await ranOf(real, others), [""]);
      const ran = await ranOf(real, table);
      assert.deepEqual(
        scripts.pack.filter((name) => !ran.includes(name)),
        [],
      );
      assert.ok(
        scripts.publish.some((name) => ran.includes(name)),
        ran.join(),
      );
    });
  }
});

test("a package runs code when it has one of the scripts, or its project a hook", async () => {
  await using folder = await temporaryFolder();
  const plain = { name: "a", version: "1.0.0" };
  const root = await writeProject(folder.path, {
    "none/package.json": { ...plain, scripts: { build: "x", prepack: "", postinstall: "x", prepare: 1 } },
    "prepare/package.json": { ...plain, scripts: { prepare: "x" } },
    "prepublish/package.json": { ...plain, scripts: { prepublish: "x" } },
    "pnpmfile/package.json": plain,
    "pnpmfile/.pnpmfile.cjs": "",
    "setting/package.json": plain,
    "setting/pnpm-workspace.yaml": "pnpmfile: hooks.cjs\n",
    "config/package.json": plain,
    "config/pnpm-workspace.yaml": "configDependencies:\n  a: 1.0.0\n",
    "plugin/package.json": plain,
    "plugin/.yarnrc.yml": "nodeLinker: node-modules\nplugins:\n  - ./hooks.cjs\n",
  });
  const answers: Record<string, string> = {};
  for (const name of ["none", "prepare", "prepublish", "pnpmfile", "setting", "config", "plugin"]) {
    const found = await discover(join(root, name), { manager: "npm" });
    const [item] = found.kind === "packages" ? found.packages : [];
    assert.ok(item !== undefined);
    const running: string[] = [];
    for (const manager of ["npm", "pnpm", "yarn", "bun"] as const)
      if (await runsCode(item, packageManager(manager))) running.push(manager);
    answers[name] = running.join(" ");
  }
  assert.deepEqual(answers, {
    none: "",
    prepare: "npm pnpm yarn bun",
    prepublish: "pnpm yarn",
    pnpmfile: "pnpm",
    setting: "pnpm",
    config: "pnpm",
    plugin: "yarn",
  });
});
