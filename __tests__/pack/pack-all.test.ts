import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { access, readdir, readFile, symlink } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CouldNotJudge } from "../../src/failure.ts";
import { Interrupted } from "../../src/interruption.ts";
import type { PackageDir } from "../../src/pack/discover.ts";
import { type PackageManager, packageManager } from "../../src/pack/manager.ts";
import { pack } from "../../src/pack/pack.ts";
import type { Packed } from "../../src/pack/pack-all.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { plainEnvironment } from "../project.ts";
import { type Real, reals } from "./managers.ts";
import { monorepo, workspaceFiles } from "./monorepo.ts";

const managers = new Map(reals.map((real) => [real.label, packageManager(real.name, real.command)]));
const managerOf = ({ label }: Real): PackageManager => {
  const manager = managers.get(label);
  if (manager === undefined) throw new Error(`There is no ${label}`);
  return manager;
};
const batching = reals.filter(({ label }) => /^npm|^pnpm 1[0-2]/.test(label));
const [npm11] = reals.filter(({ label }) => label === "npm 11");
if (npm11 === undefined) throw new Error("npm 11 is not installed");

const version = "1.0.0";
/** A package whose prepack writes its line into the log of the workspace, and then does something else. */
const scripted = (name: string, more: Readonly<Record<string, unknown>> = {}, then = "") => ({
  name,
  version,
  scripts: { prepack: `node ../../log.cjs ${name}${then === "" ? "" : ` && ${then}`}` },
  ...more,
});
/** What a dependency on another member looks like. */
const rangeFor = ({ name }: Real) => (name === "pnpm" ? "workspace:*" : version);
const plain = (name: string) => ({ name, version });
const log = `require("node:fs").appendFileSync(__dirname + "/log.txt", process.argv[2] + " ");`;
const logged = async (root: string) => (await readFile(join(root, "log.txt"), "utf8")).trim().split(" ");

const fileOf = (packed: Packed | undefined): string => {
  if (packed === undefined || packed instanceof CouldNotJudge) throw packed ?? new Error("It was not packed");
  return packed.file;
};
const failed = (packed: ReadonlyMap<string, Packed>) =>
  [...packed].filter(([, each]) => each instanceof CouldNotJudge).map(([name]) => name);
const hash = async (file: string) =>
  createHash("sha512")
    .update(await readFile(file))
    .digest("hex");

/** The paths in a tarball, sorted. */
async function listed(packed: Packed | undefined): Promise<readonly string[]> {
  const tarball = await readTarball(fileOf(packed), () => {});
  return tarball.entries.map(({ path }) => path).sort();
}

describe("packing the packages of a workspace", { concurrency: 2 }, () => {
  for (const real of batching) {
    test(`${real.label}: together they have the bytes that each has alone`, async () => {
      await using place = await monorepo(
        {
          ...workspaceFiles,
          "log.cjs": log,
          LICENSE: "MIT\n",
          ".npmignore": "*.secret\n",
          ".gitignore": "*.ignored\n",
          "packages/.npmignore": "*.between\n",
          "packages/a/package.json": { ...plain("@s/a"), files: ["lib"] },
          "packages/a/lib/a.js": "1\n",
          "packages/a/lib/a.secret": "1\n",
          "packages/b/package.json": { ...plain("b"), bin: "b.js" },
          "packages/b/b.js": "#!/usr/bin/env node\n",
          "packages/b/b.secret": "1\n",
          "packages/b/b.ignored": "1\n",
          "packages/b/b.between": "1\n",
          "packages/c/package.json": scripted("c", {
            scripts: { prepack: "node build.cjs", postpack: "exit 0" },
          }),
          "packages/c/build.cjs": `require("node:fs").writeFileSync("built.js", process.cwd());`,
          "packages/d/package.json": scripted("d", { devDependencies: { c: rangeFor(real) } }),
          // Where pnpm looks for the version behind `workspace:`.
          "packages/d/node_modules/c/package.json": plain("c"),
          "packages/d/.env": "A=1\n",
        },
        managerOf(real),
      );
      const packages = await place.packages();
      const packed = await place.pack(packages);
      assert.deepEqual(place.titles, [
        `Packing 2 packages with ${real.name}`,
        `Packing 2 packages with ${real.name}`,
      ]);
      assert.equal(packages.length, 4);
      for (const item of packages) {
        const name = item.manifest.name;
        const alone = await pack(item, {
          manager: managerOf(real),
          destination: place.destination,
          prepublishOnly: true,
          env: plainEnvironment(join(place.destination, "../home")),
          log: () => {},
        });
        const together = packed.get(name);
        assert.ok(together !== undefined && !(together instanceof CouldNotJudge));
        assert.equal(await hash(together.file), await hash(alone.file), name);
        assert.equal(basename(together.file), basename(alone.file));
        assert.deepEqual({ ...together, file: "" }, { ...alone, file: "" });
      }
    });

    test(`${real.label}: scripts run in the order of the dependencies, before what has none is packed`, async () => {
      const range = rangeFor(real);
      await using place = await monorepo(
        {
          ...workspaceFiles,
          "log.cjs": `${log} require("node:fs").writeFileSync(__dirname + "/packages/b/built.txt", "");`,
          "packages/a/package.json": scripted("a", { devDependencies: { e: range } }),
          "packages/b/package.json": { name: "b", version, dependencies: { d: range } },
          "packages/c/package.json": scripted("c", { peerDependencies: { b: "*" } }),
          "packages/d/package.json": scripted("d"),
          "packages/e/package.json": scripted("e", { optionalDependencies: { f: range } }),
          "packages/f/package.json": scripted("f"),
          ...Object.fromEntries(
            [
              ["a", "e"],
              ["b", "d"],
              ["e", "f"],
            ].map(([from, to]) => [`packages/${from}/node_modules/${to}/package.json`, plain(String(to))]),
          ),
        },
        managerOf(real),
      );
      const packed = await place.pack(await place.packages());
      assert.deepEqual(failed(packed), []);
      const order = await logged(place.root);
      assert.deepEqual([...order].sort(), ["a", "c", "d", "e", "f"]);
      for (const [first, then] of [
        ["f", "e"],
        ["e", "a"],
        ["d", "c"],
      ])
        assert.ok(order.indexOf(String(first)) < order.indexOf(String(then)), order.join());
      assert.ok((await listed(packed.get("b"))).includes("built.txt"));
    });

    const endings: readonly (readonly [what: string, manifest: object, kind: RegExp, detail: RegExp])[] = [
      [
        "a failing prepack",
        { scripts: { prepack: "echo this one && exit 3" } },
        /failed with exit code/,
        /this one/,
      ],
      [
        "a failing postpack",
        { scripts: { postpack: "echo this one && exit 3" } },
        /failed with exit code/,
        /this one/,
      ],
      [
        "a killed prepack",
        { scripts: { prepack: "echo this one && kill -KILL $$" } },
        /failed|killed/,
        /this one/,
      ],
    ];
    // The managers of one name end alike; what a postpack leaves behind is looked at for each.
    const shown = /^npm 12|^pnpm 11/.test(real.label)
      ? endings
      : endings.filter(([what]) => what.includes("postpack"));
    for (const [what, manifest, message, detail] of shown) {
      test(`${real.label}: ${what} in the middle is that package's own failure`, async () => {
        await using place = await monorepo(
          {
            ...workspaceFiles,
            "log.cjs": log,
            ...Object.fromEntries(
              ["a", "b", "d", "e", "f"].map((name) => [`packages/${name}/package.json`, scripted(name)]),
            ),
            "packages/c/package.json": { ...plain("c"), ...manifest },
          },
          managerOf(real),
        );
        const packed = await place.pack(await place.packages());
        assert.deepEqual(failed(packed), ["c"]);
        const failure = packed.get("c");
        assert.ok(failure instanceof CouldNotJudge);
        assert.match(failure.message, message);
        assert.match(failure.message, new RegExp(`^\`${real.name} pack\` .* in ${place.root}/packages/c:`));
        assert.match(failure.detail.join("\n"), detail);
        for (const name of ["a", "b", "d", "e", "f"])
          assert.deepEqual(await listed(packed.get(name)), ["package.json"]);
        // Nothing of doubt is left on the disk: one tarball for each package, besides what the failing one left in its own folder.
        const left = (await readdir(place.destination, { recursive: true })).filter((file) =>
          file.endsWith(".tgz"),
        );
        assert.equal(left.filter((file) => !file.includes("c-1.0.0")).length, 5);
        assert.match(
          place.progress.join("\n"),
          /^Packed \d of 6; the batch did not end well, so \d are packed again/m,
        );
        assert.equal(place.progress.at(-1), "Packed 6 of 6");
      });
    }
  }

  test("npm keeps what was packed before a failure, and runs those scripts once", async () => {
    await using place = await monorepo(
      {
        ...workspaceFiles,
        "log.cjs": log,
        ...Object.fromEntries(
          ["a", "b", "d", "e", "f"].map((name) => [`packages/${name}/package.json`, scripted(name)]),
        ),
        "packages/c/package.json": scripted("c", {}, "exit 1"),
      },
      managerOf(npm11),
    );
    assert.deepEqual(failed(await place.pack(await place.packages())), ["c"]);
    // b lies there when c fails, and could be the one whose postpack failed.
    assert.deepEqual(await logged(place.root), ["a", "b", "c", "b", "c", "d", "e", "f"]);
    assert.deepEqual(place.titles, [
      "Packing 6 packages with npm",
      "Packing b with npm",
      "Packing c with npm",
      "Packing 3 packages with npm",
    ]);
  });

  test("a batch of which nothing is certain is packed again in halves", async () => {
    const names = Array.from("abcdefgh");
    await using place = await monorepo(
      {
        ...workspaceFiles,
        "log.cjs": log,
        ...Object.fromEntries(names.map((name) => [`packages/${name}/package.json`, scripted(name)])),
        "packages/a/package.json": scripted("a", {}, "exit 1"),
      },
      managerOf(npm11),
    );
    const packed = await place.pack(await place.packages());
    assert.deepEqual(failed(packed), ["a"]);
    assert.deepEqual([...packed.keys()].sort(), names);
    assert.deepEqual(
      (await logged(place.root)).filter((name) => name !== "a"),
      names.slice(1),
    );
    assert.deepEqual(
      place.titles.map((title) => title.split(" ")[1]),
      ["8", "4", "2", "a", "b", "2", "4"],
    );
  });

  for (const real of batching.filter(({ label }) => label === "npm 12" || label === "pnpm 11")) {
    test(`${real.label}: two tarballs of one name never share a folder`, async () => {
      await using place = await monorepo(
        {
          ...workspaceFiles,
          "packages/1/package.json": { ...plain("@a/b"), main: "one.js" },
          "packages/1/one.js": "",
          "packages/2/package.json": plain("a-b"),
          "packages/3/package.json": plain("c"),
        },
        managerOf(real),
      );
      const packed = await place.pack(await place.packages());
      assert.deepEqual(failed(packed), []);
      assert.deepEqual(await listed(packed.get("@a/b")), ["one.js", "package.json"]);
      assert.deepEqual(await listed(packed.get("a-b")), ["package.json"]);
      assert.notEqual(dirname(fileOf(packed.get("@a/b"))), dirname(fileOf(packed.get("a-b"))));
    });

    const meddling: readonly (readonly [what: string, script: string, fails?: readonly string[]])[] = [
      ["writes another tarball beside its own", `fs.writeFileSync(path.join(folder, "x-1.0.0.tgz"), "x");`],
      [
        "copies a neighbour's tarball",
        `fs.copyFileSync(path.join(folder, "a-1.0.0.tgz"), path.join(folder, "z.tgz"));`,
      ],
      [
        "puts its tarball in a neighbour's place",
        `fs.renameSync(path.join(folder, "c-1.0.0.tgz"), path.join(folder, "a-1.0.0.tgz"));`,
        // In its own folder the file may have any name.
        [],
      ],
      [
        "puts a link in a neighbour's place",
        `fs.rmSync(path.join(folder, "a-1.0.0.tgz")); fs.symlinkSync("c-1.0.0.tgz", path.join(folder, "a-1.0.0.tgz"));`,
      ],
      ["removes a neighbour's tarball", `fs.rmSync(path.join(folder, "a-1.0.0.tgz"));`],
      ["empties a neighbour's tarball", `fs.writeFileSync(path.join(folder, "a-1.0.0.tgz"), "");`],
    ];
    for (const [what, script, fails = ["c"]] of meddling) {
      test(`${real.label}: a script that ${what} harms nobody but itself`, async () => {
        await using place = await monorepo(
          {
            ...workspaceFiles,
            "log.cjs": log,
            "packages/a/package.json": scripted("a"),
            "packages/b/package.json": scripted("b"),
            "packages/c/package.json": { ...plain("c"), scripts: { postpack: "node ../../meddle.cjs" } },
            // It does what it does where a neighbour's tarball lies, and fails where it is alone.
            "meddle.cjs": `
              const fs = require("node:fs"), path = require("node:path");
              const top = path.join(__dirname, "../tarballs");
              const folders = fs.readdirSync(top).map((name) => path.join(top, name));
              const folder = folders.find((each) => fs.existsSync(path.join(each, "c-1.0.0.tgz")));
              ${script}`,
            "packages/d/package.json": plain("d"),
          },
          managerOf(real),
        );
        const packed = await place.pack(await place.packages());
        for (const name of ["a", "b", "d"]) {
          const tarball = await readTarball(fileOf(packed.get(name)), () => {});
          assert.equal(tarball.manifest.name, name);
        }
        assert.deepEqual(failed(packed), fails);
      });
    }
  }

  /** A script that ends when the other package's has begun: one at a time, neither would end. */
  const meet = (other: string) =>
    `node -e "const fs = require('fs'), end = Date.now() + 20000; fs.writeFileSync('here', ''); while (!fs.existsSync('../${other}/here')) if (Date.now() > end) process.exit(1)"`;

  test("the policy's concurrency lets independent scripts run at once, and no package before what it needs", async () => {
    await using place = await monorepo(
      {
        ...workspaceFiles,
        "log.cjs": log,
        "packages/a/package.json": scripted("a", { dependencies: { b: version, c: version } }),
        "packages/b/package.json": scripted("b", {
          scripts: { prepack: `${meet("c")} && node ../../log.cjs b` },
        }),
        "packages/c/package.json": scripted("c", {
          scripts: { prepack: `${meet("b")} && node ../../log.cjs c` },
        }),
      },
      managerOf(npm11),
    );
    assert.deepEqual(failed(await place.pack(await place.packages(), { concurrency: 2 })), []);
    const order = await logged(place.root);
    assert.equal(order.at(-1), "a");
    assert.deepEqual([...order].sort(), ["a", "b", "c"]);
  });

  for (const real of batching.filter(({ name }) => name === "pnpm")) {
    for (const isNamed of [false, true])
      test(`${real.label}${isNamed ? ", named with its version" : ""}: the policy's concurrency holds for its processes`, async () => {
        const needs = { dependencies: { b: "workspace:*", c: "workspace:*" } };
        const { file, args } = real.command;
        const ownVersion = execFileSync(file, [...args, "--version"], { encoding: "utf8" }).trim();
        await using place = await monorepo(
          {
            ...workspaceFiles,
            "package.json": {
              name: "root",
              private: true,
              ...(isNamed && { packageManager: `pnpm@${ownVersion}` }),
            },
            // From version 11 on pnpm would ask the registry for itself.
            "pnpm-workspace.yaml": 'packages: ["packages/*"]\npmOnFail: ignore\n',
            "log.cjs": log,
            "packages/a/package.json": scripted("a", needs),
            "packages/a/node_modules/b/package.json": plain("b"),
            // It runs no script, and ships what one that it needs writes.
            "packages/d/package.json": { ...plain("d"), dependencies: { c: "workspace:*" } },
            "packages/d/node_modules/c/package.json": plain("c"),
            "packages/a/node_modules/c/package.json": plain("c"),
            "packages/b/package.json": scripted("b", {
              scripts: { prepack: `${meet("c")} && node ../../log.cjs b` },
            }),
            "packages/c/package.json": scripted("c", {
              scripts: { prepack: `${meet("b")} && node ../../log.cjs c && touch ../d/built.txt` },
            }),
          },
          managerOf(real),
        );
        const packed = await place.pack(await place.packages(), { concurrency: 2 });
        assert.deepEqual(failed(packed), []);
        assert.equal((await logged(place.root)).at(-1), "a");
        assert.ok((await listed(packed.get("d"))).includes("built.txt"));
        // pnpm 12 packs one after the other in each.
        const alone = ["b", "c", "a", "d"].map((name) => `Packing ${name} with pnpm`);
        assert.deepEqual(
          [...place.titles].sort(),
          real.label === "pnpm 12" ? alone.sort() : ["Packing 4 packages with pnpm"],
        );
      });
  }

  test("a workspace in a folder of the repository, named by its packages; others are packed by themselves", async () => {
    await using place = await monorepo(
      {
        "sub/package.json": { name: "root", version, workspaces: ["packages/*"] },
        "sub/package-lock.json": "{}",
        "sub/packages/a/package.json": plain("a"),
        "sub/packages/b/package.json": plain("b"),
        "sub/packages/b/inner/package.json": plain("inner"),
        "sub/tools/package.json": plain("tools"),
      },
      managerOf(npm11),
    );
    const targets = ["packages/a", "packages/b", "packages/b/inner", "tools", "."].map(
      (name) => `sub/${name}`,
    );
    const found = await place.packages(...targets);
    const packages = [...new Map(found.map((item) => [item.directory, item])).values()];
    const packed = await place.pack(packages);
    assert.deepEqual(failed(packed), []);
    assert.deepEqual([...packed.keys()].sort(), ["a", "b", "inner", "root", "tools"]);
    assert.deepEqual([...place.titles].sort(), [
      "Packing 2 packages with npm",
      "Packing inner with npm",
      "Packing root with npm",
      "Packing tools with npm",
    ]);
  });

  test("a member whose folder holds others is packed by itself: npm would take them along", async () => {
    await using place = await monorepo(
      {
        "package.json": { name: "root", private: true, workspaces: ["a", "a/*", "b", "c"] },
        ...Object.fromEntries(
          ["a", "a/x", "b", "c"].map((path) => [`${path}/package.json`, plain(basename(path))]),
        ),
      },
      managerOf(npm11),
    );
    const packed = await place.pack(await place.packages());
    assert.deepEqual(failed(packed), []);
    assert.deepEqual([...place.titles].sort(), ["Packing 3 packages with npm", "Packing a with npm"]);
  });

  for (const real of batching.filter(({ name }) => name === "npm")) {
    const members = ["more/e", "more/f", "packages/1", "packages/a", "packages/a-b", "packages/ab"];
    const nameOf = (folder: string) => `n-${folder.replace("/", "-").toLowerCase()}`;
    const files = (folders: readonly string[]) => ({
      "package.json": { name: "root", private: true, workspaces: ["packages/*", "./more/*/"] },
      ".npmignore": "*.secret\n",
      "more/.npmignore": "*.between\n",
      "log.cjs": log,
      ...Object.fromEntries(
        folders.flatMap((folder) => [
          [`${folder}/package.json`, scripted(nameOf(folder))],
          [`${folder}/x.secret`, ""],
          [`${folder}/x.between`, ""],
        ]),
      ),
    });
    /** The same npm, which writes down in its folder which members it was told to pack. */
    const record = `
      const names = process.argv.filter((word) => word.startsWith("--workspace="));
      if (names.length > 0) require("node:fs").writeFileSync("names", names.join("\\n").replaceAll("--workspace=", ""));
      require(process.argv[1]);`;
    const { file, args } = real.command;
    const manager = packageManager("npm", { file, args: ["-e", record, ...args] });
    const named = async (root: string) => (await readFile(join(root, "names"), "utf8")).split("\n");

    test(`${real.label}: a folder stands for all packages right below it, with the bytes of each alone`, async () => {
      await using place = await monorepo(files(members), manager);
      const packages = await place.packages();
      const packed = await place.pack(packages);
      assert.deepEqual(failed(packed), []);
      assert.deepEqual(await named(place.root), ["./more", "./packages"]);
      assert.deepEqual(await logged(place.root), members.map(nameOf));
      assert.deepEqual(place.titles, ["Packing 6 packages with npm"]);
      for (const item of packages) {
        const alone = await pack(item, {
          manager,
          destination: place.destination,
          prepublishOnly: true,
          env: plainEnvironment(join(place.destination, "../home")),
          log: () => {},
        });
        assert.equal(await hash(fileOf(packed.get(item.manifest.name))), await hash(alone.file));
      }
      assert.deepEqual(await listed(packed.get("n-more-e")), ["package.json"]);
      assert.deepEqual(await listed(packed.get("n-packages-a")), ["package.json", "x.between"]);
    });

    const apart: readonly {
      readonly what: string;
      readonly more?: Parameters<typeof monorepo>[0];
      readonly link?: readonly [target: string, path: string];
      readonly order?: readonly string[];
      readonly named: readonly string[];
    }[] = [
      {
        what: "the dependencies want another order",
        more: {
          "packages/a/package.json": scripted("n-packages-a", { dependencies: { "n-packages-ab": "*" } }),
        },
        order: [...members.slice(0, 3), "packages/ab", "packages/a", "packages/a-b"],
        named: ["./more", "./packages/1", "./packages/ab", "./packages/a", "./packages/a-b"],
      },
      {
        what: "npm has another order",
        more: { "packages/B/package.json": scripted("n-packages-b") },
        order: [...members.slice(0, 3), "packages/B", ...members.slice(3)],
        named: ["./more", "./packages/1", "./packages/B", ...members.slice(3).map((folder) => `./${folder}`)],
      },
      {
        what: "one of them is private",
        more: { "packages/z/package.json": { ...scripted("n-packages-z"), private: true } },
        named: ["./more", ...members.slice(2).map((folder) => `./${folder}`)],
      },
      {
        what: "a link leads to one more",
        more: { "else/package.json": { ...scripted("n-else"), private: true } },
        link: ["../else", "packages/z"],
        named: members.map((folder) => `./${folder}`),
      },
      {
        what: "another pattern could give another order",
        more: {
          "package.json": {
            name: "root",
            private: true,
            workspaces: ["packages/ab", "packages/*", "more/**"],
          },
        },
        named: members.map((folder) => `./${folder}`),
      },
    ];
    for (const { what, more = {}, link, order = members, named: names } of real.label === "npm 12"
      ? apart
      : []) {
      test(`${real.label}: each is named for itself where ${what}`, async () => {
        await using place = await monorepo({ ...files(members), ...more }, manager);
        if (link !== undefined) await symlink(link[0], join(place.root, link[1]));
        assert.deepEqual(failed(await place.pack(await place.packages())), []);
        assert.deepEqual(await named(place.root), names);
        assert.deepEqual(await logged(place.root), order.map(nameOf));
        assert.deepEqual(place.titles, [`Packing ${order.length} packages with npm`]);
      });
    }
  }

  test("prepublishOnly still runs before the pack scripts, and that package is packed by itself", async () => {
    const files = {
      ...workspaceFiles,
      "log.cjs": log,
      "packages/a/package.json": scripted("a"),
      "packages/b/package.json": scripted("b"),
      "packages/c/package.json": scripted("c", {
        scripts: { prepublishOnly: "node ../../log.cjs first", prepack: "node ../../log.cjs then" },
      }),
      "packages/d/package.json": scripted("d"),
    };
    await using place = await monorepo(files, managerOf(npm11));
    assert.deepEqual(failed(await place.pack(await place.packages())), []);
    assert.deepEqual(await logged(place.root), ["a", "b", "first", "then", "d"]);
    await using without = await monorepo(files, managerOf(npm11));
    await without.pack(await without.packages(), { prepublishOnly: false });
    assert.deepEqual(await logged(without.root), ["a", "b", "then", "d"]);
    assert.deepEqual(without.titles, ["Packing 4 packages with npm"]);
  });

  for (const real of reals.filter(({ label }) => label === "pnpm 11")) {
    test(`${real.label}: what asks for its own folder is packed there`, async () => {
      await using place = await monorepo(
        {
          ...workspaceFiles,
          "packages/a/package.json": plain("a"),
          "packages/b/package.json": plain("b"),
          "packages/c/package.json": { ...plain("c"), publishConfig: { directory: "out" } },
          "packages/c/out/package.json": plain("inner"),
          "packages/d/package.json": { ...plain("d"), publishConfig: { name: "renamed" } },
          "packages/e/package.json": plain("e"),
          "packages/e/.npmrc": "shamefully-hoist=true\n",
          "packages/f/package.json": { ...plain("f"), scripts: { prepack: "cd $INIT_CWD" } },
        },
        managerOf(real),
      );
      const packed = await place.pack(await place.packages());
      assert.deepEqual(failed(packed), []);
      assert.deepEqual([...place.titles].sort(), [
        "Packing 2 packages with pnpm",
        ...["c", "d", "e", "f"].map((name) => `Packing ${name} with pnpm`),
      ]);
      assert.equal(basename(fileOf(packed.get("c"))), "inner-1.0.0.tgz");
    });
  }

  for (const real of reals.filter(({ label }) => /^(pnpm 9|yarn 1|bun)$/.test(label))) {
    test(`${real.label}: one process a package, scripts in order`, async () => {
      await using place = await monorepo(
        {
          ...workspaceFiles,
          "log.cjs": log,
          // Whatever is tried first, the root is not packed.
          "package.json": {
            name: "root",
            private: true,
            workspaces: ["packages/*"],
            scripts: { prepack: "node log.cjs root" },
          },
          "packages/a/package.json": scripted("a", { devDependencies: { b: version } }),
          "packages/b/package.json": scripted("b"),
          ...Object.fromEntries(
            ["c", "d", "e"].map((name) => [`packages/${name}/package.json`, plain(name)]),
          ),
        },
        managerOf(real),
      );
      const packed = await place.pack(await place.packages());
      assert.deepEqual(failed(packed), []);
      assert.deepEqual(await logged(place.root), ["b", "a"]);
      assert.equal(place.titles.length, 5);
    });
  }

  test("what runs no script is spread over the processors, where it is worth another process", async () => {
    const names = Array.from({ length: 80 }, (_, index) => `p${index}`);
    await using place = await monorepo(
      {
        ...workspaceFiles,
        ...Object.fromEntries(names.map((name) => [`packages/${name}/package.json`, plain(name)])),
      },
      managerOf(npm11),
    );
    const packed = await place.pack(await place.packages());
    assert.deepEqual(failed(packed), []);
    assert.equal(packed.size, 80);
    const [each, processes] = availableParallelism() > 1 ? [40, 2] : [80, 1];
    assert.deepEqual(place.titles, Array(processes).fill(`Packing ${each} packages with npm`));
  });

  test("a long batch says in between how many tarballs there are", async () => {
    await using place = await monorepo(
      {
        ...workspaceFiles,
        "packages/a/package.json": plain("a"),
        "packages/b/package.json": { ...plain("b"), scripts: { prepack: "exit 0" } },
        "packages/c/package.json": { ...plain("c"), scripts: { postpack: "sleep 7" } },
      },
      managerOf(npm11),
    );
    assert.deepEqual(failed(await place.pack(await place.packages())), []);
    assert.ok(place.progress.includes("Packed 2 of 3 so far"), place.progress.join("\n"));
  });

  test("an abort in a batch ends the scripts, and each package says so", async () => {
    const names = ["a", "b", "c", "d"];
    await using place = await monorepo(
      {
        ...workspaceFiles,
        "log.cjs": `${log}
          if (process.argv[2] === "b") {
            require("node:fs").writeFileSync(__dirname + "/up", "");
            setTimeout(() => require("node:fs").writeFileSync(__dirname + "/late", ""), 2000);
          }`,
        ...Object.fromEntries(names.map((name) => [`packages/${name}/package.json`, scripted(name)])),
      },
      managerOf(npm11),
    );
    const packages: readonly PackageDir[] = await place.packages();
    const controller = new AbortController();
    const ending = place.pack(packages, { abort: controller.signal });
    await appeared(join(place.root, "up"));
    controller.abort(new Interrupted("The run was ended."));
    const packed = await ending;
    assert.deepEqual(failed(packed), names);
    for (const each of packed.values()) assert.ok(each instanceof Interrupted);
    assert.deepEqual(await logged(place.root), ["a", "b"]);
    await sleep(2500);
    await assert.rejects(access(join(place.root, "late")));
    assert.deepEqual(place.titles, ["Packing 4 packages with npm"]);
  });

  test("a file name that the manager makes up in another way costs nothing", async () => {
    await using place = await monorepo(
      {
        ...workspaceFiles,
        "packages/a/package.json": { name: "a", version: "v1.0.0" },
        "packages/b/package.json": plain("b"),
      },
      managerOf(npm11),
    );
    const packed = await place.pack(await place.packages());
    assert.deepEqual(failed(packed), []);
    assert.deepEqual(place.titles, ["Packing 2 packages with npm"]);
  });

  test("nothing to pack is no error here", async () => {
    await using place = await monorepo({ "package.json": plain("a") }, managerOf(npm11));
    assert.equal((await place.pack([])).size, 0);
  });
});

async function appeared(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(50);
}
