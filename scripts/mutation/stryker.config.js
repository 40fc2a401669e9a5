/** Mutation tests: `npm run test:mutation`, or a part of them: `npm run test:mutation -- --mutate "src/tarball/**"`. */
export default {
  // What is generated is compared with what it is made of.
  mutate: ["src/{rules,policy,tarball}/**/*.ts", "src/report/escape.ts", "!src/policy/checked-presets.ts"],
  // No mutator is left out, and none of the mutants that are made while a module loads.
  testRunner: "in-process",
  plugins: ["./scripts/mutation/runner.ts"],
  coverageAnalysis: "perTest",
  // A run that was cut short goes on where it stopped.
  incremental: true,
  incrementalFile: "reports/mutation/incremental.json",
  reporters: ["progress-append-only", "clear-text", "html", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
  htmlReporter: { fileName: "reports/mutation/index.html" },
  jsonReporter: { fileName: "reports/mutation/report.json" },
  thresholds: { high: 90, low: 85, break: 85 },
  concurrency: 2,
  // Both are for mutants that never yield: the machine may be busy.
  timeoutMS: 15_000,
  timeoutFactor: 1.5,
  dryRunTimeoutMinutes: 10,
  testRunnerNodeArgs: ["--max-old-space-size=1500"],
  ignorePatterns: ["/reports"],
  // Types are only stripped here, and TypeScript 7 has no interface with which Stryker could read this file.
  tsconfigFile: "none",
  disableTypeChecks: false,
};
