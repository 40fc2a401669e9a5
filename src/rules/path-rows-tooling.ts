import { type PathRow, templates } from "./path-rows.ts";

const script = "js,mjs,cjs,jsx,ts,mts,cts,tsx";
const config = "js,mjs,cjs,ts,mts,cts,json,jsonc";

/** What works on the package and is no part of it: rows that `recommended` puts at a warning. */
export const toolingRows: readonly PathRow[] = [
  {
    id: "test-file",
    title: "Tests and fixtures",
    catches:
      "Folders of tests, mocks, snapshots and fixtures, and files called `*.test.*` or `*.spec.*`. They are dead weight for consumers, and they are where test keys, recorded " +
      "answers and customer data lie. Left alone: test-utils.js and other code with test in its name, templates, bundled dependencies.",
    incident:
      "passport-saml 2.0.4 shipped `test/` with RSA keys that its users' scanners reported; ssh2 1.16.0 ships a dozen private keys below `test/fixtures/`.",
    fix: 'Exclude them in `files` of package.json (`"!**/*.test.js"`), or build into a folder without them.',
    says: "a test or fixture",
    patterns: [
      "{test,tests,__tests__,__test__,__mocks__,__snapshots__,__fixtures__,fixtures,test-fixtures,testdata,test-data,e2e,cypress}/",
      "spec/{support,fixtures,helpers}/",
      "spec/**/*{Spec,spec}.{js,mjs,cjs,ts,coffee}",
      `*.{test,spec}.{${script},js.map,mjs.map,d.ts,d.mts,coffee}`,
      `*.e2e-spec.{${script}}`,
      "*_test.{js,ts,coffee}",
      "*.test-d.ts",
      "*.snap",
      "/test.{js,mjs,cjs,ts}",
      ...templates,
    ],
    quietInBundled: true,
  },
  {
    id: "dev-config",
    title: "Development tool configuration",
    catches:
      "Configuration of compilers, bundlers, linters, formatters, test runners, release and monorepo tools. Left alone: a tsconfig.json below `src/`, by which editors understand shipped sources, templates, bundled dependencies.",
    incident:
      "slow-redact 0.3.2 shipped eslint.config.js and tsconfig.json with its whole repository. bpmn-js 3.4.0 shipped a `.babelrc`, which older releases of Babel obey when they compile a dependency.",
    fix: "Exclude it in `files` of package.json, or list only what the package is made of.",
    says: "configuration of a development tool",
    patterns: [
      ".{babelrc,eslintrc,prettierrc,stylelintrc,swcrc,mocharc,nycrc,c8rc,lintstagedrc,huskyrc,commitlintrc,releaserc,renovaterc,postcssrc,remarkrc}",
      `.{babelrc,eslintrc,prettierrc,stylelintrc,mocharc,nycrc,c8rc,lintstagedrc,commitlintrc,releaserc,czrc,remarkrc}.*`,
      ".{jshintrc,jscsrc,jslintrc,taprc,czrc,istanbul.yml,flowconfig,watchmanconfig,editorconfig,all-contributorsrc,yarnrc,yarnrc.yml}",
      ".{eslintignore,prettierignore,stylelintignore,npmignore,gitignore,gitattributes,gitmodules,hgignore,dockerignore,mailmap,git-blame-ignore-revs}",
      ".{nvmrc,node-version,tool-versions,python-version,size-limit.json,size-limit.js,pre-commit-config.yaml,release-it.json,cspell.json}",
      ".markdownlint*",
      ".oxlintrc.json",
      ".{husky,changeset,storybook,devcontainer}/",
      `{babel,eslint,prettier,stylelint,commitlint,lint-staged,release,svgo}.config.{${config}}`,
      `{rollup,rolldown,rspack,rslib,webpack,vite,tsup,tsdown,bunup,esbuild,postcss,tailwind,unocss}.config.{${config}}`,
      `{vitest,jest,ava,playwright,cypress}.config.{${config}}`,
      "webpack.{dev,prod,common,base}.{js,config.js}",
      "{vitest,vite}.workspace.{js,ts}",
      "karma.conf.{js,ts}",
      "{gulpfile,Gulpfile,gruntfile,Gruntfile,rakefile,Rakefile,dangerfile,wallaby}.{js,ts,coffee}",
      "grunt.js",
      "tsconfig.json",
      "tsconfig.*.json",
      "!/src/**/tsconfig*.json",
      "jsconfig.json",
      "{tslint,biome,lerna,nx,turbo,rush,knip,typedoc,api-extractor,cspell,cypress,renovate,nodemon,wallaby}.json",
      "{biome,knip}.jsonc",
      "pnpm-workspace.yaml",
      "{mise,bunfig}.toml",
      "Dockerfile",
      "docker-compose.{yml,yaml}",
      "compose.{yml,yaml}",
      "/Makefile",
      ...templates,
    ],
    quietInBundled: true,
  },
  {
    id: "ci-file",
    title: "Continuous integration files",
    catches:
      "Workflows and settings of CI, code hosting and deployment services. They tell how a release is made and which secrets it uses by name. Left alone: pictures below " +
      "`.github/` that a README shows, templates, bundled dependencies.",
    incident:
      "slow-redact 0.3.2 shipped `.github/workflows/publish-release.yml`, its own release workflow; http-proxy 1.17.0 `codecov.yml`.",
    fix: "Exclude it in `files` of package.json, or list only what the package is made of.",
    says: "a file of the continuous integration",
    patterns: [
      ".{github,gitlab,circleci,buildkite,gitea,forgejo,dependabot,teamcity,woodpecker,semaphore}/",
      "!.github/**/*.{svg,png,gif,jpg,jpeg,webp,avif,ico}",
      ".{gitlab-ci,travis,appveyor,drone,cirrus,woodpecker,codecov,coveralls,codeclimate,mergify,gitpod,lgtm,zuul}.yml",
      ".{cirrus,drone,woodpecker,zuul}.yaml",
      "{appveyor,circle,wercker,codecov,bitbucket-pipelines,azure-pipelines,codemagic}.yml",
      "azure-pipelines*.yml",
      "cloudbuild.{yml,yaml}",
      "Jenkinsfile",
      "sonar-project.properties",
      ".snyk",
      "{netlify,fly}.toml",
      "{vercel,now}.json",
      ...templates,
    ],
    quietInBundled: true,
  },
];
