import type { Market } from '../market/Market.ts';
import type { Executed } from '../run/executePlan.ts';
import { shownMoney } from './money.ts';

/** A finished run for reading: what was earned, what it cost, and where to look further. */
export function runLines(executed: Executed, market: Market, warnings: readonly string[]): string[] {
  const { summary, outcome, record, seconds } = executed;
  const asset = summary.reportingAsset;
  const rows = summary.strategies.map((each) => [
    each.name,
    String(each.orders),
    String(each.fills),
    String(each.refused),
    shownMoney(each.realised),
    shownMoney(each.fees),
    shownMoney(each.slippage),
    shownMoney(each.revenue),
    shownMoney(each.unrealised),
    `${(each.maxDrawdownRatio * 100).toFixed(1)} %`,
    each.riskMode,
  ]);
  const head = [
    'strategy',
    'orders',
    'fills',
    'refused',
    'realised',
    'fees',
    'slippage',
    'revenue',
    'unrealised',
    'drawdown',
    'gate',
  ];
  return [
    `${capital(market.label)} prices of ${market.name}, ${fillsOf(market)}. Money in ${asset}; revenue is realised less fees and slippage.`,
    '',
    ...columns([head, ...rows]),
    '',
    `${outcome.inputs.toLocaleString('en-US')} inputs in ${seconds.toFixed(2)} s; ${summary.transfers.toLocaleString('en-US')} transfers, ${summary.balanced ? 'every asset balanced' : 'NOT BALANCED'}.`,
    `Journal: ${outcome.events.toLocaleString('en-US')} entries, hash ${outcome.hash}`,
    `Run: ${record.id}`,
    ...[...warnings, ...summary.warnings].map((each) => `Note: ${short(each)}`),
  ];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  '),
  );
}

// What the data has was listed when it was opened; here only what is missing matters.
function short(warning: string): string {
  return warning.split('; the data has')[0] ?? warning;
}

function fillsOf({ label, reference }: Market): string {
  if (label !== 'live') return 'simulated fills';
  return reference.kind === 'live' && reference.dryRun ? 'dry run: nothing was placed' : 'real fills';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
