import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HOUR, MINUTE, NEVER, Refusal, sha256 } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import { formatDecimal, PRICE_DECIMALS } from '@qca/units';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCatalogueOptions, openCatalogue } from './openCatalogue.ts';
import type { RecordedCatalogue } from './RecordedCatalogue.ts';

let root: string;
let folders = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'catalogue-'));
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes files into a new folder and returns its path. */
async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  folders += 1;
  const path = join(root, `set-${folders}`);
  await mkdir(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

async function opened(
  files: Readonly<Record<string, string | Uint8Array>>,
  options?: OpenCatalogueOptions,
): Promise<RecordedCatalogue> {
  return openCatalogue(await folder(files), options);
}

async function refusal(
  files: Readonly<Record<string, string | Uint8Array>>,
  options?: OpenCatalogueOptions,
): Promise<Refusal> {
  const path = await folder(files);
  try {
    await openCatalogue(path, options);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function events(catalogue: RecordedCatalogue): MarketEvent[] {
  const feed = catalogue.open({ fromUs: 0, toUs: NEVER });
  const all: MarketEvent[] = [];
  while (feed.peekTimeUs() !== NEVER) all.push(structuredClone(feed.take()));
  return all;
}

const HEADER = 'ts_ms,open,high,low,close,volume';
const T0 = 1_677_628_800_000;
/** One good bar, `minute` minutes after the first. */
const bar = (minute: number, prices = '100.1,100.5,99.9,100.2', volume = '1.5'): string =>
  `${T0 + minute * 60_000},${prices},${volume}`;
const csv = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`;
const GOOD = csv(bar(0), bar(1), bar(2));
const NAME = 'kraken_btcusd_1m.csv';

describe('a raw folder of bars', () => {
  it('becomes exact ticks and lots, hashed and named', async () => {
    const catalogue = await opened({ [NAME]: GOOD });
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
    expect(events(catalogue)[0]).toEqual({
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
    const expected = events(await opened({ [NAME]: GOOD }));
    expect(events(await opened({ [NAME]: content }))).toEqual(expected);
  });

  it('is found one level down, each folder with its own market.json', async () => {
    const path = await folder({ 'README.md': 'two sets' });
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
    const path = await folder({ [NAME]: GOOD, 'kraken_ethusd_1m.csv': GOOD });
    expect((await openCatalogue(join(path, NAME))).instruments.map(({ id }) => id)).toEqual([
      'kraken:BTC/USD',
    ]);
  });

  it('refines a tick that the data needs finer, and says so', async () => {
    const catalogue = await opened({ [NAME]: csv(bar(0), bar(1, '100.1,100.5,99.9,100.25')) });
    expect(catalogue.instruments[0]?.tickSize).toBe(0.01);
    expect(catalogue.notes.join('\n')).toContain('tick refined from 0.1 to 0.01');
    expect(events(catalogue)[1]).toMatchObject({ openTicks: 10_010, closeTicks: 10_025 });
  });

  it('shares one tick between the files of an instrument', async () => {
    const catalogue = await opened({
      'kraken_btcusd_1m.csv': csv(bar(0), bar(1)),
      'kraken_btcusd_trades.csv': `ts_ms,price,qty,side\n${T0},100.123,0.5,buy\n`,
    });
    expect(
      events(catalogue).map((event) =>
        event.kind === 'bar' ? event.openTicks : event.kind === 'trade' ? event.priceTicks : 0,
      ),
    ).toEqual([100_123, 100_100, 100_100]);
  });

  it('keeps volumes finer than a lot', async () => {
    const catalogue = await opened({
      'binance_btcusdt_1m.csv': csv(bar(0, '1,1,1,1', '0.000015'), bar(1, '1,1,1,1', '0.30000000000000004')),
    });
    expect(events(catalogue).map((event) => event.kind === 'bar' && event.volumeLots)).toEqual([1.5, 30_000]);
  });

  it('takes the interval from the times when the name is silent', async () => {
    const hourly = csv(bar(0), bar(60), bar(120));
    expect((await opened({ 'kraken_btcusd.csv': hourly })).recordings[0]?.intervalUs).toBe(HOUR);
  });

  it('plays the interval with most rows, or the one asked for', async () => {
    const files = {
      'kraken_btcusd_1m.csv': GOOD,
      'kraken_btcusd_1h.csv': csv(bar(0), bar(60)),
    };
    const byDefault = await opened(files);
    expect(byDefault.recordings.map(({ intervalUs }) => intervalUs)).toEqual([MINUTE]);
    expect(byDefault.notes.join('\n')).toContain('kraken_btcusd_1h.csv: left out');
    expect((await opened(files, { interval: '1h' })).recordings.map(({ intervalUs }) => intervalUs)).toEqual([
      HOUR,
    ]);
  });

  it('exchanges volumes whose labels contradict the price', async () => {
    const rows = [`${T0},8000,8000,8000,8000,1600000,200`, `${T0 + 60_000},8000,8000,8000,8000,3,24000`];
    const catalogue = await opened({
      'bitstamp_btcusd_1m.csv': `ts_ms,open,high,low,close,volume_base_as_labelled,volume_quote_as_labelled\n${rows.join('\n')}\n`,
    });
    expect(events(catalogue).map((event) => event.kind === 'bar' && event.volumeLots)).toEqual([200e8, 3e8]);
    expect(catalogue.notes.join('\n')).toContain('exchanged in 1 rows');
  });

  it('leaves out tables that are no market, and says so', async () => {
    const catalogue = await opened({
      [NAME]: GOOD,
      'gas_price_1m.csv': 'ts_ms,gas_price\n1691971200000,53.1\n',
    });
    expect(catalogue.recordings).toHaveLength(1);
    expect(catalogue.notes.join('\n')).toContain('gas_price_1m.csv: left out');
  });

  it('reports progress up to the size of the file', async () => {
    const seen: number[] = [];
    await opened(
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
    const catalogue = await opened({ 'eurusd_oanda_1m.csv': `${header}\n${row}\n` });
    const [first, second] = events(catalogue);
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
    const catalogue = await opened({ 'eurusd_fxcm_bid_1m.csv': bid, 'eurusd_fxcm_ask_1m.csv': ask });
    expect(catalogue.recordings.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['bars', 1],
      ['quotes', 1],
    ]);
    expect(events(catalogue)[0]).toMatchObject({ openTicks: 13, openTimeUs: T0 * 1000 + MINUTE });
    expect(catalogue.notes.join('\n')).toContain('1 bars of one side only left out');
  });

  it('are refused where the ask closes below the bid', async () => {
    const crossed = row.replace('1.10014', '1.10000');
    const { kind, message } = await refusal({ 'eurusd_oanda_1m.csv': `${header}\n${crossed}\n` });
    expect(kind).toBe('bad-rows');
    expect(message).toMatch(/crossed-quote.*eurusd_oanda_1m\.csv:2/s);
  });

  it('are refused across two files, too', async () => {
    const files = {
      'eurusd_fxcm_bid_1m.csv': `ts_ms,open,high,low,close\n${T0},1.2,1.2,1.2,1.2\n`,
      'eurusd_fxcm_ask_1m.csv': `ts_ms,open,high,low,close\n${T0},1.1,1.1,1.1,1.1\n`,
    };
    expect((await refusal(files)).message).toMatch(/crossed-quote.*ask_1m\.csv:2/s);
  });
});

describe('bad rows', () => {
  it.each<[string, string, number, string]>([
    ['NaN', csv(bar(0), bar(1, 'NaN,1,1,1')), 3, "bad-price, open 'NaN' is not a number"],
    ['inf', csv(bar(0, '1,inf,1,1')), 2, "bad-price, high 'inf' is not a number"],
    ['an empty price', csv(bar(0, '1,1,,1')), 2, 'bad-price, low is empty'],
    ['zero', csv(bar(0, '1,1,0,1')), 2, "bad-price, low '0' is not above 0"],
    ['a negative price', csv(bar(0, '1,1,1,-1')), 2, "bad-price, close '-1' is not above 0"],
    ['a negative volume', csv(bar(0, '1,1,1,1', '-2')), 2, "bad-volume, volume '-2' is negative"],
    ['a volume in words', csv(bar(0, '1,1,1,1', 'many')), 2, "bad-volume, volume 'many' is not a number"],
    [
      'too many digits',
      csv(bar(0, '1.00000000000000000001,2,1,1')),
      2,
      'has more digits than can be kept exactly',
    ],
    ['high below low', csv(bar(0, '1,1,2,1')), 2, 'bad-range'],
    ['a close above the high', csv(bar(0, '1,2,1,2.5')), 2, 'bad-range'],
    ['a repetition', csv(bar(0), bar(1), bar(0)), 4, 'duplicate-row'],
    ['a second bar of a time', csv(bar(0), bar(0, '1,1,1,1')), 3, 'duplicate-time'],
    ['a step back', csv(bar(1), bar(0)), 3, 'time-backwards'],
    ['a bad time', csv(bar(0), 'yesterday,1,1,1,1,1'), 3, "bad-time, 'yesterday' is not a time"],
    ['a missing column', csv(bar(0), `${T0 + 60_000},1,1,1,1`), 3, '5 columns instead of 6'],
    ['a NUL byte', csv(bar(0), bar(1).replace('1.5', '\u0000')), 3, 'NUL byte'],
    ['a cut last line', `${csv(bar(0))}${T0 + 60_000},100.1,10`, 3, 'the file ends inside this row'],
    ['an open quote', `${csv(bar(0))}"${T0},1,1,1,1,1\n`, 3, 'closing quote'],
  ])('%s: refused with file, line and reason', async (_, content, line, reason) => {
    const found = await refusal({ [NAME]: content });
    expect(found.kind).toBe('bad-rows');
    expect(found.where).toMatch(new RegExp(`${NAME}:${line}$`));
    expect(found.message).toContain(reason);
    expect(found.remedy).toContain('onBadRow');
  });

  it('are left out, counted and reported on request', async () => {
    const content = csv(bar(0), bar(0), bar(1, 'NaN,1,1,1'), bar(2), bar(1), bar(3));
    const catalogue = await opened({ [NAME]: content }, { onBadRow: 'skip' });
    expect(
      events(catalogue).map((event) => event.kind === 'bar' && (event.openTimeUs / 1000 - T0) / 60_000),
    ).toEqual([0, 2, 3]);
    expect(catalogue.files).toMatchObject([{ rows: 6, skipped: 3 }]);
    expect(catalogue.files[0]?.problems.map(({ line, kind }) => [line, kind])).toEqual([
      [3, 'duplicate-row'],
      [4, 'bad-price'],
      [6, 'time-backwards'],
    ]);
    expect(catalogue.notes.join('\n')).toContain('3 bad rows left out');
  });

  it('are named up to five, and counted beyond', async () => {
    const { message } = await refusal({ [NAME]: csv(bar(0), ...Array.from({ length: 9 }, () => bar(0))) });
    expect(message).toContain('9 bad rows (9 duplicate-row)');
    expect(message).toContain('and 4 more');
  });
});

describe('refusals of whole files and folders', () => {
  it.each<[string, Readonly<Record<string, string | Uint8Array>>, string, RegExp]>([
    ['an empty folder', {}, 'no-recordings', /no CSV files/],
    ['an empty file', { [NAME]: '' }, 'empty-file', /no rows/],
    ['a header only', { [NAME]: `${HEADER}\n` }, 'no-rows', /no rows/],
    [
      'a truncated gzip',
      { [`${NAME}.gz`]: gzipSync(csv(...Array.from({ length: 500 }, (_, at) => bar(at)))).subarray(0, 900) },
      'truncated-gzip',
      /ends too early/,
    ],
    ['a damaged gzip', { [`${NAME}.gz`]: damagedGzip() }, 'corrupt-gzip', /damaged/],
    ['no pair in the name', { 'prices.csv': GOOD }, 'unknown-instrument', /tells no instrument/],
    ['another interval than stated', { 'kraken_btcusd_5m.csv': GOOD }, 'interval-mismatch', /5m.*1m apart/],
    [
      'one bar without an interval',
      { 'kraken_btcusd.csv': csv(bar(0)) },
      'unknown-interval',
      /fewer than two/,
    ],
    [
      'two files of the same time',
      { 'kraken_btcusd_1m.csv': GOOD, 'kraken_btcusd_1m_2023.csv': GOOD },
      'overlapping-recordings',
      /same time/,
    ],
    ['only tables', { 'gas_price_1m.csv': 'ts_ms,gas_price\n1,2\n' }, 'no-recordings', /None of the files/],
    [
      'times that are none',
      { [NAME]: GOOD.replace('ts_ms', 'time').replaceAll(/^\d{13}/gm, 'now') },
      'unknown-time',
      /does not look like a time/,
    ],
  ])('%s', async (_, files, kind, message) => {
    const found = await refusal(files);
    expect(found.kind).toBe(kind);
    expect(found.message).toMatch(message);
    expect(found.remedy.length).toBeGreaterThan(10);
  });

  it('a folder that does not exist', async () => {
    await expect(openCatalogue(join(root, 'nowhere'))).rejects.toMatchObject({ kind: 'no-such-folder' });
  });

  it('an interval that is none', async () => {
    expect((await refusal({ [NAME]: GOOD }, { interval: 'daily' })).kind).toBe('bad-interval');
  });
});

function damagedGzip(): Uint8Array {
  const bytes = gzipSync(csv(...Array.from({ length: 500 }, (_, at) => bar(at))));
  return bytes.fill(0xff, 200, 400);
}

describe('column mapping', () => {
  const odd = GOOD.replace(HEADER, 'Moment,First,Top,Bottom,Last,Amount traded');
  const mapping = {
    time: 'Moment',
    open: 'First',
    high: 'Top',
    low: 'Bottom',
    close: 'Last',
    volume: 6,
  } as const;

  it('reads columns of any name, by name or position', async () => {
    expect(events(await opened({ [NAME]: odd }, { mapping }))).toEqual(
      events(await opened({ [NAME]: GOOD })),
    );
  });

  it('can stand in market.json, per file', async () => {
    const config = {
      files: { 'oddly-named.csv': { instrument: 'kraken:BTC/USD', interval: '1m', columns: mapping } },
    };
    const catalogue = await opened({ 'oddly-named.csv': odd, 'market.json': JSON.stringify(config) });
    expect(events(catalogue)).toEqual(events(await opened({ [NAME]: GOOD })));
  });

  it('refuses a column that the file does not have', async () => {
    const found = await refusal({ [NAME]: odd }, { mapping: { ...mapping, close: 'Final' } });
    expect(found.kind).toBe('unknown-column');
    expect(found.message).toContain("'Final'");
    expect(found.remedy).toContain('amount_traded');
  });
});

describe('market.json', () => {
  const withConfig = (config: unknown): Record<string, string> => ({
    [NAME]: GOOD,
    'market.json': typeof config === 'string' ? config : JSON.stringify(config),
  });

  it('overrides the venue table, the instrument over its venue', async () => {
    const { instruments } = await opened(
      withConfig({
        venues: {
          kraken: { fees: [{ volumeMin: 0, makerBps: '1', takerBps: '2.5' }], minimumNotional: '7' },
        },
        instruments: {
          'kraken:BTC/USD': { tick: '0.01', lot: '0.001', minimumNotional: '9', assumedSpreadBps: '4' },
        },
      }),
    );
    expect(instruments[0]).toMatchObject({
      tickSize: 0.01,
      lotSize: 0.001,
      minimumNotional: 900_000_000n,
      fees: [{ volumeMin: 0, maker: 10n ** 14n, taker: 25n * 10n ** 13n }],
      assumedSpread: 4n * 10n ** 14n,
    });
  });

  it('names the venue, a perpetual with its margin, the unit of volume, and files to skip', async () => {
    const { instruments, recordings } = await opened({
      'BTCUSD_1m.csv': GOOD,
      'ETHUSD_1m.csv': GOOD,
      'market.json': JSON.stringify({
        venue: 'elsewhere',
        instruments: {
          'ftx:BTC/USD-PERP': {
            margin: { initialRatio: '0.1', maintenanceRatio: '0.03', fundingInterval: '1h' },
          },
        },
        files: {
          'BTCUSD_1m.csv': { instrument: 'ftx:BTC/USD-PERP', volumeIn: 'quote' },
          'ETHUSD_1m.csv': { skip: true },
        },
      }),
    });
    expect(instruments).toHaveLength(1);
    expect(instruments[0]).toMatchObject({
      id: 'ftx:BTC/USD-PERP',
      margin: { initialRatio: 10n ** 17n, fundingIntervalUs: HOUR },
    });
    // 1.5 dollars at 100.2 are 0.01497006 coins, in lots of 10^-8.
    expect(recordings[0]?.columns).toMatchObject({
      volumeLots: Float64Array.of(1_497_006, 1_497_006, 1_497_006),
    });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['an unknown key', { instrumnets: {} }, 'unknown-key', /'instrumnets' is not known/],
    [
      'an unknown key inside',
      { instruments: { 'kraken:BTC/USD': { tikc: '0.1' } } },
      'unknown-key',
      /instruments\.kraken:BTC\/USD\.tikc/,
    ],
    ['an unknown field', { files: { [NAME]: { columns: { opne: 'x' } } } }, 'unknown-key', /columns\.opne/],
    [
      'a number where a decimal must be',
      { instruments: { 'kraken:BTC/USD': { tick: 0.1 } } },
      'bad-market-config',
      /tick/,
    ],
    [
      'a malformed instrument',
      { files: { [NAME]: { instrument: 'BTCUSD' } } },
      'bad-market-config',
      /venue:BASE\/QUOTE/,
    ],
    [
      'fees that do not start at 0',
      { venues: { kraken: { fees: [{ volumeMin: 5, makerBps: '1', takerBps: '1' }] } } },
      'bad-market-config',
      /volumeMin 0/,
    ],
    ['no JSON', '{', 'bad-market-config', /not JSON/],
  ])('refuses %s', async (_, config, kind, message) => {
    const found = await refusal(withConfig(config));
    expect(found.kind).toBe(kind);
    expect(found.message).toMatch(message);
    expect(found.where).toContain('market.json');
  });
});
