import { BarRows } from '../rows/BarRows.ts';
import type { MarketName } from './marketName.ts';
import type { Problems } from './Problems.ts';
import type { MarketFile } from './readMarketFile.ts';
import type { MarketData, QuoteBars } from './toRecordings.ts';

interface Sided {
  readonly file: MarketFile;
  readonly name: MarketName;
  readonly folder: string;
  readonly data: MarketData;
}

/**
 * Joins a file of bid candles and one of ask candles of the same market by time. Bars that only one side has are left
 * out and counted; a side without its partner stays an ordinary file of bars.
 */
export function joinSides<File extends Sided>(files: readonly File[], notes: string[]): File[] {
  const joined: File[] = [];
  const used = new Set<File>();
  for (const bid of files) {
    if (bid.name.side !== 'bid') continue;
    const ask = files.find(
      (other) => other.name.side === 'ask' && !used.has(other) && sameMarket(bid, other),
    );
    if (ask === undefined || !(bid.data instanceof BarRows) || !(ask.data instanceof BarRows)) continue;
    used.add(bid).add(ask);
    const { data, single } = joinByTime(bid.data, ask.data, ask.file.problems);
    if (single > 0)
      notes.push(`${bid.file.file} and ${ask.file.file}: ${single} bars of one side only left out`);
    joined.push({ ...bid, data });
  }
  for (const file of files) {
    if (used.has(file)) continue;
    if (file.name.side !== undefined)
      notes.push(`${file.file.file}: only ${file.name.side} prices, used as bars`);
    joined.push(file);
  }
  return joined;
}

function sameMarket(a: Sided, b: Sided): boolean {
  return (
    a.folder === b.folder &&
    a.name.venue === b.name.venue &&
    a.name.base === b.name.base &&
    a.name.quote === b.name.quote &&
    a.name.intervalUs === b.name.intervalUs
  );
}

/** Pairs the rows of both files; a pair whose ask closes below its bid is a problem of the ask file. */
function joinByTime(bid: BarRows, ask: BarRows, problems: Problems): { data: QuoteBars; single: number } {
  const bidRows: number[] = [];
  const askRows: number[] = [];
  let single = 0;
  let left = 0;
  let right = 0;
  while (left < bid.length && right < ask.length) {
    const apartUs = bid.timeUs.at(left) - ask.timeUs.at(right);
    if (apartUs !== 0) {
      single += 1;
      if (apartUs < 0) left += 1;
      else right += 1;
      continue;
    }
    const bidClose = bid.close.toFloat(left);
    const askClose = ask.close.toFloat(right);
    if (askClose < bidClose) {
      problems.add(
        ask.line.at(right),
        'crossed-quote',
        `ask close ${askClose} is below bid close ${bidClose}`,
      );
    } else {
      bidRows.push(left);
      askRows.push(right);
    }
    left += 1;
    right += 1;
  }
  single += bid.length - left + ask.length - right;
  return { data: { bid: bid.pick(bidRows), ask: ask.pick(askRows) }, single };
}
