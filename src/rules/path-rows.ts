/**
 * Rules that need nothing but a path, as data. A row becomes a rule in path-table.ts; the language of the patterns is
 * that of path-pattern.ts. Of several rows that match one path the first one speaks, so the order here matters.
 */
export interface PathRow {
  readonly id: string;
  readonly title: string;
  /** What it catches and what it leaves alone, without the patterns: they are added from the lists below. */
  readonly catches: string;
  readonly incident: string;
  readonly fix: string;
  /** Begins the message of a finding, as in `operating system junk`. */
  readonly says: string;
  readonly patterns: readonly string[];
  /** Those of `patterns` that are a warning whatever the level of the rule, and what the message then says. */
  readonly mild?: { readonly patterns: readonly string[]; readonly says: string };
  /** Those of `patterns` that are a warning when package.json's `files` names the file by its exact path: it was meant to ship. */
  readonly mildWhenNamed?: readonly string[];
  /** The system or program that makes the file is case-blind. */
  readonly anyCase?: boolean;
  /** Silent inside bundled dependencies: it is what their own publisher shipped. */
  readonly quietInBundled?: boolean;
}

/** A template's own dotfiles are the product of the package that carries it. */
export const templates = ["!{template,templates,template-*}/"];

const code = "js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte,map,css,py,rb,go,rs";

/** What version control, package managers, builds, tests and running programs leave. */
export const buildRows: readonly PathRow[] = [
  {
    id: "vcs-data",
    title: "Version control data",
    catches:
      "Folders and files of Git (bare repositories and work trees beside the main one as well), Mercurial, Subversion, CVS, Bazaar, Darcs, Fossil, Jujutsu, Pijul and Sapling, whole or in part: a package manager that " +
      "always adds files by name (CHANGELOG) takes them out of `.git` as well. Left alone: .gitignore and its like (see dev-config), .gitkeep, bare repositories that are fixtures of tests.",
    incident:
      "electron-cgi 1.0.4 shipped its whole repository: config, hooks, every object. bpmn-js 3.4.0 shipped two files below `.git`, " +
      "because a branch was called CHANGELOG.",
    fix: "List what ships in `files` of package.json; take whole folders, never `.`, and upgrade the package manager when it picks names out of `.git`.",
    says: "version control data",
    patterns: [
      "?*.git/{HEAD,packed-refs}",
      "?*.git/{objects,refs,hooks,logs}/",
      "!{test,tests,__tests__,fixtures,__fixtures__}/",
      ".git/",
      ".git",
      ".hg/",
      ".svn/",
      "CVS/{Entries,Repository,Root,Tag}",
      ".bzr/",
      "_darcs/",
      ".{jj,pijul,sl,worktrees}/",
      ".{hgtags,fslckout}",
      "_FOSSIL_",
    ],
  },
  {
    id: "package-manager-data",
    title: "Package manager data",
    catches:
      "Installed dependencies (`node_modules` that package.json does not bundle), offline caches, stores and state of npm, yarn, pnpm, " +
      "bun and bower. A lock file is a warning only: no consumer's package manager reads it, but it tells every development dependency. " +
      "Left alone: npm-shrinkwrap.json, which is meant to ship, the dependencies named by `bundleDependencies` with theirs, and `node_modules` below a folder of tests (see test-file).",
    incident:
      "resolve-typescript-plugin 2.0.0 weighed 55 MB packed: `.yarn/` with its cache, releases and install state was inside. mapbox-gl 1.9.1 " +
      "shipped `src/style-spec/node_modules`, 144 files.",
    fix: "List what ships in `files` of package.json. When a dependency must travel inside the tarball, name it in `bundleDependencies`.",
    says: "package manager data",
    patterns: [
      "node_modules/",
      "bower_components/",
      "jspm_packages/",
      ".yarn/",
      ".yarn-cache/",
      ".pnp.{cjs,js,loader.mjs,data.json}",
      ".pnpm/",
      ".pnpm-store/",
      ".modules.yaml",
      ".npm/",
      "_cacache/",
      "_npx/",
      ".yarn-integrity",
      ".yarn-metadata.json",
      ".yarn-tarball.tgz",
      ".package-lock.json",
      ".yalc/",
      "yalc.lock",
      ".lerna_backup/",
      "package-lock.json",
      "yarn.lock",
      "pnpm-lock.yaml",
      "{bun.lock,bun.lockb,deno.lock}",
      "!{test,tests,__tests__,fixtures,__fixtures__,test-fixtures}/**/node_modules/",
      ...templates,
      "{template,templates,template-*}/**/node_modules/",
    ],
    mild: {
      patterns: ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "{bun.lock,bun.lockb,deno.lock}"],
      says: "a lock file, which no consumer's package manager reads",
    },
    anyCase: true,
    quietInBundled: true,
  },
  {
    id: "build-cache",
    title: "Build cache",
    catches:
      "Folders and files in which build tools, linters and test runners keep what they will want again on this machine, and what they leave when they are interrupted.",
    incident:
      "The packages of Jest 29.4.0 (January 2023) each carried an `.eslintcache`; nano-memoize 3.0.8 (April 2023) unpacked to 2.2 MB with its " +
      "`.parcel-cache` and to 91 kB without.",
    fix: "Exclude it in `files` of package.json, or better: list only the folder that the build writes.",
    says: "a build cache",
    patterns: [
      ".{cache,parcel-cache,turbo,nx,nuxt,svelte-kit,angular,astro,docusaurus,vite,vitepress-cache,swc,webpack,wireit,lage}/",
      ".{rpt2_cache,rollup.cache,fusebox,sass-cache,grunt,jest-cache,babel-cache,tap,stryker-tmp,temp,tmp,serverless,wrangler}/",
      ".{vercel,netlify,firebase,expo,gradle,cxx,dart_tool,zig-cache,terraform,pytest_cache,mypy_cache,ruff_cache}/",
      ".{tsup,rspack-cache,cache-loader,linaria-cache,react-router,vinxi,contentlayer,quasar,umi,umi-production,dumi,tamagui,mastra,langgraph_api,vitest,vitest-attachments}/",
      ".{node-gyp,venv,tox,eggs,direnv,devenv,vagrant,rush,bundle,stack-work,bloop,metals,ccls-cache,ipynb_checkpoints}/",
      ".next/{cache,trace}/",
      ".moon/cache/",
      "target/{debug,release}/{.fingerprint,build,deps,incremental}/",
      ".rustc_info.json",
      "*.egg-info/",
      "CACHEDIR.TAG",
      ".rts2_cache*/",
      "__pycache__/",
      "*.pyc",
      "CMakeFiles/",
      "CMakeCache.txt",
      "DerivedData/",
      ".{eslintcache,stylelintcache,prettiercache,oxlintcache,biomecache,ultra.cache.json,php-cs-fixer.cache,phpunit.result.cache}",
      ".metro-health-check*",
      "{vite,vitest,rollup,tsup,tsdown,unocss}.config.{js,mjs,cjs,ts,mts,cts}.timestamp-*",
      "{vite,vitest,rollup,tsup,tsdown,unocss}.config.bundled_*",
    ],
  },
  {
    id: "build-metadata",
    title: "Build metadata",
    catches:
      "What a compiler or bundler notes for itself: TypeScript's incremental state, node-gyp's makefiles and dependency lists, object files, " +
      "bundle statistics. They hold absolute paths, the names of all sources, sometimes the sources. Left alone: compiled addons (`*.node`), " +
      "prebuilds, binding.gyp, tsdoc-metadata.json.",
    incident:
      "puppeteer 7.0.0 shipped four `.tsbuildinfo` files. serialport 2.0.2 shipped node-gyp's `build/`, in which the path " +
      "of a dependency list spells out a developer's home folder.",
    fix: "Send it elsewhere (`tsBuildInfoFile` in tsconfig.json), or exclude it in `files` of package.json.",
    says: "build metadata",
    patterns: [
      "*.tsbuildinfo",
      "build/config.gypi",
      "build/Makefile",
      "build/binding.Makefile",
      "build/gyp-{mac,flock,win}-tool",
      "build/*.target.mk",
      "build/*.vcxproj",
      "build/*.vcxproj.filters",
      "build/binding.sln",
      "build/{Release,Debug}/.deps/",
      "build/{Release,Debug}/obj.target/",
      "build/{Release,Debug}/obj/",
      "build/node_gyp_bins/",
      "*.o.d",
      "*.{o,lo,la,gch,ilk,idb}",
      "*.tlog",
      "*.lastbuildstate",
      ".ninja_{deps,log}",
      "compile_commands.json",
      "{webpack-stats,stats-webpack,rollup-stats,bundle-stats,esbuild-meta,metafile}.json",
      "{bundle-analyzer-report,bundle-stats,rollup-stats}.html",
      "metafile-{cjs,esm,iife}.json",
    ],
    mild: {
      patterns: [
        "{webpack-stats,stats-webpack,rollup-stats,bundle-stats,esbuild-meta,metafile}.json",
        "{bundle-analyzer-report,bundle-stats,rollup-stats}.html",
        "metafile-{cjs,esm,iife}.json",
      ],
      says: "a bundler's statistics, which name every source file",
    },
  },
  {
    id: "coverage",
    title: "Coverage report",
    catches:
      "Coverage data and reports of Istanbul, nyc, c8, V8, lcov, gcov, LLVM and JaCoCo. A report shows the source line by line. Left alone: code in a folder that happens to be called coverage.",
    incident:
      "http-proxy 1.17.0 shipped `coverage/lcov-report/` and `.nyc_output/`, more files than it has of its own.",
    fix: "Exclude `coverage` in `files` of package.json, or list only what the package is made of.",
    says: "coverage data",
    patterns: [
      "coverage/",
      `!coverage/**/*.{${code}}`,
      "lcov-report/",
      "coverage/{prettify,sorter,block-navigation}.js",
      "coverage/{base,prettify}.css",
      ".nyc_output/",
      ".c8_output/",
      ".v8-coverage/",
      "htmlcov/",
      ".coverage",
      "lcov.info",
      "*.lcov",
      "coverage-final.json",
      "coverage-summary.json",
      "{cobertura-coverage,cobertura,clover,jacoco,coverage}.xml",
      "/coverage.{json,txt}",
      ".{coverage.*,coveragerc}",
      "*.{gcda,gcno,gcov,profraw,profdata}",
      "jacoco.exec",
    ],
    quietInBundled: true,
  },
  {
    id: "log-file",
    title: "Log file",
    catches:
      "Logs of package managers, builds, servers and crashes, rotated ones included, and the folders of profilers.",
    incident:
      "ember-fetch 8.0.3, react-monaco-editor 0.22.0 and react-grid-layout 1.5.3 shipped `yarn-error.log`: with the environment's paths, " +
      "the registry settings and the whole lock file in it.",
    fix: "Delete the file and exclude `*.log` in `files` of package.json.",
    says: "a log",
    patterns: [
      "*.log",
      "*.log.{gz,old,bak}",
      "*.log.{0,1,2,3,4,5,6,7,8,9}",
      "npm-debug.log*",
      "yarn-{error,debug}.log*",
      "nohup.out",
      "{error,access}_log",
      "{stdout,stderr,output,build,error,errors,debug,test}.log.txt",
      "logs/*.txt",
      "/{log,logs,stdout,stderr}.txt",
      "rush-logs/",
      ".{pm2,clinic}/",
      "*.clinic-{doctor,flame,bubbleprof,heapprofiler}/",
      "*.crash",
    ],
    anyCase: true,
    quietInBundled: true,
  },
];
