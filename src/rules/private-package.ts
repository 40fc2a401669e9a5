import { defineRule, noOptions } from "./rule.ts";

/**
 * npm refuses any truthy `private` with EPRIVATE, also when the package is a ready tarball.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#private
 */
export const privatePackage = defineRule({
  id: "private-package",
  title: "A package that says it is private",
  catches:
    '`private` in the packed package.json with any value that counts as true, the string `"false"` included, as npm reads it. ' +
    "Private packages of a workspace are not packed at all and are no finding; `private: false` is fine.",
  incident:
    "wp-codebox 0.7.1 (June 2026): the release job ran `npm publish` on a package with `private: true`, npm answered EPRIVATE, and the " +
    "release counted as failed when its tag and changelog were already out.",
  fix: "Leave the package out of the release, or delete `private` from package.json when it is meant for the registry.",
  options: noOptions,
  start: () => ({
    *tarball({ manifest }) {
      if (!manifest.private) return;
      const value = manifest.private === true ? "true" : `a ${typeof manifest.private} that counts as true`;
      yield {
        path: "package.json",
        field: "private",
        message: `\`private\` is ${value}: the package is not meant for a registry, and npm refuses it with EPRIVATE`,
        fix: "Leave the package out of the release, or delete `private` from package.json.",
      };
    },
  }),
});
