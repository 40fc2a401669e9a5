import { archiveTarget, installTarget } from "./archives.ts";
import { nameTarget } from "./names.ts";
import { globTarget, policyTarget } from "./policies.ts";
import type { Target } from "./target.ts";

/** Run by `npm run fuzz` without a word more, each with its share of the runs. */
export const usual: readonly (readonly [share: number, target: Target])[] = [
  [0.5, archiveTarget],
  [0.2, policyTarget],
  [0.1, globTarget],
  [0.2, nameTarget],
];

/** Only when named. */
export const onRequest: readonly Target[] = [installTarget];
