import assert from "node:assert/strict";
import { chmod, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, test } from "node:test";
import { installedVersion } from "../../src/pack/installed.ts";
import { pnpm } from "../../src/pack/pnpm.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { reals } from "./managers.ts";

const names = { npm: /^npm$/, pnpm: /^(?:pnpm|@pnpm\/exe(?:\.[\w-]+)?)$/ };

describe("the version of a manager that is not started", { skip: process.platform === "win32" }, () => {
  for (const { label, name, version, command } of reals) {
    if (name !== "npm" && name !== "pnpm") continue;
    test(`${label}, linked from the PATH as its installer does it`, async () => {
      await using folder = await temporaryFolder();
      await symlink(command.args[0] ?? command.file, join(folder.path, name));
      const path = ["/nowhere", folder.path, "/usr/bin"].join(delimiter);
      assert.equal(await installedVersion({ file: name, args: [] }, names[name], path), version);
    });
  }

  const manifest = (version: unknown, name: unknown = "pnpm") => JSON.stringify({ name, version });
  const unknown: readonly (readonly [what: string, path: string, manifest: string])[] = [
    ["a shim in a package of another name", "bin", manifest("1.0.0", "corepack")],
    ["a package that only begins like it", "bin", manifest("1.0.0", "pnpm-like")],
    ["a folder that says no version", "bin", manifest(undefined)],
    ["a version that is none", "bin", manifest("latest")],
    ["a manifest that cannot be read", "bin", "{"],
    ["a PATH that begins with a folder by where one stands", `.${delimiter}bin`, manifest("1.0.0")],
    ["a PATH without it", "none", manifest("1.0.0")],
  ];
  for (const [what, path, text] of unknown) {
    test(`not told: ${what}`, async () => {
      await using place = await programs({ "package.json": text, "bin/pnpm": "#!/bin/sh\n" });
      assert.equal(await installedVersion(place.command, names.pnpm, place.path(path)), null);
    });
  }

  test("not told: a command that begins with arguments, and no PATH at all", async () => {
    await using place = await programs({ "package.json": manifest("1.0.0"), "bin/pnpm": "#!/bin/sh\n" });
    const { file } = place.command;
    assert.equal(await installedVersion({ file, args: ["x"] }, names.pnpm, place.path("bin")), null);
    assert.equal(await installedVersion(place.command, names.pnpm, undefined), null);
    assert.equal(await installedVersion(place.command, names.pnpm, place.path("bin")), "1.0.0");
  });

  test("a file that nobody may run is passed over, as a shell does", async () => {
    await using place = await programs({
      "first/package.json": manifest("1.0.0"),
      "first/bin/pnpm": "#!/bin/sh\n",
      "second/package.json": manifest("2.0.0"),
      "second/bin/pnpm": "#!/bin/sh\n",
    });
    await chmod(join(place.root, "first/bin/pnpm"), 0o644);
    const path = place.path(`first/bin${delimiter}second/bin`);
    assert.equal(await installedVersion(place.command, names.pnpm, path), "2.0.0");
  });

  const roots: readonly (readonly [what: string, manifest: object | null, isStarted: boolean])[] = [
    ["asks for nothing", { name: "root" }, false],
    ["asks for this version", { packageManager: "pnpm@2.0.0+sha512.0a" }, false],
    ["asks for another version", { packageManager: "pnpm@2.0.1" }, true],
    ["asks for another manager", { packageManager: "yarn@2.0.0" }, true],
    ["asks by devEngines", { devEngines: { packageManager: { name: "pnpm", version: "2.0.0" } } }, true],
    ["has no package.json", null, true],
  ];
  for (const [what, root, isStarted] of roots) {
    test(`pnpm is ${isStarted ? "" : "not "}started for it in a project that ${what}`, async () => {
      await using place = await programs({
        "package.json": manifest("2.0.0"),
        "bin/pnpm": "#!/bin/sh\necho 3.0.0\n",
        ...(root !== null && { "project/package.json": JSON.stringify(root) }),
        "project/a/package.json": '{ "name": "a", "version": "1.0.0" }',
      });
      const projectRoot = join(place.root, "project");
      const version = await pnpm().version({
        package: {
          directory: join(projectRoot, "a"),
          projectRoot,
          manager: "pnpm",
          manifest: { name: "a", version: "1.0.0" },
          manifestText: "{}",
          workspaceNeeds: new Map(),
        },
        destination: place.root,
        prepublishOnly: false,
        env: {
          ...plainEnvironment(place.root),
          PATH: [place.path("bin"), process.env.PATH ?? ""].join(delimiter),
        },
        log: () => {},
      });
      assert.equal(version, isStarted ? "3.0.0" : "2.0.0");
    });
  }
});

/** Programs that can be run, in a folder that is gone at the end. */
async function programs(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  const root = await writeProject(folder.path, files);
  for (const path of Object.keys(files)) if (path.endsWith("bin/pnpm")) await chmod(join(root, path), 0o755);
  const path = (folders: string) =>
    folders
      .split(delimiter)
      .map((each) => (each === "." ? each : join(root, each)))
      .join(delimiter);
  return {
    root,
    path,
    command: { file: "pnpm", args: [] },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}
