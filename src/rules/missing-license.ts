import type { Manifest } from "../tarball/manifest.ts";
import { defineRule, noOptions } from "./rule.ts";

/** `LICENSE`, `LICENCE.md`, `LICENSE-MIT`, `MIT-LICENSE.txt`, `COPYING`, `UNLICENSE` at the root, and the files of REUSE in `LICENSES/`. */
const licenseFile =
  /^(?:(?:[\w.]+[-_.])?licen[cs]es?(?:[-_.][^/]*)?|copying(?:[-_.][^/]*)?|unlicense(?:\.[^/]*)?|licenses\/.+)$/i;

const fix =
  "Put a LICENSE file beside package.json; in a workspace a copy of the root's, for npm does not take it from there.";

export const missingLicense = defineRule({
  id: "missing-license",
  title: "No license file",
  catches:
    'A tarball without a license text at its root (LICENSE, LICENCE, COPYING and their variants, or a `LICENSES/` folder), or with an empty one. Left alone: `"license": "UNLICENSED"`, which grants ' +
    'nothing, and the file that `"SEE LICENSE IN …"` names.',
  incident:
    "codemirror 5.14.0 (April 2016) and eslint-module-utils 2.2.0 (2018) came without the license that their repositories have, and companies that may not use unlicensed " +
    "code could not install them.",
  fix,
  options: noOptions,
  start: () => ({
    *tarball({ manifest, entries }) {
      const { license } = manifest;
      if (license === "UNLICENSED") return;
      const named = licenseNamed(manifest);
      const files = entries.filter(({ kind, size }) => kind === "file" && size > 0);
      if (files.some(({ path }) => path === named || licenseFile.test(path))) return;
      const stated =
        typeof license === "string" && license.length <= 60 ? `; package.json says \`${license}\`` : "";
      const message =
        named === null
          ? `the tarball holds no license text${stated}`
          : `\`license\` names the file \`${named}\`, and the tarball does not hold it`;
      yield { ...(license !== undefined && { field: "license" }), message, fix };
    },
  }),
});

/** The file of `SEE LICENSE IN <file>`. @see https://docs.npmjs.com/cli/configuring-npm/package-json#license */
function licenseNamed({ license }: Manifest): string | null {
  const [, file] = (typeof license === "string" && /^SEE LICEN[CS]E IN (\S.*)$/.exec(license)) || [];
  return file === undefined ? null : file.replace(/^(?:\.?\/)+/, "");
}
