import { feeTier } from '@qca/market';
import { formatRatio } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { describeVenues } from './describeVenues.ts';
import { parseMarketConfig } from './marketConfig.ts';
import { feeSchedule, VENUES, venueByName, venueDefaults } from './venues.ts';

describe('the venue table', () => {
  it('names every venue and every other word for it once', () => {
    const names = VENUES.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('could stand in a market.json as it is', () => {
    const venues = Object.fromEntries(
      VENUES.map(({ id, tiers, lot, assumedSpreadBps, assumedSize }) => [
        id,
        {
          fees: tiers.map(([volumeMin, makerBps, takerBps]) => ({ volumeMin, makerBps, takerBps })),
          lot,
          assumedSpreadBps,
          ...(assumedSize === undefined ? {} : { assumedSize }),
        },
      ]),
    );
    expect(() => parseMarketConfig(JSON.stringify({ venues }), 'table')).not.toThrow();
  });

  it('never charges more for more volume, nor makers more than takers', () => {
    for (const { id, tiers } of VENUES) {
      const schedule = feeSchedule(tiers);
      schedule.forEach((tier, index) => {
        expect(tier.maker <= tier.taker, id).toBe(true);
        const before = schedule[index - 1];
        expect(before === undefined || (tier.maker <= before.maker && tier.taker <= before.taker), id).toBe(
          true,
        );
      });
    }
  });

  it('gives margin terms to perpetuals only', () => {
    for (const { kind, margin } of VENUES) expect(margin !== undefined).toBe(kind === 'perpetual');
  });

  it('has the fees of the published pages', () => {
    // Kraken, 2023: 0.16 % and 0.26 % up to 50,000 dollars, 0.10 % for takers from 10 million.
    const kraken = feeSchedule(venueDefaults('kraken').tiers);
    expect(formatRatio(feeTier(kraken, 49_999).taker)).toBe('0.0026');
    expect(formatRatio(feeTier(kraken, 50_000).maker)).toBe('0.0014');
    expect(formatRatio(feeTier(kraken, 1e9).taker)).toBe('0.001');
    expect(formatRatio(feeTier(feeSchedule(venueDefaults('binance-usdm').tiers), 0).taker)).toBe('0.0005');
  });

  it('knows the words that file names use', () => {
    expect(venueByName('spot')?.id).toBe('binance');
    expect(venueByName('usdm')?.id).toBe('binance-usdm');
    expect(venueByName('nowhere')).toBeUndefined();
  });

  it('treats a venue that it does not list as a dear one', () => {
    expect(venueDefaults('nowhere')).toMatchObject({ id: 'nowhere', tiers: [[0, '20', '20']] });
  });

  it('describes each venue in a line', () => {
    expect(describeVenues()).toHaveLength(VENUES.length);
    expect(describeVenues(['kraken'])).toEqual([
      'kraken (Kraken, spot); fees 16/26 bps maker/taker, 9 tiers down to 0/10 bps, source https://www.kraken.com/features/fee-schedule; lot 0.00000001, smallest order 5 dollars; assumed spread 3 bps',
    ]);
  });
});
