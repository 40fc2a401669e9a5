import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execaSync } from "execa";

/**
 * Installs the package managers and the registry that the tests run, into __tests__/tools. Nothing happens when the last
 * complete install was of the same manifest and lockfile, by the same script, on the same platform.
 */
const folder = join(import.meta.dirname, "../__tests__/tools");
const stamp = join(folder, "node_modules/.installed");

const inputs = [join(folder, "package.json"), join(folder, "package-lock.json"), import.meta.filename];
const wanted = inputs
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash("sha256"))
  .update(`${process.platform} ${process.arch}`)
  .digest("hex");

if (installed() !== wanted) {
  console.log("Installing the tools for the tests. This happens once.");
  // No bin links: three npms would fight for the same names. No scripts: none of the tools needs one.
  execaSync(
    "npm",
    ["ci", "--no-bin-links", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: folder,
      stdio: "inherit",
      // npm starts the first node of the PATH, and the newest tools need the one that runs this script.
      env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` },
    },
  );
  // `npm ci` empties node_modules first, so the stamp only ever speaks of a complete install.
  writeFileSync(stamp, wanted);
}

function installed(): string | null {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return null;
  }
}
