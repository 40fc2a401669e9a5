import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanEnvironment, packEnvironment } from "../../src/pack/environment.ts";

const names = {
  never: [
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "actions_cache_url",
    "INPUT_TOKEN",
    "Input_Github-Token",
    "GITHUB_OUTPUT",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
    "github_step_summary",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
    "RUNNER_TOKEN",
    "npm_config_workspace",
    "npm_config_workspaces",
    "NPM_CONFIG_DRY_RUN",
    "npm_config_pack_destination",
    "npm_config_recursive",
    "pnpm_config_filter",
    "npm_package_name",
    "npm_lifecycle_event",
  ],
  onlyForReading: [
    "NODE_AUTH_TOKEN",
    "Node_Auth_Token",
    "NPM_TOKEN",
    "NPM_AUTH_TOKEN",
    "NPM_ID_TOKEN",
    "SIGSTORE_ID_TOKEN",
    "YARN_NPM_AUTH_TOKEN",
    "npm_config__auth",
    "NPM_CONFIG__AUTHTOKEN",
    "npm_config_//registry.example/:_authToken",
    "npm_config_//registry.example/:_password",
    "npm_config_//registry.example/:certfile",
    "npm_config_otp",
    "npm_config_key",
    "pnpm_config_//registry.example/:_authToken",
  ],
  always: [
    "PATH",
    "Path",
    "HOME",
    "CI",
    "NODE_OPTIONS",
    "GITHUB_WORKSPACE",
    "GITHUB_SHA",
    "GITHUB_REF_NAME",
    "GITHUB_ENVIRONMENT",
    "GITHUB_PATHS",
    "RUNNER_TEMP",
    "RUNNER_OS",
    "RUNNER_TRACKING_ID",
    "npm_config_registry",
    "npm_config_ignore_scripts",
    "npm_config_cache",
    "npm_config_keyboard",
    "AWS_REGION",
    "MY_INPUT_FILE",
    "REACTIONS_URL",
  ],
};
const all = Object.values(names).flat();
const environment = {
  ...Object.fromEntries(all.map((name) => [name, `value of ${name}`])),
  UNSET: undefined,
};

test("a pack script gets no token, no command file, no input and no registry credential", () => {
  assert.deepEqual(Object.keys(cleanEnvironment(environment)), names.always);
});

test("reading a registry keeps its credentials and nothing else more", () => {
  const kept = Object.keys(cleanEnvironment(environment, { registryCredentials: "keep" }));
  assert.deepEqual(kept.sort(), [...names.onlyForReading, ...names.always].sort());
});

test("values pass unchanged, and the environment given is left as it was", () => {
  const given = { PATH: " a b\n", GH_TOKEN: "t" };
  assert.deepEqual(cleanEnvironment(given), { PATH: " a b\n" });
  assert.deepEqual(given, { PATH: " a b\n", GH_TOKEN: "t" });
});

test("a token that settings refer to stays as an empty variable, or yarn would not start", () => {
  const given = {
    PATH: "p",
    NODE_AUTH_TOKEN: "t1",
    NPM_TOKEN: "t2",
    GITHUB_TOKEN: "t3",
    ACTIONS_RUNTIME_TOKEN: "t4",
  };
  const emptied = { PATH: "p", NODE_AUTH_TOKEN: "", NPM_TOKEN: "", GITHUB_TOKEN: "" };
  assert.deepEqual(packEnvironment(given), emptied);
  assert.deepEqual(packEnvironment({ PATH: "p", NPM_TOKEN: undefined }), { PATH: "p" });
});
