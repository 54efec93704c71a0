/** The look of a page that stands alone: tokens of the house, light and dark by preference, and for paper. */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: oklch(0.972 0.003 262); --surface: oklch(1 0 0); --line: oklch(0.88 0.008 262); --line-strong: oklch(0.6 0.015 262);
  --text: oklch(0.23 0.015 262); --muted: oklch(0.46 0.018 262); --accent: oklch(0.48 0.17 258); --shade: oklch(0.92 0.035 258);
  --second: oklch(0.52 0.175 34); --third: oklch(0.46 0.018 262); }
@media (prefers-color-scheme: dark) { :root {
  --ground: oklch(0.165 0.008 262); --surface: oklch(0.205 0.01 262); --line: oklch(0.33 0.012 262); --line-strong: oklch(0.58 0.015 262);
  --text: oklch(0.955 0.004 262); --muted: oklch(0.755 0.012 262); --accent: oklch(0.79 0.109 254); --shade: oklch(0.27 0.045 258);
  --second: oklch(0.73 0.165 38); --third: oklch(0.755 0.012 262); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.4 Inter, system-ui, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; } h2 { font-size: 20px; margin: 0 0 8px; } h3 { font-size: 16px; margin: 16px 0 4px; }
p { max-width: 72ch; margin: 0 0 12px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 16px; margin-top: 16px; }
.badges { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; padding: 0; margin: 0 0 12px; font-size: 14px; }
.badges li { border: 1px solid var(--line-strong); border-radius: 6px; padding: 2px 8px; }
.answer { font-size: 20px; }
.muted, caption, .note { color: var(--muted); font-size: 14px; }
.scroll { overflow-x: auto; } .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; } caption { text-align: left; padding-bottom: 4px; }
th, td { padding: 4px 8px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { font-weight: 500; } th:first-child { text-align: left; white-space: normal; min-width: 9rem; overflow-wrap: break-word; } thead th { color: var(--muted); border-color: var(--line-strong); }
code { font: 13px/1.4 "JetBrains Mono", ui-monospace, monospace; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--accent); font-size: 14px; min-height: 24px; }
figure { margin: 0; } figcaption { color: var(--muted); font-size: 14px; margin-top: 4px; }
svg { display: block; width: 100%; height: auto; } svg.wide { min-width: 640px; } svg text { fill: var(--muted); font-size: 12px; } svg .strong { fill: var(--text); }
.thin { stroke: var(--line-strong); stroke-width: 1; stroke-dasharray: 1 4; } .axis { stroke: var(--line-strong); stroke-width: 1; } .grid { stroke: var(--line); stroke-width: 1; }
.shade { fill: var(--shade); } .series { fill: none; stroke-width: 2; } .s1 { stroke: var(--accent); } .s2 { stroke: var(--second); stroke-dasharray: 6 3; }
.s3 { stroke: var(--third); stroke-width: 1; stroke-dasharray: 2 3; } .bar { fill: var(--accent); } .dot { fill: var(--accent); fill-opacity: 0.65; }
.dot.best { fill: var(--second); fill-opacity: 1; } .mark { stroke: var(--second); stroke-width: 2; }
.t1 { fill: var(--accent); } .t2 { fill: var(--second); } .t3 { fill: var(--third); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 16px; }
@media print { :root { color-scheme: light; } body { background: none; font-size: 11pt; } section { break-inside: avoid; border-color: #999; } .scroll { overflow: visible; } th, td { white-space: normal; } }
`;
