import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { withoutCredentials } from "../src/child-output.ts";
import { pkcs1 } from "./rules/credentials/keys.ts";

test("a key over many lines is hidden line by line, and every line stays one", () => {
  const printed = ["before\nwith a break", ...pkcs1.trim().split("\n"), "after"];
  const { lines, found } = withoutCredentials(printed, {});
  assert.equal(lines.length, printed.length);
  assert.equal(lines[0], printed[0]);
  assert.equal(lines.at(-1), "after");
  for (const line of lines.slice(2, -2)) assert.equal(line, "***");
  assert.equal(found.length, 1);
});

test("values of secret variables are hidden, others are not, and neither is a short one", () => {
  const environment = {
    NPM_TOKEN: "no-shape-at-all",
    MY_PASSWORD: "short",
    FOLDER: "a-plain-value",
    EMPTY_TOKEN: "",
  };
  const { lines, found } = withoutCredentials(["no-shape-at-all short a-plain-value"], environment);
  assert.deepEqual(lines, ["*** short a-plain-value"]);
  assert.deepEqual(found, []);
});

test("a flood of credentials costs no more than the output itself", () => {
  const printed = Array.from(
    { length: 20_000 },
    (_, index) => `x ghp_${createHash("sha256").update(String(index)).digest("hex").slice(0, 36)}`,
  );
  const started = process.cpuUsage();
  const { lines } = withoutCredentials(printed, {});
  const { user, system } = process.cpuUsage(started);
  assert.ok(lines.every((line) => line === "***"));
  assert.ok(user + system < 5_000_000, `${user + system} µs`);
});

test("a value that begins another one leaves nothing of it", () => {
  const env = { A_TOKEN: "abcdefgh12", B_TOKEN: "abcdefgh12REMAINDERxyz" };
  assert.deepEqual(withoutCredentials(["say abcdefgh12REMAINDERxyz and abcdefgh12"], env).lines, [
    "say *** and ***",
  ]);
});
