import { artifactList } from "./artifact-list.ts";
import { binHygiene } from "./bin-hygiene.ts";
import { brokenEntryPoint } from "./broken-entry-point.ts";
import { coreDump } from "./core-dump.ts";
import { databaseFile } from "./database-file.ts";
import { debugSymbols } from "./debug-symbols.ts";
import { embeddedSource } from "./embedded-source.ts";
import { expiredWaiver } from "./expired-waiver.ts";
import { forbiddenText } from "./forbidden-text.ts";
import { hiddenUnicode } from "./hidden-unicode.ts";
import { inlineSourceMap } from "./inline-source-map.ts";
import { lifecycleScript } from "./lifecycle-script.ts";
import { localDependency } from "./local-dependency.ts";
import { machinePath } from "./machine-path.ts";
import { manifestMismatch } from "./manifest-mismatch.ts";
import { media } from "./media.ts";
import { missingFile } from "./missing-file.ts";
import { missingLicense } from "./missing-license.ts";
import { missingReadme } from "./missing-readme.ts";
import { nativeBinary } from "./native-binary.ts";
import { nestedArchiveRule } from "./nested-archive.ts";
import { pathRules } from "./path-table.ts";
import { policyRelaxed } from "./policy-relaxed.ts";
import { privateKey } from "./private-key.ts";
import { privatePackage } from "./private-package.ts";
import type { Rule } from "./rule.ts";
import { secret } from "./secret.ts";
import { secretFile } from "./secret-file.ts";
import { sizeLimit } from "./size-limit.ts";
import { sourceMap } from "./source-map.ts";
import { sourceMapReference } from "./source-map-reference.ts";
import { unlistedFile } from "./unlisted-file.ts";
import { unsafeEntry } from "./unsafe-entry.ts";
import { unusedWaiver } from "./unused-waiver.ts";

/** What an archive can hide from the gate: the rules that also look one level into one. */
const handedOut: readonly Rule[] = [
  privateKey,
  secret,
  secretFile,
  sourceMap,
  inlineSourceMap,
  embeddedSource,
  coreDump,
  databaseFile,
  forbiddenText,
  hiddenUnicode,
];

/** Every rule, in the order in which reports show their findings: what hands out most comes first. */
export const allRules: readonly Rule[] = [
  unsafeEntry,
  privateKey,
  secret,
  secretFile,
  coreDump,
  databaseFile,
  sourceMap,
  inlineSourceMap,
  embeddedSource,
  sourceMapReference,
  forbiddenText,
  hiddenUnicode,
  lifecycleScript,
  localDependency,
  manifestMismatch,
  privatePackage,
  unlistedFile,
  missingFile,
  artifactList,
  sizeLimit,
  nestedArchiveRule(handedOut),
  ...pathRules,
  nativeBinary,
  debugSymbols,
  machinePath,
  media,
  brokenEntryPoint,
  binHygiene,
  missingLicense,
  missingReadme,
  policyRelaxed,
  expiredWaiver,
  unusedWaiver,
];
