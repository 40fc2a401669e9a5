/**
 * Every setting of npm 10 to 12 but those that say what a package is and for whom: `npm publish` takes them all from `publishConfig`
 * (measured), the connection and the files that it reads among them. A test holds the list against the three.
 * @see https://docs.npmjs.com/cli/using-npm/config
 * @see https://github.com/npm/cli/blob/latest/lib/commands/publish.js
 */
const settings: ReadonlySet<string> = new Set(
  `
  _auth all allow-directory allow-file allow-git allow-remote allow-same-version allow-scripts
  allow-scripts-pending allow-scripts-pin allow-unused-patches also audit audit-level auth-type before
  bin-links bypass-2fa ca cache cache-max cache-min cafile call cert cidr color commit-hooks
  dangerously-allow-all-scripts depth dev diff diff-dst-prefix diff-ignore-all-space diff-name-only
  diff-no-prefix diff-src-prefix diff-text diff-unified dry-run edit-dir editor engine-strict
  expect-result-count expect-results expires extension-file fetch-retries fetch-retry-factor
  fetch-retry-maxtimeout fetch-retry-mintimeout fetch-timeout force foreground-scripts format-package-lock
  fund git git-tag-version global global-ignore-file global-style globalconfig heading https-proxy if-present
  ignore-existing ignore-extension ignore-patch-failures ignore-scripts include include-attestations
  include-staged include-workspace-root init-author-email init-author-name init-author-url init-license
  init-module init-private init-type init-version init.author.email init.author.name init.author.url
  init.license init.module init.version install-links install-strategy json keep-edit-dir key legacy-bundling
  legacy-peer-deps link local-address location lockfile-version loglevel logs-dir logs-max long maxsockets
  message min-release-age min-release-age-exclude node-gyp node-options noproxy offline omit
  omit-lockfile-registry-resolved only optional orgs orgs-permission otp pack-destination package package-lock
  package-lock-only packages packages-all packages-and-scopes-permission parseable password patches-dir
  prefer-dedupe prefer-offline prefer-online prefix preid production progress provenance-file proxy read-only
  rebuild-bundle replace-registry-host save save-bundle save-dev save-exact save-optional save-peer
  save-prefix save-prod sbom-format sbom-type scopes script-shell searchexclude searchlimit searchopts
  searchstaleness shell shrinkwrap sign-git-commit sign-git-tag strict-allow-scripts strict-npmrc
  strict-peer-deps strict-ssl tag-version-prefix timing to token-description umask unicode update-notifier
  usage user-agent userconfig versions viewer which workspace workspaces workspaces-update yes
`.match(/\S+/g),
);

/**
 * The settings that a package may have there. `name`, `browser`, `os`, `cpu` and `libc` are fields of the manifest as well, which pnpm and
 * yarn put into it when they pack.
 * @see https://pnpm.io/package_json#publishconfig
 * @see https://yarnpkg.com/configuration/manifest#publishConfig
 */
export const ofThePackage: ReadonlySet<string> = new Set([
  "access",
  "registry",
  "tag",
  "scope",
  "provenance",
  "name",
  "version",
  "description",
  "browser",
  "os",
  "cpu",
  "libc",
]);

/** Whoever copies the object as it is (lerna) obeys any spelling that its own client knows. */
const otherSpellings =
  /proxy|^(?:strict-?ssl|ca|ca-?file|cert|cert-?file|key|key-?file|local-?address|dry-?run|user-?config|global-?config|prefix|cache|otp|auth-?type|node-?options|script-?shell)$|auth(?!or)|token|password/i;

/**
 * A key of `publishConfig` with which a manifest leads the publishing itself elsewhere. A scope's registry (`@acme:registry`) only names a
 * place, as `registry` does; what begins with `//` belongs to the credentials for one.
 */
export function steersNpm(key: string): boolean {
  if (ofThePackage.has(key) || /^@[^/:]+:registry$/.test(key)) return false;
  return settings.has(key) || key.startsWith("//") || otherSpellings.test(key);
}
