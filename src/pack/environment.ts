/** An environment as `process.env` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Kind = "runner" | "registry-credential" | "outer-npm";

/**
 * What a child process must not inherit. A name is matched whole and in any letter case, because Windows is blind to case.
 * What a team sets for its own build (cloud credentials, NODE_OPTIONS) stays: the gate cannot know what a script needs.
 */
const removed: readonly { readonly name: RegExp; readonly kind: Kind }[] = [
  // Tokens and endpoints that the runner hands to an action but not to a `run:` step.
  // https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
  { name: /^ACTIONS_.*$/i, kind: "runner" },
  // The action's own inputs, the token among them.
  { name: /^INPUT_.*$/i, kind: "runner" },
  // Whoever writes these files sets outputs, environment, path and state of the job, or the summary.
  // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
  { name: /^GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$/i, kind: "runner" },
  { name: /^(GITHUB|GH)(_ENTERPRISE)?_TOKEN$/i, kind: "runner" },
  { name: /^RUNNER_.*TOKEN.*$/i, kind: "runner" },
  // Packing needs no right to publish. An unset `${NODE_AUTH_TOKEN}` in .npmrc stays literal in npm 10 to 12 and fails nothing.
  {
    name: /^(NODE_AUTH_TOKEN|NPM_TOKEN|NPM_AUTH_TOKEN|NPM_ID_TOKEN|SIGSTORE_ID_TOKEN)$/i,
    kind: "registry-credential",
  },
  { name: /^YARN_NPM_(AUTH_TOKEN|AUTH_IDENT)$/i, kind: "registry-credential" },
  // `npm_config__auth`, `npm_config_//host/:_authToken`, `npm_config_otp`, client certificates.
  { name: /^(npm|pnpm)_config_.*(auth|password|username|otp|token).*$/i, kind: "registry-credential" },
  { name: /^(npm|pnpm)_config_(.*:)?(cert|certfile|key|keyfile)$/i, kind: "registry-credential" },
  // Settings and facts of an npm or pnpm that runs the gate (`npm run gate`, `npx`): they are not about the package to be packed.
  {
    name: /^p?npm_config_(workspaces?|include[-_]workspace[-_]root|dry[-_]run|pack[-_]destination|recursive|filter)$/i,
    kind: "outer-npm",
  },
  { name: /^npm_(package|lifecycle)_.*$/i, kind: "outer-npm" },
];

/**
 * The environment for a child process: no runner tokens, no command files, no action inputs, no registry credentials.
 * `registryCredentials: "keep"` is for commands that read from a registry and run nobody's scripts.
 */
export function cleanEnvironment(
  environment: Environment,
  options: { readonly registryCredentials?: "keep" | "remove" } = {},
): Record<string, string> {
  const rows =
    options.registryCredentials === "keep"
      ? removed.filter(({ kind }) => kind !== "registry-credential")
      : removed;
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !rows.some((row) => row.name.test(name))) clean[name] = value;
  }
  return clean;
}

/** Variables that an .npmrc or a .yarnrc.yml often takes a token from. */
const referenced = /^(NODE_AUTH_TOKEN|NPM_TOKEN|NPM_AUTH_TOKEN|GITHUB_TOKEN|GH_TOKEN)$/;

/**
 * The environment for whatever packs: clean, but a variable that settings may refer to as `${NPM_TOKEN}` stays, with nothing in
 * it. Yarn of any major refuses to start when such a variable does not exist.
 * @see https://yarnpkg.com/configuration/yarnrc ("environment variables")
 */
export function packEnvironment(environment: Environment): Record<string, string> {
  const emptied = Object.keys(environment).filter(
    (name) => referenced.test(name) && environment[name] !== undefined,
  );
  return { ...cleanEnvironment(environment), ...Object.fromEntries(emptied.map((name) => [name, ""])) };
}
