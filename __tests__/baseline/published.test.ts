import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { fetchBaseline } from "../../src/baseline/published.ts";
import { run } from "../../src/pack/run.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { startRegistry } from "../registry.ts";
import { npm, npmMajors } from "../tools.ts";

const registry = await startRegistry();
const folder = await temporaryFolder();
after(() => Promise.all([registry[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()]));
const env = { ...plainEnvironment(folder.path), ...registry.env };

async function publish(version: string, name = "@sample/base"): Promise<Buffer> {
  // Were scripts to run while fetching, this one would fail it.
  const scripts = { prepack: "exit 1", postpack: "exit 1", install: "exit 1" };
  const bytes = await tarballBytes({ "index.js": version }, { name, version, scripts });
  const file = await put(folder.path, "upload.tgz", bytes);
  const finished = await run(npm(12), ["publish", file, "--ignore-scripts"], { cwd: folder.path, env });
  assert.ok(finished.how === "exited" && finished.code === 0, finished.output.join("\n"));
  return bytes;
}
const first = await publish("1.0.0");
const second = await publish("1.1.0");

const request = {
  name: "@sample/base",
  spec: "latest",
  destination: folder.path,
  folder: folder.path,
  registry: null,
  env,
  log: () => {},
};

for (const major of npmMajors) {
  const command = npm(major);

  test(`npm ${major}: fetches the bytes that were published`, async () => {
    for (const [spec, bytes] of [
      ["latest", second],
      ["1.0.0", first],
    ] as const) {
      const file = await fetchBaseline({ ...request, spec, command });
      assert.ok(file !== null);
      assert.deepEqual(await readFile(file), bytes);
      const tarball = await readTarball(file, () => {});
      assert.equal(tarball.manifest.version, spec === "latest" ? "1.1.0" : spec);
    }
  });

  test(`npm ${major}: never published is null, a missing version and a silent registry are not`, async () => {
    assert.equal(await fetchBaseline({ ...request, name: "@sample/never", command }), null);
    await assert.rejects(fetchBaseline({ ...request, spec: "9.9.9", command }), {
      name: "BaselineVersionMissing",
      message: /has the package but not @sample\/base@9\.9\.9/,
    });
    await assert.rejects(fetchBaseline({ ...request, registry: "http://127.0.0.1:1/", command }), {
      name: "BaselineUnreachable",
      message: /\(ECONNREFUSED\): check network/,
    });
  });
}

test("the newest release is asked for, not remembered for as long as the registry allows", async () => {
  const server = createServer(async (incoming, outgoing) => {
    const answer = await fetch(new URL(incoming.url ?? "/", registry.url));
    // What npm's own registry says of a package document.
    outgoing.writeHead(answer.status, {
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
    });
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  try {
    for (const major of npmMajors) {
      const name = `moving-${major}`;
      const moving = { ...request, name, registry: `http://127.0.0.1:${port}/`, command: npm(major) };
      await publish("1.0.0", name);
      await fetchBaseline(moving);
      const newer = await publish("2.0.0", name);
      const file = await fetchBaseline(moving);
      assert.deepEqual(file && (await readFile(file)), newer, `npm ${major}`);
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("a package beside the gate is never taken for the published one", async () => {
  await using place = await temporaryFolder();
  await writeProject(place.path, {
    "package.json": { name: "never", version: "1.0.0", workspaces: ["never"] },
    "never/package.json": { name: "never", version: "1.0.0" },
  });
  assert.equal(
    await fetchBaseline({ ...request, folder: place.path, name: "never", command: npm(11) }),
    null,
  );
});

const hostile: readonly (readonly [name: string, spec: string])[] = [
  ["../evil", "latest"],
  ["./evil", "latest"],
  ["owner/repository", "latest"],
  ["git+ssh://host/x", "latest"],
  ["https://host/x.tgz", "latest"],
  ["--registry=http://host", "latest"],
  ["@/x", "latest"],
  ["@scope/..", "latest"],
  ["a b", "latest"],
  ["a\nb", "latest"],
  ["", "latest"],
  ["a", ""],
  ["a", "file:../x"],
  ["a", "npm:b"],
  ["a", "^1.0.0"],
  ["a", "../x"],
  ["a", "latest --registry=http://host"],
];
test("could not judge: a name or version that npm would take for something else", async () => {
  const before = await readdir(folder.path);
  for (const [name, spec] of hostile) {
    const started = fetchBaseline({
      ...request,
      name,
      spec,
      command: { file: join(folder.path, "none"), args: [] },
    });
    await assert.rejects(started, { name: "BaselineNotNamed" }, `${name}@${spec}`);
  }
  assert.deepEqual(await readdir(folder.path), before);
});

for (const name of ["a", "Upper", "_.x~-", "@scope/pkg", "@-xun/scripts"]) {
  test(`${name} is a name that a registry can have`, async () => {
    const command = { file: join(folder.path, "none"), args: [] };
    await assert.rejects(fetchBaseline({ ...request, name, command }), { name: "ManagerMissing" });
  });
}
