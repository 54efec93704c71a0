import type { Report } from './measure.ts';

/** Returns one workload's report as lines for a person. */
export function table({ workload, title, ours, peers, missing, checks }: Report): string {
  const lines = [`${workload}  ${title}`, `  ${row('ours', ours)} ${ours.unit}${detail(ours.details)}`];
  for (const peer of peers) {
    const factor = peer.ratio >= 10 ? peer.ratio.toFixed(0) : peer.ratio.toFixed(2);
    lines.push(`  ${row(`${peer.name} ${peer.version}`, peer)}  ours × ${factor}${detail(peer.details)}`);
  }
  for (const { name, reason } of missing) lines.push(`  ${name}: left out, ${reason}`);
  const failed = checks.filter(({ ok }) => !ok);
  lines.push(`  checks: ${checks.length - failed.length} of ${checks.length} hold`);
  for (const { name, expected, actual } of failed)
    lines.push(`  FAILED ${name}: expected ${expected}, got ${actual}`);
  return `${lines.join('\n')}\n`;
}

function row(name: string, { value, min, max }: { value: number; min: number; max: number }): string {
  return `${name.padEnd(32)} ${short(value).padStart(8)}  (${short(min)} to ${short(max)})`;
}

function detail(details: Readonly<Record<string, number | string>> | undefined): string {
  if (!details) return '';
  return Object.entries(details)
    .map(([name, value]) => `\n      ${name}: ${typeof value === 'number' ? short(value) : value}`)
    .join('');
}

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`;
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}
