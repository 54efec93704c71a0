import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HOUR, NEVER, sha256 } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { checkPath } from './check/checkPath.ts';
import { openCatalogue } from './openCatalogue.ts';

const MARKETS = join(import.meta.dirname, '../../../../markets');

describe('the shipped markets', () => {
  it('have the check sums that are listed, and no file is unlisted', async () => {
    const listed = readFileSync(join(MARKETS, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    const names = listed.map((line) => line.slice(66));
    for (const line of listed) {
      expect(`${sha256(readFileSync(join(MARKETS, line.slice(66))))}  ${line.slice(66)}`).toBe(line);
    }
    const present = (await readdir(MARKETS, { recursive: true })).filter((name) => name.endsWith('.gz'));
    expect(present.sort()).toEqual(names);
  });

  it('have source and licence in every folder', async () => {
    const folders = (await readdir(MARKETS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(folders).toHaveLength(3);
    for (const { name } of folders) {
      expect(readFileSync(join(MARKETS, name, 'README.md'), 'utf8')).toMatch(
        /\*\*Source\*\*: github\.com.*at commit [0-9a-f]{40}/,
      );
      expect(readFileSync(join(MARKETS, name, 'LICENCE.txt'), 'utf8')).toContain(
        'Permission is hereby granted',
      );
    }
  });

  it('open as one catalogue of six instruments on three venues', async () => {
    const catalogue = await openCatalogue(MARKETS);
    expect(catalogue.instruments.map(({ id }) => id)).toEqual([
      'binance-usdm:BTC/USDT-PERP',
      'binance:BTC/USDT',
      'bitstamp:BTC/EUR',
      'bitstamp:BTC/USD',
      'bitstamp:ETH/BTC',
      'bitstamp:ETH/EUR',
    ]);
    for (const { kind, rows, intervalUs } of catalogue.recordings) {
      // Two years of hours, one of them a leap year.
      if (kind === 'bars') expect([rows, intervalUs]).toEqual([(366 + 365) * 24, HOUR]);
    }
    const feed = catalogue.open({ fromUs: 0, toUs: NEVER });
    let previous = 0;
    let events = 0;
    for (; feed.peekTimeUs() !== NEVER; events += 1) {
      expect(feed.peekTimeUs() >= previous).toBe(true);
      previous = feed.peekTimeUs();
      feed.take();
    }
    expect(events).toBe(catalogue.recordings.reduce((sum, { rows }) => sum + rows, 0));
  });

  it('hold nothing worse than a missing minute and hours without a trade', async () => {
    const { files } = await checkPath(MARKETS);
    expect(files).toHaveLength(14);
    const kinds = new Set(files.flatMap(({ counts }) => Object.keys(counts)));
    expect([...kinds].sort()).toEqual(['missing-bars', 'zero-volume']);
  });

  it('are refused as a run where they hold tables only', async () => {
    await expect(openCatalogue(join(MARKETS, 'polygon-defi'))).rejects.toMatchObject({
      kind: 'no-recordings',
    });
  });
});
