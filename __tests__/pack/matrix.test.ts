import assert from "node:assert/strict";
import { mkdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, test } from "node:test";
import { discover } from "../../src/pack/discover.ts";
import { packageManager } from "../../src/pack/manager.ts";
import { type PackedTarball, pack } from "../../src/pack/pack.ts";
import { run } from "../../src/pack/run.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { digest, judgeArchive } from "../tarball/gate-list.ts";
import { allInstallers } from "../tarball/installers.ts";
import { always, crlfBin, links, ways, writeHostile } from "./hostile.ts";
import { isBerry, pathWith, type Real, reals, settingsFor } from "./managers.ts";

/** Packs the one package of a folder as the gate does, with no other manager on the PATH. */
async function packed(manager: Real, folder: string, root: string): Promise<PackedTarball> {
  await mkdir(join(folder, "out"), { recursive: true });
  const env = { ...plainEnvironment(folder), PATH: await pathWith(manager, join(folder, "bin")) };
  const found = await discover(root, { manager: manager.name });
  assert.ok(found.kind === "packages");
  const [packageDir] = found.packages;
  assert.ok(packageDir !== undefined);
  const options = { destination: join(folder, "out"), prepublishOnly: true, env, log: () => {} };
  return pack(packageDir, { manager: packageManager(manager.name), ...options });
}

/**
 * What becomes of the links. `entries`: paths that are link entries in the tarball, each a finding; `installed`: those that the
 * manager's own install puts on disk. All others are left out by the packer, or, a hard link, packed as the file that it is.
 */
const linkEntries: Readonly<Record<string, { entries: readonly string[]; installed: readonly string[] }>> = {
  npm: { entries: [links.hard], installed: [] },
  // The link that leads out of the package is left out.
  "pnpm 11": { entries: ["linked-folder", "linked.js"], installed: [] },
  "pnpm 12": { entries: ["linked-folder", "linked.js"], installed: [] },
  yarn: { entries: links.symbolic, installed: links.symbolic },
};
const noLinks = { entries: [], installed: [] };

/** Installers that take the carriage return from the first line of a bin: npm, bun, and pnpm as long as it packs such a bin. */
const mendsBin = ({ label }: Real) => /^(?:npm|bun|pnpm (?:9|10)$)/.test(label);

describe("what the gate lists is what the manager's own install puts on disk", { concurrency: 2 }, () => {
  for (const manager of reals) {
    for (const way of Object.keys(ways).filter((each): each is keyof typeof ways => each in ways)) {
      test(`${manager.label}, a hostile package, ${way}`, async () => {
        await using folder = await temporaryFolder();
        const root = await writeHostile(join(folder.path, "tree"), manager, way);
        await writeProject(root, settingsFor(manager));
        const { file, manager: packedWith } = await packed(manager, folder.path, root);
        assert.deepEqual(packedWith, { name: manager.name, version: manager.version });

        const judged = await judgeArchive(file);
        assert.ok(judged.outcome !== "refused", judged.sentences.join("\n"));
        for (const path of always) assert.ok(judged.files.has(path), `${path} is packed`);
        assert.ok(!judged.files.has("node_modules/unbundled/package.json"));
        const expected = linkEntries[manager.label] ?? linkEntries[manager.name] ?? noLinks;
        const tarball = await readTarball(file, () => {});
        const isLink = ({ kind }: { kind: string }) => kind !== "file" && kind !== "directory";
        const entries = tarball.entries.filter(isLink).map(({ path }) => path);
        assert.deepEqual(entries.sort(), [...expected.entries].sort());
        // One sentence of unsafe-entry for each of them, and none else.
        assert.equal(judged.sentences.length, expected.entries.length, judged.sentences.join("\n"));
        for (const sentence of judged.sentences) assert.match(sentence, /is a (?:hard|symbolic) link to/);

        const subject = { id: "hostile", file: join(folder.path, "hostile.tgz") };
        await rename(file, subject.file);
        const installer = allInstallers().find(({ name }) => name === manager.label);
        assert.ok(installer !== undefined);
        await mkdir(join(folder.path, "consumer"));
        const installed = (await installer.install([subject], join(folder.path, "consumer"))).get("hostile");
        assert.ok(installed !== undefined, "it is not installed");
        const wanted = new Map(judged.files);
        if (mendsBin(manager))
          wanted.set(crlfBin, digest(Buffer.from("#!/usr/bin/env node\nconsole.log(1);\n")));
        const linked = [...installed].filter(([, content]) => content.startsWith("link to "));
        assert.deepEqual(linked.map(([path]) => path).sort(), [...expected.installed].sort());
        const files = [...installed].filter(([path]) => !expected.installed.includes(path));
        assert.deepEqual(new Map(files.sort()), new Map([...wanted].sort()));
      });
    }
  }
});

const mystery = { name: "mystery", version: "1.0.0" };

describe("what a manager does with a package of its own", { concurrency: 2 }, () => {
  for (const manager of reals.filter(({ name }) => name === "pnpm")) {
    test(`${manager.label}: publishConfig.directory moves the package, with name and version`, async () => {
      await using folder = await temporaryFolder();
      const root = await writeProject(join(folder.path, "tree"), {
        "package.json": { ...mystery, publishConfig: { directory: "build/out" } },
        "build/out/package.json": { name: "inner", version: "2.0.0" },
        "build/out/index.js": "1\n",
        "index.js": "1\n",
      });
      const { file, folder: source } = await packed(manager, folder.path, root);
      assert.equal(basename(file), "inner-2.0.0.tgz");
      assert.equal(basename(dirname(source)) + basename(source), "buildout");
      const tarball = await readTarball(file, () => {});
      assert.deepEqual(tarball.entries.map(({ path }) => path).sort(), ["index.js", "package.json"]);
    });

    test(`${manager.label}: the licence of the workspace's root is packed`, async () => {
      await using folder = await temporaryFolder();
      const root = await writeProject(join(folder.path, "tree"), {
        "package.json": { name: "root", private: true },
        "pnpm-workspace.yaml": "packages: [a]\n",
        LICENSE: "MIT\n",
        "a/package.json": mystery,
      });
      const { file } = await packed(manager, folder.path, root);
      const tarball = await readTarball(file, () => {});
      assert.deepEqual(tarball.entries.map(({ path }) => path).sort(), ["LICENSE", "package.json"]);
    });
  }

  for (const manager of reals.filter(({ label }) => label === "pnpm 11" || label === "pnpm 12")) {
    test(`${manager.label} refuses a bin with CRLF, and its reason is handed on`, async () => {
      await using folder = await temporaryFolder();
      const root = await writeProject(join(folder.path, "tree"), {
        "package.json": { ...mystery, bin: "cli.js" },
        "cli.js": "#!/usr/bin/env node\r\n",
      });
      const refusal = await packed(manager, folder.path, root).catch((error: unknown) => error);
      assert.ok(refusal instanceof Error && "detail" in refusal && Array.isArray(refusal.detail));
      assert.match(refusal.message, /^`pnpm pack` failed with exit code 1/);
      assert.match(refusal.detail.join("\n"), /ERR_PNPM_BIN_CRLF/);
    });
  }

  for (const manager of reals.filter(({ label }) => label === "yarn 1")) {
    test("yarn 1 packs no project of a later yarn", async () => {
      const projects = [
        { "package.json": { ...mystery, packageManager: "yarn@4.18.1" } },
        { "package.json": mystery, "yarn.lock": "# generated\n\n__metadata:\n  version: 8\n" },
      ];
      for (const files of projects) {
        await using folder = await temporaryFolder();
        const root = await writeProject(join(folder.path, "tree"), files);
        await assert.rejects(packed(manager, folder.path, root), {
          name: "YarnTooOld",
          message:
            /\((?:yarn@4\.18\.1|yarn\.lock)\), but the yarn on the PATH is 1\.22\.22: run `corepack enable`/,
        });
      }
    });
  }

  for (const manager of reals.filter(({ name }) => name === "yarn")) {
    test(`${manager.label} starts although the token that its settings refer to is taken away`, async () => {
      await using folder = await temporaryFolder();
      const settings = settingsFor(manager);
      const root = await writeProject(join(folder.path, "tree"), {
        ...settings,
        ".yarnrc.yml": `${settings[".yarnrc.yml"] ?? ""}npmAuthToken: "\${NPM_TOKEN}"\n`,
        ".npmrc": `//registry.example/:_authToken=\${NPM_TOKEN}\n`,
        "package.json": {
          ...mystery,
          files: ["seen.txt"],
          scripts: { prepack: 'echo "[$NPM_TOKEN]" > seen.txt' },
        },
      });
      const env = { ...plainEnvironment(folder.path), NPM_TOKEN: "s3cret" };
      // Later yarns run no script of a project that is not installed.
      if (isBerry(manager)) await run(manager.command, ["install"], { cwd: root, env });
      const found = await discover(root, { manager: "yarn" });
      const packageDir = found.kind === "packages" ? found.packages[0] : undefined;
      assert.ok(packageDir !== undefined);
      await mkdir(join(folder.path, "out"));
      const options = { destination: join(folder.path, "out"), prepublishOnly: true, env, log: () => {} };
      const { file } = await pack(packageDir, {
        manager: packageManager("yarn", manager.command),
        ...options,
      });
      const seen: string[] = [];
      await readTarball(file, (entry) => entry.path === "seen.txt" && seen.push(entry.text()));
      assert.deepEqual(seen, ["[]\n"]);
    });
  }
});
