import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { link, mkdir, readFile, realpath, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { after, test } from "node:test";
import { discover, type PackageDir } from "../../src/pack/discover.ts";
import { type PackageManager, packageManager } from "../../src/pack/manager.ts";
import { expectSamePackage, type PackOptions, pack } from "../../src/pack/pack.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { npm, npmMajors } from "../tools.ts";

// One home for all tests: npm's cache is slow to make and no test looks at it.
const home = await temporaryFolder();
after(() => home[Symbol.asyncDispose]());

type Files = Parameters<typeof writeProject>[1];
type Major = (typeof npmMajors)[number];

// One manager for each npm, so that its version is asked once.
const managers = {
  10: packageManager("npm", npm(10)),
  11: packageManager("npm", npm(11)),
  12: packageManager("npm", npm(12)),
} satisfies Record<Major, PackageManager>;

async function onlyPackage(folder: string): Promise<PackageDir> {
  const found = await discover(folder);
  assert.ok(found.kind === "packages");
  const [first, second] = found.packages;
  assert.ok(first !== undefined && second === undefined);
  return first;
}

/** A project and a folder for tarballs side by side, both gone at the end. */
async function workshop(files: Files, major: Major, more: Partial<PackOptions> = {}) {
  const folder = await temporaryFolder();
  const root = await writeProject(await realpath(folder.path).then((path) => join(path, "work tree")), files);
  const destination = join(dirname(root), "tarballs");
  await mkdir(destination);
  const log: string[] = [];
  const options: PackOptions = {
    manager: managers[major],
    destination,
    prepublishOnly: true,
    env: plainEnvironment(home.path),
    log: (line) => log.push(line),
    ...more,
  };
  return { root, options, log, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}

const versions: Readonly<Record<Major, string>> = { 10: "10.9.9", 11: "11.21.2", 12: "12.2.0" };

const sample: Files = {
  "package.json": {
    name: "@sample/hostile",
    version: "1.2.3-beta.1",
    scripts: {
      prepublishOnly: "node steps/build.cjs",
      prepack: "node steps/prepack.cjs",
      postpack: 'echo {"filename":"other.tgz"}',
    },
  },
  "index.js": "module.exports = 1;\n",
  "steps/build.cjs": `
    const fs = require("node:fs");
    fs.mkdirSync("dist", { recursive: true });
    fs.writeFileSync("dist/index.js", "built");`,
  // Refuses to run before the build: the order is part of the test.
  "steps/prepack.cjs": `
    console.log('[{"id":"x@1","filename":"x-1.tgz","files":[]}]');
    console.log('{"x":{"filename":"x-1.tgz","files":[]}}');
    console.error("npm error code E404");
    process.stdout.write("no line end");
    if (!require("node:fs").existsSync("dist/index.js")) process.exit(9);`,
  ".env": "SECRET=1",
  ".npmignore": "steps/build.cjs\n",
  ".config/deep/.keep": "",
  "notes/## [x].md": "a name that shells and reports dislike",
};

for (const major of npmMajors) {
  test(`npm ${major}: the tarball is the one on disk, whatever the scripts print`, async () => {
    await using place = await workshop(sample, major);
    await symlink("index.js", join(place.root, "linked.js"));
    await link(join(place.root, "index.js"), join(place.root, "twin.js"));
    const packageDir = await onlyPackage(place.root);
    const packed = await pack(packageDir, place.options);

    assert.deepEqual(packed.manager, { name: "npm", version: versions[major] });
    assert.equal(basename(packed.file), "sample-hostile-1.2.3-beta.1.tgz");
    const tarball = await readTarball(packed.file, () => {});
    const listed = execFileSync("tar", ["-tzf", packed.file], { encoding: "utf8" }).trimEnd().split("\n");
    assert.deepEqual(
      tarball.entries.map(({ archivePath }) => archivePath),
      listed,
    );
    assert.deepEqual(tarball.entries.map(({ path }) => path).sort(), [
      ".config/deep/.keep",
      ".env",
      "dist/index.js",
      "index.js",
      "notes/## [x].md",
      "package.json",
      "steps/prepack.cjs",
      "twin.js",
    ]);
    expectSamePackage(tarball, packageDir.manifest);
    // What the scripts printed reached the log, on both streams.
    assert.ok(
      place.log.some((line) => line.includes('"id":"x@1"')),
      place.log.join("\n"),
    );
    assert.ok(place.log.includes("npm error code E404"));
  });

  test(`npm ${major}: without prepublishOnly the build is missing`, async () => {
    await using place = await workshop({ ...sample, "steps/prepack.cjs": "" }, major, {
      prepublishOnly: false,
    });
    const { file } = await pack(await onlyPackage(place.root), place.options);
    const tarball = await readTarball(file, () => {});
    assert.ok(!tarball.entries.some(({ path }) => path.startsWith("dist/")));
  });

  test(`npm ${major}: a pack script finds no token, no command file and no publish credential`, async () => {
    const steal = `
      const { appendFileSync, writeFileSync } = require("node:fs");
      writeFileSync(process.argv[2], JSON.stringify(process.env));
      for (const name of ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"])
        if (process.env[name]) appendFileSync(process.env[name], "verdict=passed");`;
    const scripts = { prepublishOnly: "node steal.cjs 1.json", prepack: "node steal.cjs 2.json" };
    const files = {
      "package.json": { name: "thief", version: "1.0.0", scripts },
      "steal.cjs": steal,
      ".npmrc": `//registry.example/:_authToken=\${NODE_AUTH_TOKEN}\n`,
    };
    await using place = await workshop(files, major);
    const commandFile = join(place.options.destination, "command-file");
    await writeProject(place.options.destination, { "command-file": "" });
    const secrets = {
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "s3cret-1",
      ACTIONS_ID_TOKEN_REQUEST_URL: "s3cret-2",
      ACTIONS_RUNTIME_TOKEN: "s3cret-3",
      INPUT_TOKEN: "s3cret-4",
      GITHUB_TOKEN: "s3cret-5",
      NODE_AUTH_TOKEN: "s3cret-6",
      "npm_config_//registry.example/:_authToken": "s3cret-7",
      GITHUB_OUTPUT: commandFile,
      GITHUB_ENV: commandFile,
      GITHUB_PATH: commandFile,
      GITHUB_STATE: commandFile,
      GITHUB_STEP_SUMMARY: commandFile,
      GITHUB_SHA: "not a secret",
    };
    const env = { ...place.options.env, ...secrets };
    const { file } = await pack(await onlyPackage(place.root), { ...place.options, env });
    const contents = new Map<string, string>();
    await readTarball(file, (entry) => contents.set(entry.path, entry.text()));
    for (const name of ["1.json", "2.json"]) {
      const seen = contents.get(name) ?? "";
      assert.ok(seen.includes("not a secret"), "the script ran and saw its environment");
      assert.ok(!seen.includes("s3cret") && !seen.includes("command-file"), seen);
    }
    assert.equal(await readFile(commandFile, "utf8"), "");
  });

  test(`npm ${major}: a member is packed from its own folder, with the workspace's settings above it`, async () => {
    const files = {
      "package.json": { name: "root", private: true, workspaces: ["packages/**"] },
      ".npmrc": "workspaces=true\n",
      "packages/a/package.json": {
        name: "a",
        version: "1.0.0",
        scripts: { prepack: "echo built > built.txt" },
      },
      "packages/a/nested/package.json": { name: "nested", version: "2.0.0" },
      "packages/hidden/package.json": { name: "hidden", version: "1.0.0", private: true },
    };
    await using place = await workshop(files, major);
    const found = await discover(place.root);
    assert.ok(found.kind === "packages");
    assert.deepEqual(found.skippedPrivate, ["hidden"]);
    const lists: Record<string, string[]> = {};
    for (const packageDir of found.packages) {
      const { file } = await pack(packageDir, place.options);
      const tarball = await readTarball(file, () => {});
      expectSamePackage(tarball, packageDir.manifest);
      lists[basename(file)] = tarball.entries.map(({ path }) => path).sort();
    }
    assert.deepEqual(lists, {
      "a-1.0.0.tgz": ["built.txt", "nested/package.json", "package.json"],
      "nested-2.0.0.tgz": ["package.json"],
    });
  });

  const refusals: readonly (readonly [
    what: string,
    scripts: Readonly<Record<string, string>>,
    name: string,
    sentence: RegExp,
    files?: Files,
  ])[] = [
    [
      "a failing prepack",
      { prepack: "echo before; exit 3" },
      "PackFailed",
      /^`npm pack` failed with exit code 3 in .*work tree: mend/,
    ],
    [
      "a failing prepublishOnly",
      { prepublishOnly: "exit 4" },
      "PackFailed",
      /^`npm run prepublishOnly` failed with exit code 4/,
    ],
    [
      "a prepack whose program is killed",
      { prepack: `node -e "process.kill(process.pid, 'SIGKILL')"` },
      "PackKilled",
      /^`npm pack` was killed by SIGKILL/,
    ],
    [
      "a prepack whose shell is killed",
      { prepack: "kill -9 $$" },
      "PackKilled",
      /^`npm pack` was killed by SIGKILL/,
    ],
    [
      "a killed prepublishOnly",
      { prepublishOnly: "kill -15 $$" },
      "PackKilled",
      /^`npm run prepublishOnly` was killed by SIGTERM/,
    ],
    [
      "a second tarball",
      { prepack: `touch "$npm_config_pack_destination/other-1.0.0.tgz"` },
      "SeveralTarballs",
      /left 2 tarballs/,
    ],
    [
      "a tarball that is a link",
      { prepack: `ln -s "$PWD/mine.tgz" "$npm_config_pack_destination/sample-1.0.0.tgz"` },
      "TarballNotAFile",
      /sample-1\.0\.0\.tgz .* not a regular file/,
    ],
    [
      "a tarball that postpack removes",
      { postpack: `rm "$npm_config_pack_destination"/*.tgz` },
      "NoTarball",
      /wrote no tarball/,
    ],
    [
      "a dry run by setting",
      {},
      "NoTarball",
      /wrote no tarball: look for a dry-run setting/,
      { ".npmrc": "dry-run=true\n" },
    ],
  ];
  for (const [what, scripts, name, message, files] of refusals) {
    test(`npm ${major}: could not judge ${what}`, async () => {
      await using place = await workshop(
        { "package.json": { name: "sample", version: "1.0.0", scripts }, ...files },
        major,
      );
      await assert.rejects(pack(await onlyPackage(place.root), place.options), { name, message });
    });
  }
}
