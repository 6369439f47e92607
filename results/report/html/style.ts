/** Light, dark and paper; no font, image or script, so that the file is whole wherever it is. */
export const style = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #59636e; --line: #d1d9e0;
 --good: #1a7f37; --bad: #cf222e; --unsure: #9a6700; --soft: #f6f8fa; --heat: #0550ae;
 --c0: #0969da; --c1: #cf222e; --c2: #1a7f37; --c3: #8250df; --c4: #bc4c00; --c5: #57606a;
 --c6: #0a7ea4; --c7: #bf3989; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --dim: #9198a1;
 --line: #3d444d; --good: #3fb950; --bad: #ff7b72; --unsure: #d29922; --soft: #151b23;
 --heat: #79c0ff; --c0: #58a6ff; --c1: #ff7b72; --c2: #3fb950; --c3: #bc8cff; --c4: #ffa657;
 --c5: #9198a1; --c6: #39c5cf; --c7: #f778ba; } }
@media print { :root { color-scheme: light; --bg: #fff; --fg: #000; --dim: #444; --line: #999;
 --good: #1a7f37; --bad: #cf222e; --unsure: #7d4e00; --soft: #fff; --heat: #0550ae;
 --c0: #0969da; --c1: #cf222e; --c2: #1a7f37; --c3: #8250df; --c4: #bc4c00; --c5: #57606a;
 --c6: #0a7ea4; --c7: #bf3989; }
 svg, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
 details:not(figure details)::details-content { content-visibility: visible; height: auto; }
 nav, figure details { display: none; } figure, tr, section.case { break-inside: avoid; }
 section.workload { content-visibility: visible !important; } }
html { scroll-padding-top: 3rem; }
body { background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif;
 margin: 0 auto; max-width: 1000px; padding: 0 1rem 4rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; } h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; }
h3 { margin-top: 2rem; } a { color: inherit; }
nav { position: sticky; top: 0; z-index: 1; background: var(--bg); padding: .5rem 0;
 border-bottom: 1px solid var(--line); } nav a { margin-right: 1rem;
 display: inline-block; white-space: nowrap; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } caption { text-align: left; color: var(--dim); white-space: nowrap; }
th, td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: left;
 overflow-wrap: break-word; }
td.n, .num td, .num th { text-align: right; white-space: nowrap; overflow-wrap: normal; }
.num td:first-child, .num th:first-child, .lanes .num td, .lanes .num th { text-align: left; }
thead th { background: var(--soft); }
pre { background: var(--soft); border: 1px solid var(--line); padding: .5rem;
 white-space: pre-wrap; } section.case { border-left: 4px solid var(--bad); padding-left: .8rem;
 margin: 1.5rem 0; } section.case:target { background: var(--soft); }
section.workload { content-visibility: auto; contain-intrinsic-size: auto 1000px; }
.passed { color: var(--good); } .failed { color: var(--bad); font-weight: 600; }
.errored, .unshown, .warnings { color: var(--unsure); } .skipped, .missing { color: var(--dim); }
.missing { font-style: italic; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } summary { cursor: pointer; }
:focus-visible { outline: 3px solid var(--unsure); }
svg { display: block; width: 100%; max-width: 760px; height: auto; }
svg text { fill: var(--fg); font: 12px system-ui, sans-serif; } .x text { text-anchor: middle; }
.y text { text-anchor: end; } .grid { stroke: var(--line); fill: none; stroke-width: .7; }
.line { fill: none; stroke-width: 1.8; } .band, .dot { stroke: none !important; } .band { fill-opacity: .18; }
.marker { stroke: var(--unsure); stroke-opacity: .7; stroke-width: 1.4; stroke-dasharray: 4 2; }
.window { fill: var(--good); fill-opacity: .14; } .unsteady { fill: var(--unsure); }
.average { stroke: var(--fg); stroke-dasharray: 2 3; fill: none; }
.dots { stroke-width: 5; stroke-linecap: round; stroke-dasharray: none; }
.zero { stroke: var(--fg); fill: none; } .margin { fill: var(--good); fill-opacity: .12; }
.interval { fill: none; stroke-width: 2.5; }
.operation { fill: var(--c0); fill-opacity: .3; stroke: var(--c0); } .open { stroke-dasharray: 4 3; }
${Array.from({ length: 8 }, (_, index) => `.s${index} { stroke: var(--c${index}); }`).join(" ")}
${Array.from({ length: 8 }, (_, index) => `.band.s${index}, .dot.s${index} { fill: var(--c${index}); }`).join(" ")}
.s1, .s5 { stroke-dasharray: 7 3; } .s2, .s6 { stroke-dasharray: 2 2; }
.s3, .s7 { stroke-dasharray: 8 3 2 3; } .s4 { stroke-dasharray: 12 4; }
.interval { stroke-dasharray: none; }
.h0 { fill-opacity: .1; } .h1 { fill-opacity: .22; } .h2 { fill-opacity: .4; }
.h3 { fill-opacity: .6; } .h4 { fill-opacity: .8; } .h5 { fill-opacity: 1; }
svg [class^=h] { fill: var(--heat); }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .2rem 0;
 padding: 0 0 0 5rem; } .key li::before { content: ""; display: inline-block; width: 1.6rem;
 margin-right: .4rem; vertical-align: middle; border-top: 3px solid var(--dim); }
${Array.from({ length: 8 }, (_, index) => `.key .s${index}::before { border-color: var(--c${index}); }`).join(" ")}
.key .s1::before, .key .s3::before, .key .s4::before, .key .s5::before, .key .s7::before {
 border-top-style: dashed; } .key .s2::before, .key .s6::before { border-top-style: dotted; }
.heat li::before { border: 0; height: .9rem; background: var(--heat); }
.heat .h0::before { opacity: .1; } .heat .h1::before { opacity: .22; }
.heat .h2::before { opacity: .4; } .heat .h3::before { opacity: .6; }
.heat .h4::before { opacity: .8; }
`.trim();
