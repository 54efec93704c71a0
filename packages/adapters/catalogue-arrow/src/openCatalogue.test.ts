import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HOUR, MINUTE, sha256 } from '@qca/base';
import { formatDecimal, PRICE_DECIMALS } from '@qca/units';
import { afterAll, describe, expect, it } from 'vitest';
import { openCatalogue } from './openCatalogue.ts';
import { allEvents, bar, csv, GOOD, HEADER, NAME, RawFolders, T0 } from './rawFolders.fixture.ts';

const raw = new RawFolders();
afterAll(() => raw.remove());

describe('a raw folder of bars', () => {
  it('becomes exact ticks and lots, hashed and named', async () => {
    const catalogue = await raw.open({ [NAME]: GOOD });
    expect(catalogue.recordings).toHaveLength(1);
    expect(catalogue.recordings[0]).toMatchObject({
      kind: 'bars',
      intervalUs: MINUTE,
      rows: 3,
      firstTimeUs: T0 * 1000,
      lastTimeUs: T0 * 1000 + 2 * MINUTE,
      source: NAME,
      sha256: sha256(GOOD),
    });
    expect(catalogue.instruments.map(({ id, index }) => [id, index])).toEqual([['kraken:BTC/USD', 0]]);
    // Kraken's BTC/USD tick is 0.1 and its lot 10^-8.
    expect(allEvents(catalogue)[0]).toEqual({
      kind: 'bar',
      instrument: 0,
      openTimeUs: T0 * 1000,
      venueTimeUs: T0 * 1000 + MINUTE,
      timeUs: T0 * 1000 + MINUTE,
      openTicks: 1001,
      highTicks: 1005,
      lowTicks: 999,
      closeTicks: 1002,
      volumeLots: 150_000_000,
    });
  });

  it.each<[string, string | Uint8Array]>([
    ['gzip', gzipSync(GOOD)],
    ['two gzip members', Buffer.concat([gzipSync(GOOD.slice(0, 60)), gzipSync(GOOD.slice(60))])],
    ['CRLF', GOOD.replaceAll('\n', '\r\n')],
    ['quotes', GOOD.replaceAll(/([^,\n]+)/g, '"$1"')],
    ['a byte order mark', `\uFEFF${GOOD}`],
    ['no last line end', GOOD.trimEnd()],
    ['empty lines', GOOD.replaceAll('\n', '\n\n')],
    ['no header', GOOD.slice(HEADER.length + 1)],
    [
      'seconds',
      GOOD.replace('ts_ms', 'unix')
        .replaceAll('0000,', '0,')
        .replaceAll(/^(\d{10})\d*/gm, '$1'),
    ],
    [
      'ISO times',
      GOOD.replace('ts_ms', 'date').replaceAll(/^\d{13}/gm, (ms) => new Date(Number(ms)).toISOString()),
    ],
    ['exponents', GOOD.replaceAll('100.1', '1.001e2')],
    ['more columns', GOOD.replaceAll(/$/gm, ',x').replace(/,x$/, '')],
  ])('reads the same events with %s', async (_, content) => {
    const expected = allEvents(await raw.open({ [NAME]: GOOD }));
    expect(allEvents(await raw.open({ [NAME]: content }))).toEqual(expected);
  });

  it('is found one level down, each folder with its own market.json', async () => {
    const path = await raw.write({ 'README.md': 'two sets' });
    for (const [name, tick] of [
      ['a', '0.05'],
      ['b', '0.1'],
    ] as const) {
      await mkdir(join(path, name));
      writeFileSync(join(path, name, `${name}venue_btcusd_1m.csv`), GOOD);
      const id = `${name}venue:BTC/USD`;
      writeFileSync(join(path, name, 'market.json'), JSON.stringify({ instruments: { [id]: { tick } } }));
    }
    const { instruments } = await openCatalogue(path);
    expect(instruments.map(({ id, tick }) => [id, formatDecimal(tick, PRICE_DECIMALS)])).toEqual([
      ['avenue:BTC/USD', '0.05'],
      ['bvenue:BTC/USD', '0.1'],
    ]);
  });

  it('opens a single file', async () => {
    const path = await raw.write({ [NAME]: GOOD, 'kraken_ethusd_1m.csv': GOOD });
    expect((await openCatalogue(join(path, NAME))).instruments.map(({ id }) => id)).toEqual([
      'kraken:BTC/USD',
    ]);
  });

  it('refines a tick that the data needs finer, and says so', async () => {
    const catalogue = await raw.open({ [NAME]: csv(bar(0), bar(1, '100.1,100.5,99.9,100.25')) });
    expect(catalogue.instruments[0]?.tickSize).toBe(0.01);
    expect(catalogue.notes.join('\n')).toContain('tick refined from 0.1 to 0.01');
    expect(allEvents(catalogue)[1]).toMatchObject({ openTicks: 10_010, closeTicks: 10_025 });
  });

  it('shares one tick between the files of an instrument', async () => {
    const catalogue = await raw.open({
      'kraken_btcusd_1m.csv': csv(bar(0), bar(1)),
      'kraken_btcusd_trades.csv': `ts_ms,price,qty,side\n${T0},100.123,0.5,buy\n`,
    });
    expect(
      allEvents(catalogue).map((event) =>
        event.kind === 'bar' ? event.openTicks : event.kind === 'trade' ? event.priceTicks : 0,
      ),
    ).toEqual([100_123, 100_100, 100_100]);
  });

  it('keeps volumes finer than a lot', async () => {
    const catalogue = await raw.open({
      'binance_btcusdt_1m.csv': csv(bar(0, '1,1,1,1', '0.000015'), bar(1, '1,1,1,1', '0.30000000000000004')),
    });
    expect(allEvents(catalogue).map((event) => event.kind === 'bar' && event.volumeLots)).toEqual([
      1.5, 30_000,
    ]);
  });

  it('takes the interval from the times when the name is silent', async () => {
    const hourly = csv(bar(0), bar(60), bar(120));
    expect((await raw.open({ 'kraken_btcusd.csv': hourly })).recordings[0]?.intervalUs).toBe(HOUR);
  });

  it('plays the interval with most rows, or the one asked for', async () => {
    const files = {
      'kraken_btcusd_1m.csv': GOOD,
      'kraken_btcusd_1h.csv': csv(bar(0), bar(60)),
    };
    const byDefault = await raw.open(files);
    expect(byDefault.recordings.map(({ intervalUs }) => intervalUs)).toEqual([MINUTE]);
    expect(byDefault.notes.join('\n')).toContain('kraken_btcusd_1h.csv: left out');
    expect(
      (await raw.open(files, { interval: '1h' })).recordings.map(({ intervalUs }) => intervalUs),
    ).toEqual([HOUR]);
  });

  it('exchanges volumes whose labels contradict the price', async () => {
    const rows = [`${T0},8000,8000,8000,8000,1600000,200`, `${T0 + 60_000},8000,8000,8000,8000,3,24000`];
    const catalogue = await raw.open({
      'bitstamp_btcusd_1m.csv': `ts_ms,open,high,low,close,volume_base_as_labelled,volume_quote_as_labelled\n${rows.join('\n')}\n`,
    });
    expect(allEvents(catalogue).map((event) => event.kind === 'bar' && event.volumeLots)).toEqual([
      200e8, 3e8,
    ]);
    expect(catalogue.notes.join('\n')).toContain('exchanged in 1 rows');
  });

  it('leaves out tables that are no market, and says so', async () => {
    const catalogue = await raw.open({
      [NAME]: GOOD,
      'gas_price_1m.csv': 'ts_ms,gas_price\n1691971200000,53.1\n',
    });
    expect(catalogue.recordings).toHaveLength(1);
    expect(catalogue.notes.join('\n')).toContain('gas_price_1m.csv: left out');
  });

  it('reports progress up to the size of the file', async () => {
    const seen: number[] = [];
    await raw.open(
      { [NAME]: GOOD },
      { onProgress: ({ bytesRead, bytesTotal }) => seen.push(bytesRead / bytesTotal) },
    );
    expect(seen.at(-1)).toBe(1);
  });
});

describe('candles of bid and ask', () => {
  const header =
    'ts_ms,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size';
  const row = `${T0},1.10000,1.10010,1.09990,1.10001,0,1.10010,1.10021,1.10000,1.10014,0`;

  it('become bars of the middle rounded down and a quote with the real spread at the close', async () => {
    const catalogue = await raw.open({ 'eurusd_oanda_1m.csv': `${header}\n${row}\n` });
    const [first, second] = allEvents(catalogue);
    // Middles in half ticks of 0.00001: open 110005, high 110015.5, low 109995, close 110007.5.
    expect(first).toMatchObject({
      kind: 'bar',
      openTicks: 110_005,
      highTicks: 110_015,
      lowTicks: 109_995,
      closeTicks: 110_007,
      volumeLots: 1_000_000,
    });
    expect(second).toMatchObject({
      kind: 'quote',
      venueTimeUs: T0 * 1000 + MINUTE,
      bidTicks: 110_001,
      askTicks: 110_014,
      bidLots: 1_000_000,
      askLots: 1_000_000,
    });
  });

  it('are joined from two files, bars of one side left out', async () => {
    const bid = `ts_ms,open,high,low,close\n${T0},1.1,1.1,1.1,1.1\n${T0 + 60_000},1.2,1.2,1.2,1.2\n`;
    const ask = `ts_ms,open,high,low,close\n${T0 + 60_000},1.4,1.4,1.4,1.4\n`;
    const catalogue = await raw.open({ 'eurusd_fxcm_bid_1m.csv': bid, 'eurusd_fxcm_ask_1m.csv': ask });
    expect(catalogue.recordings.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['bars', 1],
      ['quotes', 1],
    ]);
    expect(allEvents(catalogue)[0]).toMatchObject({ openTicks: 13, openTimeUs: T0 * 1000 + MINUTE });
    expect(catalogue.notes.join('\n')).toContain('1 bars of one side only left out');
  });

  it('are refused where the ask closes below the bid', async () => {
    const crossed = row.replace('1.10014', '1.10000');
    const { kind, message } = await raw.refusal({ 'eurusd_oanda_1m.csv': `${header}\n${crossed}\n` });
    expect(kind).toBe('bad-rows');
    expect(message).toMatch(/crossed-quote.*eurusd_oanda_1m\.csv:2/s);
  });

  it('are refused across two files, too', async () => {
    const files = {
      'eurusd_fxcm_bid_1m.csv': `ts_ms,open,high,low,close\n${T0},1.2,1.2,1.2,1.2\n`,
      'eurusd_fxcm_ask_1m.csv': `ts_ms,open,high,low,close\n${T0},1.1,1.1,1.1,1.1\n`,
    };
    expect((await raw.refusal(files)).message).toMatch(/crossed-quote.*ask_1m\.csv:2/s);
  });
});
