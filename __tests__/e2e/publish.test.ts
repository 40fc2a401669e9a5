import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { after, test } from "node:test";
import { z } from "zod";
import { discover } from "../../src/pack/discover.ts";
import { packageManager } from "../../src/pack/manager.ts";
import { pack } from "../../src/pack/pack.ts";
import { run } from "../../src/pack/run.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { temporaryFolder } from "../archive.ts";
import { isBerry, reals, settingsFor } from "../pack/managers.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { startRegistry } from "../registry.ts";
import { npm, npmMajors } from "../tools.ts";

const packument = z.object({
  versions: z.record(z.string(), z.object({ dist: z.object({ integrity: z.string(), shasum: z.string() }) })),
});
const registry = await startRegistry();
after(() => registry[Symbol.asyncDispose]());

const publishers = [
  ...npmMajors.map((major) => ({ major, packer: `npm ${major}` })),
  ...reals.filter(({ name }) => name !== "npm").map(({ label }) => ({ major: npmMajors[1], packer: label })),
];

for (const { major, packer } of publishers) {
  test(`packed by ${packer}, published by npm ${major}: the registry's integrity is the one that was judged`, async () => {
    const manager = reals.find(({ label }) => label === packer);
    assert.ok(manager !== undefined);
    await using folder = await temporaryFolder();
    const env = { ...plainEnvironment(folder.path), ...registry.env };
    const name = `@sample/published-${packer.replace(" ", "-")}`;
    const root = await writeProject(join(folder.path, "tree"), {
      ...settingsFor(manager),
      "package.json": {
        name,
        version: "1.0.0",
        scripts: { prepack: "node -e \"require('fs').writeFileSync('built.js', String(Date.now()))\"" },
      },
    });
    // Later yarns run no script of a project that is not installed.
    if (isBerry(manager)) await run(manager.command, ["install"], { cwd: root, env });
    await mkdir(join(folder.path, "tarballs"));
    const found = await discover(root, { manager: manager.name });
    const packageDir = found.kind === "packages" ? found.packages[0] : undefined;
    assert.ok(packageDir !== undefined);
    const { file } = await pack(packageDir, {
      manager: packageManager(manager.name, manager.command),
      destination: join(folder.path, "tarballs"),
      prepublishOnly: true,
      env,
      log: () => {},
    });
    const judged = await readTarball(file, () => {});

    // With the dot: npm reads a bare `folder/x.tgz` as a GitHub repository. The build writes another file each time it runs,
    // so publishing the folder, or running any script again, would change the integrity.
    const published = await run(npm(major), ["publish", `./${basename(file)}`], { cwd: dirname(file), env });
    assert.ok(published.how === "exited" && published.code === 0, published.output.join("\n"));

    const response = await fetch(new URL(name.replace("/", "%2f"), registry.url));
    const document = packument.parse(await response.json());
    assert.deepEqual(document.versions["1.0.0"]?.dist.integrity, judged.integrity);
    assert.deepEqual(document.versions["1.0.0"]?.dist.shasum, judged.shasum);
  });
}
