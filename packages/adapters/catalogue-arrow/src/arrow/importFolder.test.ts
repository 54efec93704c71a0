import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER, sha256 } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalogue } from '../openCatalogue.ts';
import type { RecordedCatalogue } from '../RecordedCatalogue.ts';
import { importFolder } from './importFolder.ts';
import { MANIFEST_FILE } from './manifest.ts';

let root: string;
let source: string;
let target: string;

const T0 = 1_677_628_800_000;
const local = (ms: number): string => `${BigInt(T0 + ms) * 1_000_000n}`;

/** One file of every kind. */
const FILES: Readonly<Record<string, string>> = {
  'kraken_btcusd_1m.csv': `ts_ms,open,high,low,close,volume\n${T0},100.1,100.5,99.9,100.2,1.5\n${T0 + 60_000},100.2,100.2,100.2,100.2,0\n`,
  'kraken_btcusd_trades.csv': `ts_ms,price,qty,side\n${T0 + 7},100.3,0.5,buy\n${T0 + 7},100.4,0.25,sell\n`,
  'eurusd_oanda_1m.csv': `ts_ms,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close\n${T0},1.1,1.1,1.1,1.1,1.2,1.2,1.2,1.2\n`,
  'usdm_btcusdt_bbo.csv': `local_ts_ns,exch_event_ms,update_id,bid_px,bid_qty,ask_px,ask_qty\n${local(5)},${T0 + 1},5123107839020,100.1,1,100.2,2\n`,
  'usdm_btcusdt_depth.csv': [
    'local_ts_ns,exch_event_ms,kind,first_update_id,last_update_id,prev_last_update_id,side,price,qty',
    `${local(4)},${T0 + 1},snapshot,,10,,b,100.1,1`,
    `${local(4)},${T0 + 1},snapshot,,10,,a,100.2,2`,
    `${local(9)},${T0 + 6},update,11,12,10,a,100.2,0`,
    '',
  ].join('\n'),
  'usdm_btcusdt_funding.csv': `ts_ms,funding_rate,mark_price\n${T0},-0.0001,100.15\n`,
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'import-'));
  source = join(root, 'raw');
  target = join(root, 'catalogue');
  await mkdir(source);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(source, name), text);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function events(catalogue: RecordedCatalogue): MarketEvent[] {
  const feed = catalogue.open({ fromUs: 0, toUs: NEVER });
  const all: MarketEvent[] = [];
  while (feed.peekTimeUs() !== NEVER) all.push(structuredClone(feed.take()));
  return all;
}

/** Changes the manifest by a function over its JSON. */
function editManifest(
  edit: (manifest: { version: number; recordings: Record<string, unknown>[] }) => void,
): void {
  const path = join(target, MANIFEST_FILE);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof edit>[0];
  edit(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

const BARS = 'kraken-btc-usd-bars-1m.arrow';

describe('importFolder', () => {
  it('writes a catalogue that gives the same instruments, recordings and events as the raw files', async () => {
    await importFolder(source, target);
    const raw = await openCatalogue(source);
    const imported = await openCatalogue(target);
    expect(imported.instruments).toEqual(raw.instruments);
    expect(imported.recordings).toEqual(raw.recordings);
    expect(imported.notes).toEqual(raw.notes);
    expect(new Set(events(imported).map(({ kind }) => kind))).toEqual(
      new Set(['bar', 'trade', 'quote', 'depth', 'funding']),
    );
    expect(events(imported)).toEqual(events(raw));
  });

  it('writes files that any Arrow reader understands', async () => {
    await importFolder(source, target);
    const table = tableFromIPC(readFileSync(join(target, BARS)));
    expect(table.schema.metadata.get('instrument')).toBe('kraken:BTC/USD');
    expect(table.schema.metadata.get('tick')).toBe('0.1');
    expect(table.toArray().map((row) => row?.toJSON())).toEqual([
      {
        openTimeUs: T0 * 1000,
        openTicks: 1001,
        highTicks: 1005,
        lowTicks: 999,
        closeTicks: 1002,
        volumeLots: 150_000_000,
      },
      {
        openTimeUs: (T0 + 60_000) * 1000,
        openTicks: 1002,
        highTicks: 1002,
        lowTicks: 1002,
        closeTicks: 1002,
        volumeLots: 0,
      },
    ]);
    // The funding file's mark price 100.15 makes the tick of the perpetual 0.01.
    const depth = tableFromIPC(readFileSync(join(target, 'binance-usdm-btc-usdt-perp-depth.arrow')));
    expect(Array.from(depth.getChild('priceTicks') ?? [], (levels) => [...levels])).toEqual([
      [10_010, 10_020],
      [10_020],
    ]);
  });

  it('keeps what a venue takes its fees in', async () => {
    const bnb = { asset: 'BNB', discountBps: 2_500 };
    const config = { instruments: { 'kraken:BTC/USD': { feeAsset: bnb } } };
    writeFileSync(join(source, 'market.json'), JSON.stringify(config));
    await importFolder(source, target);
    const { instruments } = await openCatalogue(target);
    expect(instruments.find(({ id }) => id === 'kraken:BTC/USD')?.feeAsset).toEqual(bnb);
    expect(instruments.filter((each) => each.feeAsset !== undefined)).toHaveLength(1);
  });

  it('names source and digests in the manifest', async () => {
    const { manifest } = await importFolder(source, target);
    const bars = manifest.recordings.find(({ file }) => file === BARS);
    expect(bars).toMatchObject({
      source: 'kraken_btcusd_1m.csv',
      sha256: sha256(FILES['kraken_btcusd_1m.csv'] ?? ''),
      arrowSha256: sha256(readFileSync(join(target, BARS))),
      rows: 2,
      interval: '1m',
      first: '2023-03-01T00:00:00.000000Z',
    });
  });

  it('gives the same bytes each time', async () => {
    const again = join(root, 'again');
    const first = await importFolder(source, target);
    expect((await importFolder(source, again)).manifest).toEqual(first.manifest);
  });

  it('applies a mapping, and leaves bad rows out on request', async () => {
    const mapped = join(root, 'mapped');
    await mkdir(mapped);
    writeFileSync(join(mapped, 'kraken_btcusd_1m.csv'), `Moment,a,b,c,d\n${T0},1,2,1,2\n${T0},1,2,1,2\n`);
    const mapping = { time: 'Moment', open: 'a', high: 'b', low: 'c', close: 'd' } as const;
    await expect(importFolder(mapped, target, { mapping })).rejects.toMatchObject({ kind: 'bad-rows' });
    const { files } = await importFolder(mapped, target, { mapping, onBadRow: 'skip' });
    expect(files).toMatchObject([{ rows: 2, skipped: 1 }]);
  });

  it('refuses a target that is in use', async () => {
    await importFolder(source, target);
    await expect(importFolder(source, target)).rejects.toMatchObject({
      kind: 'target-not-empty',
      message: expect.stringContaining('already is a catalogue'),
    });
    await expect(importFolder(source, source)).rejects.toMatchObject({ kind: 'target-not-empty' });
    await expect(importFolder(source, join(source, 'kraken_btcusd_1m.csv'))).rejects.toMatchObject({
      kind: 'bad-target',
    });
  });
});

describe('a damaged catalogue is refused:', () => {
  beforeEach(async () => {
    await importFolder(source, target);
  });

  it('a cut Arrow file', async () => {
    writeFileSync(join(target, BARS), readFileSync(join(target, BARS)).subarray(0, 300));
    await expect(openCatalogue(target)).rejects.toMatchObject({
      kind: 'damaged-catalogue',
      where: join(target, BARS),
    });
  });

  it('a changed byte', async () => {
    const bytes = readFileSync(join(target, BARS));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(target, BARS), bytes);
    await expect(openCatalogue(target)).rejects.toMatchObject({
      kind: 'damaged-catalogue',
      message: expect.stringContaining('digest'),
    });
  });

  it('a missing Arrow file', async () => {
    rmSync(join(target, BARS));
    await expect(openCatalogue(target)).rejects.toMatchObject({ kind: 'damaged-catalogue' });
  });

  it('bytes that are no Arrow file, even with their digest', async () => {
    writeFileSync(join(target, BARS), 'nothing');
    editManifest(({ recordings }) => {
      for (const one of recordings) if (one['file'] === BARS) one['arrowSha256'] = sha256('nothing');
    });
    await expect(openCatalogue(target)).rejects.toMatchObject({ kind: 'damaged-catalogue' });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['another number of rows', { rows: 3 }, /2 rows instead of 3/],
    ['another kind', { kind: 'quotes' }, /no plain column/],
    ['another first time', { firstTimeUs: 1 }, /first or last time/],
    ['no interval', { intervalUs: undefined }, /no interval/],
    ['a file outside of the folder', { file: '../x.arrow' }, /without folders/],
    ['an unknown key', { colour: 'blue' }, /colour|[Uu]nrecognized/],
  ])('a manifest with %s', async (_, change, message) => {
    editManifest(({ recordings }) => {
      for (const one of recordings) if (one['file'] === BARS) Object.assign(one, change);
    });
    await expect(openCatalogue(target)).rejects.toMatchObject({
      kind: 'damaged-catalogue',
      message: expect.stringMatching(message),
    });
  });

  it('a manifest that describes another instrument than it names', async () => {
    editManifest(({ recordings }) => {
      Object.assign(recordings[0]?.['instrument'] as object, { venue: 'elsewhere' });
    });
    await expect(openCatalogue(target)).rejects.toMatchObject({ kind: 'damaged-catalogue' });
  });

  it('a manifest that is no JSON', async () => {
    writeFileSync(join(target, MANIFEST_FILE), '{');
    await expect(openCatalogue(target)).rejects.toMatchObject({ kind: 'damaged-catalogue' });
  });

  it('a manifest of another version', async () => {
    editManifest((manifest) => {
      manifest.version = 2;
    });
    await expect(openCatalogue(target)).rejects.toMatchObject({ kind: 'unknown-catalogue-version' });
  });
});
