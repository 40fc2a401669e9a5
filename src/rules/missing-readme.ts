import { defineRule, noOptions } from "./rule.ts";

const fix = "Put a README.md beside package.json; every packer adds it.";

export const missingReadme = defineRule({
  id: "missing-readme",
  title: "No README",
  catches:
    "A tarball without a README at its root, in any letter case and with any ending, or with an empty one: the registry's page of the package stays blank.",
  incident:
    "pkg was published without its README in May 2017; babel-plugin-add-module-exports was reported without one in April 2017.",
  fix,
  options: noOptions,
  start: () => ({
    *tarball({ entries }) {
      if (
        entries.some(
          ({ path, kind, size }) => kind === "file" && size > 0 && /^readme(?:\.[^/]*)?$/i.test(path),
        )
      )
        return;
      yield { message: "the tarball holds no README", fix };
    },
  }),
});
