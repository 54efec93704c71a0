import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ONE_PRICE, type Price, type Quantity } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { MarketBoard } from './MarketBoard.ts';
import { depthFixture, instrumentFixture } from './market.fixture.ts';

/** Enough to meet hundreds of best quotes, little enough to stay quick. */
const ROWS_READ = 60_000;

const FOLDER = new URL('../../../../../shared/data/l2-binance-2024-08-08/', import.meta.url);

function readRows(name: string): string[][] {
  const text = gunzipSync(readFileSync(new URL(`${name}.csv.gz`, FOLDER))).toString('utf8');
  return text
    .split('\n', ROWS_READ)
    .slice(1)
    .map((line) => line.split(','));
}

/** Whole steps in a decimal text, by moving its point: the test's own reading of the file. */
function steps(text: string, decimals: number): number {
  const [whole = '', fraction = ''] = text.split('.');
  return Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
}

// Recorded best quotes carry the id of the book they describe: where a rebuilt book stands at the same id, both must be equal.
describe.skipIf(!existsSync(FOLDER))('MarketBoard on recorded books (skipped without ../shared/data)', () => {
  it.each([
    ['spot_btcusdt', 2, 5, '10000000000000000', 1_000n, 200],
    ['usdm_ethusdt', 2, 3, '10000000000000000', 100_000n, 50],
  ])(
    'rebuilds the book of %s to every recorded best quote',
    (name, priceDecimals, sizeDecimals, tick, lot, compared) => {
      const board = new MarketBoard([
        instrumentFixture('X', 'Y', 0, { tick: BigInt(tick) as Price, lot: lot as Quantity }),
      ]);
      expect(ONE_PRICE / BigInt(tick)).toBe(BigInt(10 ** priceDecimals));
      const quotes = new Map(readRows(`${name}_bbo`).map((row) => [row[2], row.slice(3)]));
      let equal = 0;
      let broken = 0;
      for (const rows of updatesOf(readRows(`${name}_depth`))) {
        const [, , kind, first = '', last = '', previous = ''] = rows[0]!;
        const levels = rows.map((row): ['bid' | 'ask', number, number] => [
          row[6] === 'b' ? 'bid' : 'ask',
          steps(row[7]!, priceDecimals),
          steps(row[8]!, sizeDecimals),
        ]);
        const ids = {
          firstUpdateId: Number(first),
          lastUpdateId: Number(last),
          previousUpdateId: previous === '' ? -1 : Number(previous),
        };
        board.apply(depthFixture(levels, { snapshot: kind === 'snapshot', ...ids }));
        if (board.broken(0)) broken += 1;
        const quote = quotes.get(last);
        if (quote === undefined || board.depth(0) === undefined) continue;
        const touch = [board.bidTicks(0), board.bidLots(0), board.askTicks(0), board.askLots(0)];
        const [bid = '', bidSize = '', ask = '', askSize = ''] = quote;
        expect(touch).toEqual([
          steps(bid, priceDecimals),
          steps(bidSize, sizeDecimals),
          steps(ask, priceDecimals),
          steps(askSize, sizeDecimals),
        ]);
        equal += 1;
      }
      expect(broken).toBe(0);
      expect(equal).toBeGreaterThan(compared);
    },
  );
});

/** Groups consecutive rows of one update. */
function* updatesOf(rows: readonly string[][]): Generator<string[][]> {
  let group: string[][] = [];
  for (const row of rows) {
    const isSame = group[0]?.[2] === row[2] && group[0]?.[3] === row[3] && group[0]?.[4] === row[4];
    if (!isSame && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}
