import type { Entry } from "../tarball/tarball.ts";
import { keystoreOf } from "./credentials/keystore.ts";
import { isTestMaterial } from "./credentials/test-material.ts";
import { compilePatterns } from "./path-pattern.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";
import { kinds, type SecretKind } from "./secret-kinds.ts";

const matchKinds = compilePatterns(
  kinds.map((kind) => ({ owner: kind, patterns: kind.patterns, anyCase: true })),
);

/** The file exists to hold credentials, by its name: taking one out of it mends nothing. */
export function isCredentialFile(path: string): boolean {
  return matchKinds(path).length > 0;
}

/** A larger file is not looked into: it counts as full. In bytes. */
const longestLook = 1024 * 1024;

export const secretFile = defineRule({
  id: "secret-file",
  title: "Credential file",
  catches:
    "Files that exist to hold credentials: `.env` and its variants, `.npmrc`, `.netrc`, `.pypirc`, `.git-credentials`, SSH keys, keystores, files of cloud providers and of " +
    "Terraform, shell histories; in any folder and any letter case, keystores also by their bytes. A warning only: an `.env` with only empty values or placeholders, one with plain values in a template or an example, " +
    "and an `.npmrc` without credentials. Left alone: `.env.example`, `.env.sample`, `.env.template` and their like, public keys (`.pub`), and names in use for other things (`credentials.json`, `.yarnrc.yml`) when " +
    `no credential is in them. Names: ${kinds
      .flatMap((kind) => kind.patterns)
      .filter((pattern) => !pattern.startsWith("!"))
      .map((pattern) => `\`${pattern}\``)
      .join(", ")}.`,
  incident:
    "@mux/mux-node 2.8.0 shipped `.env-dylan`: only a developer's own global gitignore hid the file, and the machine that released had none.",
  fix: "If it holds credentials, revoke them first, for what was published once is known. Then delete the file or exclude it in `files` of package.json.",
  options: noOptions,
  start: () => ({
    entry(entry) {
      if (entry.kind === "directory") return [];
      const kind = matchKinds(entry.path)[0]?.owner;
      const problem = kind === undefined ? byContent(entry) : judge(kind, entry);
      return problem === null ? [] : [{ path: entry.path, ...problem }];
    },
  }),
});

/** A keystore under a name that says nothing. */
function byContent(entry: Entry): Omit<Problem, "path"> | null {
  const keystore = entry.kind === "file" && !entry.isText ? keystoreOf(entry.content) : null;
  if (keystore === null) return null;
  return isTestMaterial(entry.path)
    ? { message: `${keystore}${forTests}`, level: "warn" }
    : { message: keystore };
}

const forTests =
  " that seems to be made for tests; scanners of those who install the package will report it all the same";

const template = /(?:^|\/)templates?(?:-[^/]*)?\//i;

function judge(kind: SecretKind, entry: Entry): Omit<Problem, "path"> | null {
  const { says } = kind;
  if (entry.kind !== "file") return { message: `${says}, as a link` };
  if (entry.size === 0)
    return kind.onlyWithCredentials ? null : { message: `${says}, empty today`, level: "warn" };
  if (kind.look !== undefined && entry.isText && entry.size <= longestLook) {
    const { lines, hasRandom } = kind.look(entry.text());
    const [first] = lines;
    if (first !== undefined) {
      const message = `${says} with ${counted(lines.length)}`;
      const isMild =
        kind.mildInTemplates && !hasRandom && (template.test(entry.path) || isTestMaterial(entry.path));
      return isMild
        ? { message: `${message}, none of which looks like a credential`, line: first, level: "warn" }
        : { message, line: first };
    }
    if (kind.onlyWithCredentials) return null;
    return {
      message: `${says}; only empty values, placeholders or no credentials are in it today`,
      level: "warn",
    };
  }
  if (
    kind.marker !== undefined &&
    entry.isText &&
    entry.size <= longestLook &&
    !kind.marker.test(entry.text())
  ) {
    return { message: `${says} by its name; no private key is in it today`, level: "warn" };
  }
  if (kind.mildInTests && (isTestMaterial(entry.path) || /(?:^|\/)debug\.keystore$/i.test(entry.path))) {
    return { message: `${says}${forTests}`, level: "warn" };
  }
  return { message: says };
}

function counted(count: number): string {
  return count === 1 ? "a value that is no placeholder" : `${count} values that are no placeholders`;
}
