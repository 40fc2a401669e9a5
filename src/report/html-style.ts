/** The page's whole style. `unicode-bidi: isolate` keeps a name in a right-to-left script from reordering what follows it. */
export const STYLE = `
:root {
  --ground: #fff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --shade: #f6f8fa;
  --stopped: #cf222e; --passed: #1a7f37; --unsure: #8250df; --warned: #9a6700; --warned-ground: #fff8c5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --shade: #151b23;
    --stopped: #f85149; --passed: #3fb950; --unsure: #ab7df8; --warned: #d29922; --warned-ground: #272115;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0 0 .5rem; padding-left: .75rem; border-left: .375rem solid; font-size: 1.5rem; line-height: 1.25; }
h1.stopped { border-color: var(--stopped); color: var(--stopped); }
h1.passed { border-color: var(--passed); color: var(--passed); }
h1.could-not-judge { border-color: var(--unsure); color: var(--unsure); }
h2 { margin: 2rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: 1.375rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.0625rem; }
small, .at, dt { color: var(--quiet); font-weight: 400; }
code, pre { font: .875em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; unicode-bidi: isolate; }
code { padding: .1em .35em; border-radius: .375em; background: var(--shade); overflow-wrap: anywhere; white-space: break-spaces; }
h2 code, h3 code { font-size: .95em; }
pre { margin: .5rem 0; padding: .75rem; border-radius: .375rem; background: var(--shade); overflow: auto; }
.unenforced { padding: .5rem .75rem; border: 1px solid var(--warned); border-radius: .375rem; background: var(--warned-ground); font-weight: 600; }
.error, .warning { padding: .1rem .5rem; border: 1px solid; border-radius: 1rem; font-size: .75rem; font-weight: 600; }
.error { color: var(--stopped); }
.warning { color: var(--warned); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .375rem .75rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--shade); font-weight: 600; white-space: nowrap; }
td code { background: none; padding: 0; overflow-wrap: break-word; white-space: pre-wrap; }
.table + .table { margin-top: 1rem; }
.date { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.hash { display: inline-block; min-width: 20rem; font-size: .75rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem .75rem; margin: .5rem 0 1rem; }
dd { margin: 0; min-width: 0; }
details { margin: .75rem 0; }
summary { cursor: pointer; }
`;
