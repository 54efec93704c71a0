import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NEVER } from '@qca/base';
import { ASK, BID } from '@qca/book';
import { type Quote, SequencedBook } from '@qca/market';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CheckedFile, checkPath } from './check/checkPath.ts';
import { openCatalogue } from './openCatalogue.ts';
import type { RecordedCatalogue } from './RecordedCatalogue.ts';

// Recorded markets that do not ship with the repository: these tests are skipped where they are absent.
const DATA = join(import.meta.dirname, '../../../../../shared/data');
const present = existsSync(join(DATA, 'README.md'));

async function checked(file: string): Promise<CheckedFile> {
  const { files } = await checkPath(join(DATA, file));
  const [only] = files;
  if (only === undefined || files.length > 1) throw new Error(`${file} is not one file`);
  return only;
}

/** What the data's own description says of each file, from its tables: an account made by other programs. */
function described(): Map<string, { rows: number; missing: number; zeroVolume: number }> {
  const found = new Map<string, { rows: number; missing: number; zeroVolume: number }>();
  let header: string[] = [];
  let set = '';
  for (const line of readFileSync(join(DATA, 'README.md'), 'utf8').split('\n')) {
    if (line.startsWith('## ')) set = line.slice(3).trim();
    if (!line.startsWith('|')) continue;
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells[0] === 'file') header = cells;
    const value = (name: string): number => Number(cells[header.indexOf(name)]);
    if (cells[0]?.endsWith('.gz')) {
      found.set(`${set}/${cells[0]}`, {
        rows: value('rows'),
        missing: value('missing bars'),
        zeroVolume: value('zero-volume bars'),
      });
    }
  }
  return found;
}

describe.skipIf(!present)('recorded data (skipped without ../shared/data)', () => {
  it.each([
    'binance-1h-2022-2025/BTCUSDT_1h.csv.gz',
    'cross-exchange-5m-2019-11/bittrex_NEO_BTC_5m.csv.gz',
    'cross-exchange-5m-2019-11/binance_ADA_BTC_5m.csv.gz',
    'spot-1m-2023-03/kraken_btcusdc.csv.gz',
    'spot-1m-2023-03/binanceus_usdcusdt.csv.gz',
    'triangle-1h-btc-eth-eur/ETHBTC_1h.csv.gz',
    'forex-quotes/eurgbp_oanda_1d.csv.gz',
    'forex-1m-bid-ask/gbpusd_fxcm_bid_1m_2012-02.csv.gz',
    'btc-perp-1m-2022-01/btc_perp_1m.csv.gz',
    'defi-ethereum-2023-08/uniswap_v3_weth_osqth_1m.csv.gz',
    'defi-polygon-2023-08/aave_v3_usdc_rates_1m.csv.gz',
    'stocks-daily/factors_dataset.csv.gz',
    'l2-binance-2024-08-08/spot_btcusdt_trades.csv.gz',
  ])('%s has the rows, missing bars and empty bars of its description', async (file) => {
    const expected = described().get(file);
    const { rows, counts } = await checked(file);
    expect(rows).toBe(expected?.rows);
    if (Number.isFinite(expected?.missing)) expect(counts['missing-bars'] ?? 0).toBe(expected?.missing);
    if (Number.isFinite(expected?.zeroVolume)) expect(counts['zero-volume'] ?? 0).toBe(expected?.zeroVolume);
  });

  it('reports the uncleaned file exactly, every issue with its line', async () => {
    const file = await checked('dirty/bittrex_LTC_BTC_5m_with_duplicates.csv.gz');
    expect(file.rows).toBe(49_875);
    expect(file.counts).toEqual({
      'duplicate-row': 44_428,
      'time-not-increasing': 44_428,
      'missing-bars': 3_220,
    });
    expect(file.complete).toBe(true);
    // Which lines repeat an earlier one, found by a set of texts.
    const lines = gunzipSync(readFileSync(join(DATA, 'dirty/bittrex_LTC_BTC_5m_with_duplicates.csv.gz')))
      .toString()
      .trimEnd()
      .split('\n');
    const seen = new Set<string>();
    const repeated = lines.flatMap((text, index) => (seen.size === seen.add(text).size ? [index + 1] : []));
    const reported = file.issues.filter((issue) => issue.kind === 'duplicate-row').map((issue) => issue.line);
    expect(reported).toEqual(repeated);
    const missing = file.issues
      .filter((issue) => issue.kind === 'missing-bars')
      .map((issue) => Number(/^(\d+) missing/.exec(issue.detail)?.[1]));
    expect(missing.reduce((sum, count) => sum + count, 0)).toBe(3_220);
  });

  it('refuses the uncleaned file for running, and plays it clean on request', async () => {
    const path = join(DATA, 'dirty');
    await expect(openCatalogue(path)).rejects.toMatchObject({
      kind: 'bad-rows',
      message: expect.stringContaining('44428 duplicate-row'),
    });
    const catalogue = await openCatalogue(path, { onBadRow: 'skip' });
    expect(catalogue.recordings.map(({ rows }) => rows)).toEqual([5_447]);
    expect(catalogue.files[0]).toMatchObject({ rows: 49_875, skipped: 44_428 });
  });

  it('finds the crossed quotes of the forex minutes', async () => {
    const { counts } = await checked('forex-quotes/eurusd_fxcm_1m.csv.gz');
    expect(counts['crossed-quote']).toBe(436);
  });

  it('finds no instrument and no harm in a table of swaps', async () => {
    const { kind, rows, counts } = await checked('mev-ethereum-2021-06/swaps_10k.csv.gz');
    expect([kind, rows]).toEqual(['table', 10_000]);
    expect(Object.keys(counts)).toEqual(['time-backwards']);
  });

  it('opens the de-peg of March 2023 on three venues', async () => {
    const catalogue = await openCatalogue(join(DATA, 'spot-1m-2023-03'));
    expect(catalogue.instruments.map(({ id }) => id)).toEqual([
      'binanceus:BTC/USDC',
      'binanceus:BTC/USDT',
      'binanceus:USDC/USDT',
      'coinbase:BTC/USD',
      'coinbase:BTC/USDT',
      'coinbase:USDT/USD',
      'kraken:BTC/USD',
      'kraken:BTC/USDC',
      'kraken:BTC/USDT',
      'kraken:USDC/USD',
      'kraken:USDT/USD',
    ]);
    expect(catalogue.recordings.reduce((sum, { rows }) => sum + rows, 0)).toBe(193_126);
    expect(catalogue.notes).toEqual([]);
  });

  it.each([
    ['BTCUSD_1h.csv.gz', 20_143],
    ['ETHBTC_1h.csv.gz', 20_091],
  ])('exchanges the swapped volumes of %s in as many rows as its description counts', async (file, count) => {
    const { notes } = await openCatalogue(join(DATA, 'triangle-1h-btc-eth-eur', file));
    expect(notes.join('\n')).toContain(`exchanged in ${count} rows`);
  });
});

describe.skipIf(!present)('level-2 recordings (skipped without ../shared/data)', () => {
  const folder = join(DATA, 'l2-binance-2024-08-08');

  let catalogue: RecordedCatalogue;
  beforeAll(async () => {
    catalogue = await openCatalogue(folder);
  });

  it('rebuild into books that never cross and agree with the best quotes of the same update', () => {
    const places = catalogue.instruments.map(() => ({
      book: new SequencedBook(),
      best: new Map<number, readonly number[]>(),
    }));
    const quotes: Quote[] = [];
    const feed = catalogue.open({ fromUs: 0, toUs: NEVER });
    while (feed.peekTimeUs() !== NEVER) {
      const event = feed.take();
      if (event.kind === 'quote') quotes.push({ ...event });
      const place = places[event.instrument];
      if (event.kind !== 'depth' || place === undefined || !place.book.apply(event)) continue;
      const { book, lastId } = place.book;
      if (book === undefined) continue;
      expect(book.isCrossed()).toBe(false);
      place.best.set(lastId, [
        book.bestTicks(BID),
        book.bestLots(BID),
        book.bestTicks(ASK),
        book.bestLots(ASK),
      ]);
    }
    let compared = 0;
    for (const quote of quotes) {
      const best = places[quote.instrument]?.best.get(quote.updateId);
      if (best === undefined) continue;
      compared += 1;
      expect(best).toEqual([quote.bidTicks, quote.bidLots, quote.askTicks, quote.askLots]);
    }
    // 2,321 best quotes carry the last id of an update message (counted over the files), a few of them before the snapshot.
    expect(compared).toBeGreaterThan(2_290);
    expect(compared).toBeLessThanOrEqual(2_321);
    expect(places.map(({ book }) => book.isBroken)).toEqual([false, false, false, false]);
  });

  it('keep the message counts, and mend a recorder clock that runs behind', () => {
    const rows = Object.fromEntries(catalogue.recordings.map(({ source, rows: count }) => [source, count]));
    // Update messages of the description, and one snapshot each.
    expect(rows['spot_btcusdt_depth.csv.gz']).toBe(3_451 + 1);
    expect(rows['usdm_btcusdt_depth.csv.gz']).toBe(6_551 + 1);
    expect(rows['usdm_ethusdt_bbo.csv.gz']).toBe(53_992);
    // Local minus venue time is least in the spot BTC updates, −1,274.7615 ms (another program's count); 1 ms on top.
    expect(catalogue.notes.join('\n')).toContain(
      "the recorder's clock runs behind the venue's; 1275762 µs added",
    );
    for (const { columns } of catalogue.recordings) {
      if (columns.kind === 'bars') throw new Error('no bars here');
      let early = 0;
      let back = 0;
      for (let row = 0; row < columns.timeUs.length; row += 1) {
        if ((columns.timeUs[row] ?? 0) < (columns.venueTimeUs[row] ?? 0)) early += 1;
        if (row > 0 && (columns.venueTimeUs[row] ?? 0) < (columns.venueTimeUs[row - 1] ?? 0)) back += 1;
      }
      expect([early, back]).toEqual([0, 0]);
    }
  });
});
