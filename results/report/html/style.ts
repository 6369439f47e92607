/** Light, dark and paper; no font, image or script, so that the file is whole wherever it is. */
export const style = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #59636e; --line: #d1d9e0;
 --good: #1a7f37; --bad: #cf222e; --unsure: #9a6700; --soft: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --dim: #9198a1;
 --line: #3d444d; --good: #3fb950; --bad: #ff7b72; --unsure: #d29922; --soft: #151b23; } }
@media print { :root { color-scheme: light; --bg: #fff; --fg: #000; --dim: #444; --line: #999;
 --good: #1a7f37; --bad: #cf222e; --unsure: #7d4e00; --soft: #fff; }
 details::details-content { content-visibility: visible; height: auto; } nav { display: none; } }
body { background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif;
 margin: 0 auto; max-width: 1100px; padding: 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; } nav a { margin-right: 1rem; } a { color: inherit; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } caption { text-align: left; color: var(--dim); }
th, td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: left; }
td.n { text-align: right; } pre { background: var(--soft); border: 1px solid var(--line);
 padding: .5rem; white-space: pre-wrap; } section.case { border-left: 4px solid var(--bad);
 padding-left: .8rem; margin: 1rem 0; } .passed { color: var(--good); } .failed { color: var(--bad);
 font-weight: 600; } .errored, .unshown { color: var(--unsure); } .skipped { color: var(--dim); }
svg { max-width: 100%; height: auto; } svg text { fill: var(--fg); font: 12px system-ui, sans-serif; }
svg .grid { stroke: var(--line); } svg .curve { fill: none; stroke-width: 2; }
summary { cursor: pointer; } :focus-visible { outline: 3px solid var(--unsure); }
.s0 { stroke: #0969da; } .s1 { stroke: #cf222e; } .s2 { stroke: #1a7f37; } .s3 { stroke: #8250df; }
.s4 { stroke: #bc4c00; } .s5 { stroke: #57606a; } .s6 { stroke: #0a7ea4; } .s7 { stroke: #bf3989; }
`.trim();
