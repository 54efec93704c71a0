import { type Html, html } from './html.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** A whole document that needs nothing else: styles inside, no script, light and dark by the reader's own setting, printable. */
export function page({ title, body }: Page): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style>${{ html: STYLE }}</style></head><body><main>${body}</main></body></html>\n`
    .html;
}

// Colours are the site's own tokens, light and dark; a page that is mailed around cannot fetch them.
const STYLE = `
:root{--ground:oklch(0.972 0.003 262);--surface:oklch(1 0 0);--raised:oklch(0.945 0.005 262);--line:oklch(0.88 0.008 262);--text:oklch(0.23 0.015 262);--muted:oklch(0.46 0.018 262);--accent:oklch(0.48 0.17 258);--gain:oklch(0.47 0.083 195);--loss:oklch(0.52 0.175 34);--warning:oklch(0.5 0.105 82);--chart-1:oklch(0.48 0.17 258);--chart-2:oklch(0.563 0.113 44);--chart-3:oklch(0.38 0.17 295);--chart-4:oklch(0.612 0.092 190)}
@media (prefers-color-scheme:dark){:root{--ground:oklch(0.165 0.008 262);--surface:oklch(0.205 0.01 262);--raised:oklch(0.255 0.012 262);--line:oklch(0.33 0.012 262);--text:oklch(0.955 0.004 262);--muted:oklch(0.755 0.012 262);--accent:oklch(0.79 0.109 254);--gain:oklch(0.8 0.115 190);--loss:oklch(0.73 0.165 38);--warning:oklch(0.86 0.14 92);--chart-1:oklch(0.79 0.109 254);--chart-2:oklch(0.84 0.15 90);--chart-3:oklch(0.72 0.15 351);--chart-4:oklch(0.873 0.073 190)}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:940px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px}
h2{font-size:20px;margin:40px 0 8px}
p{margin:8px 0;max-width:72ch}
code{font:13px/1.4 "JetBrains Mono",ui-monospace,monospace;overflow-wrap:anywhere}
.muted,.quiet,figcaption,caption{color:var(--muted)}
.badge{display:inline-block;border:1px solid currentColor;border-radius:6px;padding:1px 8px;font-size:14px;margin-right:8px}
.gain{color:var(--gain)}.loss{color:var(--loss)}.warning{color:var(--warning)}
.verdict{border:2px solid currentColor;border-radius:6px;padding:12px 16px;margin:16px 0;font-size:16px}
.verdict strong{font-size:20px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:8px;margin:16px 0}
.card{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:8px 12px}
.card dt{color:var(--muted);font-size:13px}.card dd{margin:0;font-size:20px;font-variant-numeric:tabular-nums}.card small{display:block;color:var(--muted);font-size:13px}
.scroll{overflow-x:auto;margin:8px 0}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums;background:var(--surface)}
caption{text-align:left;font-size:13px;padding:4px 0}
th,td{border:1px solid var(--line);padding:4px 8px;text-align:right;white-space:nowrap;font-weight:400}
thead th{color:var(--muted);font-size:13px}
tbody th,.words{text-align:left}
td.words{white-space:normal;min-width:14ch}td.words:last-child{min-width:28ch}
figure{margin:8px 0;background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:8px}
figure svg{display:block;width:100%;height:auto}figure .scroll{margin:0}svg.wide{min-width:560px}
figcaption strong{color:var(--text);font-weight:600}
figcaption{font-size:13px;display:flex;flex-wrap:wrap;gap:4px 16px;padding-top:4px;font-variant-numeric:tabular-nums}
.key{display:inline-flex;align-items:center;gap:6px}
.swatch{width:18px;border-top:3px solid}.swatch.dashed{border-top-style:dashed}
.grid{stroke:var(--line)}.mark{stroke:var(--muted)}
.tick{fill:var(--muted);font-size:12px}.middle{text-anchor:middle}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}.line.dashed{stroke-dasharray:5 4}
.area{opacity:.18}
.shade{fill:var(--raised)}.cut{stroke:var(--muted);stroke-dasharray:1 4}
.dot.plain{fill:var(--chart-1);fill-opacity:.65}.dot.best{fill:var(--chart-2)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:8px}
.bar.gain{fill:var(--gain)}.bar.loss{fill:var(--loss)}.bar.plain{fill:var(--muted)}
details{margin:8px 0}summary{cursor:pointer;color:var(--accent)}
@media (max-width:600px){main{padding:16px 12px 48px}h1{font-size:20px}}
@media print{body{background:#fff;color:#000;font-size:11pt}main{max-width:none;padding:0}h2{break-after:avoid}figure,tr,.card{break-inside:avoid}.scroll{overflow:visible}svg.wide{min-width:0}td,th{white-space:normal}details>*{display:block}}
`;
