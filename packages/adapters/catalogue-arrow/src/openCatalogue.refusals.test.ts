import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Refusal } from '@qca/base';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkPath } from './check/checkPath.ts';
import { openCatalogue } from './openCatalogue.ts';
import { allEvents, bar, csv, GOOD, HEADER, NAME, RawFolders, T0 } from './rawFolders.fixture.ts';

const raw = new RawFolders();
afterAll(() => raw.remove());

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
    const found = await raw.refusal({ [NAME]: content });
    expect(found.kind).toBe('bad-rows');
    expect(found.where).toMatch(new RegExp(`${NAME}:${line}$`));
    expect(found.message).toContain(reason);
    expect(found.remedy).toContain('onBadRow');
  });

  it('are left out, counted and reported on request', async () => {
    const content = csv(bar(0), bar(0), bar(1, 'NaN,1,1,1'), bar(2), bar(1), bar(3));
    const catalogue = await raw.open({ [NAME]: content }, { onBadRow: 'skip' });
    expect(
      allEvents(catalogue).map((event) => event.kind === 'bar' && (event.openTimeUs / 1000 - T0) / 60_000),
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
    const { message } = await raw.refusal({
      [NAME]: csv(bar(0), ...Array.from({ length: 9 }, () => bar(0))),
    });
    expect(message).toContain('9 bad rows (9 duplicate-row)');
    expect(message).toContain('and 4 more');
  });
});

describe('refusals of whole files and folders', () => {
  it('prices of more ticks than a book holds', async () => {
    const found = await raw.refusal({ [NAME]: csv(bar(0, '61837.12345678,61838,61837,61837'), bar(1)) });
    expect(found.kind).toBe('too-many-steps');
    expect(found.message).toContain('ticks of 0.00000001 of kraken:BTC/USD, more than 2147483647');
    // 61,838 with four decimals is 618,380,000 ticks; with five it would be too many.
    expect(found.remedy).toContain('4 decimals');
  });

  it('quantities finer than an asset can be kept', async () => {
    const trades = `ts_ms,price,qty,side\n${T0},1,0.123456789,buy\n`;
    const found = await raw.refusal({ 'kraken_btcusd_trades.csv': trades });
    expect(found.kind).toBe('too-precise');
    expect(found.message).toContain('Quantities have up to 9 decimals');
  });

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
    const found = await raw.refusal(files);
    expect(found.kind).toBe(kind);
    expect(found.message).toMatch(message);
    expect(found.remedy.length).toBeGreaterThan(10);
  });

  it('a folder that does not exist', async () => {
    await expect(openCatalogue(join(raw.root, 'nowhere'))).rejects.toMatchObject({ kind: 'no-such-folder' });
  });

  it('an interval that is none', async () => {
    expect((await raw.refusal({ [NAME]: GOOD }, { interval: 'daily' })).kind).toBe('bad-interval');
  });
});

function damagedGzip(): Uint8Array {
  const bytes = gzipSync(csv(...Array.from({ length: 500 }, (_, at) => bar(at))));
  return bytes.fill(0xff, 200, 400);
}

describe('files damaged at random', () => {
  // Any byte may change, vanish or appear, and gzip may be cut: the outcome is a refusal or events, never a crash.
  const good = new TextEncoder().encode(csv(...Array.from({ length: 20 }, (_, minute) => bar(minute))));
  const damage = fc.array(fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), remove: fc.nat(3) }), {
    minLength: 1,
    maxLength: 4,
  });

  function damaged(edits: readonly { at: number; byte: number; remove: number }[]): Uint8Array {
    const bytes = [...good];
    for (const { at, byte, remove } of edits) bytes.splice(at % bytes.length, remove, byte);
    return Uint8Array.from(bytes);
  }

  it.each(['refuse', 'skip'] as const)('are refused or read (%s), and always checked', async (onBadRow) => {
    const property = fc.asyncProperty(damage, fc.boolean(), fc.nat(100), async (edits, zipped, kept) => {
      const bytes = zipped ? gzipSync(damaged(edits)) : damaged(edits);
      const path = await raw.write({
        [NAME]: zipped ? bytes.subarray(0, bytes.length - (kept > 50 ? 0 : kept)) : bytes,
      });
      const { files } = await checkPath(path);
      expect(files).toHaveLength(1);
      try {
        const catalogue = await openCatalogue(path, { onBadRow });
        for (const event of allEvents(catalogue)) {
          if (event.kind !== 'bar') throw new Error('bars became something else');
          expect(
            event.lowTicks > 0 && event.lowTicks <= event.openTicks && event.closeTicks <= event.highTicks,
          ).toBe(true);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
