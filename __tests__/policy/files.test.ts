import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { folderFiles } from "../../src/policy/files.ts";
import { findPolicy } from "../../src/policy/load.ts";
import { PolicyFileError } from "../../src/policy/problems.ts";
import { memoryFiles } from "./sample.ts";

const isWindows = process.platform === "win32";

describe("policy files of a folder", () => {
  let outer = "";
  let root = "";
  before(async () => {
    outer = await mkdtemp(join(tmpdir(), "lastgate-policy-"));
    root = join(outer, "root");
    await mkdir(join(root, ".github", "folder.yml"), { recursive: true });
    await writeFile(join(outer, "outside.yml"), "version: 1\n");
    await writeFile(join(root, ".github", "lastgate.yml"), "\uFEFFversion: 1\r\n");
    await writeFile(join(root, "latin1.yml"), Buffer.from([0x61, 0xe9]));
    await writeFile(join(root, "utf16.yml"), Buffer.from("\uFEFFversion: 1", "utf16le"));
    await writeFile(join(root, "large.yml"), Buffer.alloc(1024 * 1024 + 1, "#"));
    await writeFile(join(root, "largest.yml"), Buffer.alloc(1024 * 1024, "#"));
    await symlink(join(outer, "outside.yml"), join(root, "link.yml"));
    await symlink(join(root, ".github", "lastgate.yml"), join(root, "inside-link.yml"));
    await symlink(join(root, ".github"), join(root, "linked"), "dir");
    await symlink(join(root, "nowhere"), join(root, "dangling.yml"));
    await writeFile(join(root, "aC:.yml"), "version: 1\n");
    if (!isWindows) execFileSync("mkfifo", [join(root, "pipe.yml")]);
  });
  after(() => rm(outer, { recursive: true, force: true }));

  it("are read as text, without a byte order mark", async () => {
    assert.equal(await folderFiles(root).read(".github/lastgate.yml"), "version: 1\r\n");
    assert.equal((await folderFiles(root).read("largest.yml"))?.length, 1024 * 1024);
  });

  it("may have a colon in their names, though none behind a single letter", async () => {
    assert.equal(await folderFiles(root).read("aC:.yml"), "version: 1\n");
  });

  it("are no pipes, on which a reader would wait", { skip: isWindows }, async () => {
    await assert.rejects(folderFiles(root).read("pipe.yml"), {
      message: "The policy `pipe.yml` is not a regular file; put a YAML file there.",
    });
  });

  it("leave no file open", { skip: process.platform !== "linux" }, async () => {
    const { length } = await readdir("/proc/self/fd");
    for (let read = 0; read < 20; read++) await folderFiles(root).read(".github/lastgate.yml");
    assert.ok((await readdir("/proc/self/fd")).length < length + 20);
  });

  it("are found below a root that is itself a link", async () => {
    await symlink(root, join(outer, "root-link"), "dir");
    assert.equal(await folderFiles(join(outer, "root-link")).read(".github/lastgate.yml"), "version: 1\r\n");
  });

  it("are null when there is none", async () => {
    for (const path of ["absent.yml", "absent/absent.yml", ".github/lastgate.yml/inner.yml"])
      assert.equal(await folderFiles(root).read(path), null, path);
  });

  const leaves = "leaves the folder that is judged; name a file inside it.";
  const bad: [path: string, message: string][] = [
    [".github/folder.yml", "The policy `.github/folder.yml` is a folder; name the YAML file."],
    [
      "link.yml",
      "The policy `link.yml` is reached through the symbolic link `link.yml`; put the file itself there.",
    ],
    [
      "inside-link.yml",
      "The policy `inside-link.yml` is reached through the symbolic link `inside-link.yml`; put the file itself there.",
    ],
    [
      "linked/lastgate.yml",
      "The policy `linked/lastgate.yml` is reached through the symbolic link `linked`; put the file itself there.",
    ],
    [
      "dangling.yml",
      "The policy `dangling.yml` is reached through the symbolic link `dangling.yml`; put the file itself there.",
    ],
    ["a".repeat(300), "The policy cannot be read (ENAMETOOLONG); check its permissions."],
    ["large.yml", "The policy `large.yml` is larger than 1 MiB; no policy needs that, name the right file."],
    ["latin1.yml", "The policy `latin1.yml` is not UTF-8 text; save it as UTF-8."],
    ["utf16.yml", "The policy `utf16.yml` is not UTF-8 text; save it as UTF-8."],
    ["../outside.yml", `The policy path \`../outside.yml\` ${leaves}`],
    [".github/../../outside.yml", `The policy path \`.github/../../outside.yml\` ${leaves}`],
    ["/etc/hosts", `The policy path \`/etc/hosts\` ${leaves}`],
    ["C:/x.yml", `The policy path \`C:/x.yml\` ${leaves}`],
    ["..\\outside.yml", `The policy path \`..\\outside.yml\` ${leaves}`],
    ["a\0b", `The policy path \`a\0b\` ${leaves}`],
  ];
  for (const [path, message] of bad)
    it(`are refused: ${JSON.stringify(path)}`, async () => {
      await assert.rejects(folderFiles(root).read(path), (error) => {
        assert.ok(error instanceof PolicyFileError);
        assert.equal(error.message, message);
        return true;
      });
    });
});

describe("the policy of a repository", () => {
  it("is .github/lastgate.yml, or none", async () => {
    assert.equal(await findPolicy(memoryFiles({ ".github/lastgate.yml": "" })), ".github/lastgate.yml");
    assert.equal(await findPolicy(memoryFiles({ "README.md": "" })), null);
  });

  for (const misplaced of [".github/lastgate.yaml", "lastgate.yml", "lastgate.yaml", ".lastgate.yml"])
    it(`is not silently ignored as ${misplaced}`, async () => {
      await assert.rejects(findPolicy(memoryFiles({ [misplaced]: "" })), {
        name: "PolicyFileError",
        message: `The policy belongs in \`.github/lastgate.yml\`; move \`${misplaced}\` there, or name it with the \`policy\` input (\`--policy\` on the command line).`,
      });
    });
});
