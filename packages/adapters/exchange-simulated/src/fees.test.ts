import { DAY, MINUTE } from '@qca/base';
import { lotsNotionalDown } from '@qca/market';
import type { Amount, Ratio } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { feeAtoms, VolumeWindow } from './fees.ts';
import { place, play } from './testing/Session.ts';
import { bar, limit, market, START, sampleInstrument } from './testing/samples.ts';

const ratio = (bps: number): Ratio => (BigInt(bps) * 10n ** 14n) as Ratio;

describe('a fee', () => {
  const tiers = sampleInstrument(0, {
    fees: [
      { volumeMin: 0, maker: ratio(10), taker: ratio(20) },
      { volumeMin: 1000, maker: ratio(-1), taker: ratio(15) },
    ],
  });

  // One lot at one tick is 1,000 atoms: 7 lots at 333 ticks are 2,331,000.
  it.each([
    ['taker', 0, 4_662n],
    ['maker', 0, 2_331n],
    ['taker', 999.99, 4_662n],
    ['taker', 1000, 3_497n], // 3,496.5 rounds up
    ['maker', 1000, -233n], // a rebate of 233.1 rounds down
  ] as const)('%s at a volume of %d', (liquidity, volume, expected) => {
    expect(feeAtoms(tiers, { lots: 7, ticks: 333, liquidity, volume })).toBe(expected);
  });

  it('falls with the volume traded at the venue, on any of its instruments', () => {
    const two = [tiers, sampleInstrument(1, { ...tiers, base: { id: 'ETH', decimals: 8 } })];
    const { fills } = play({
      events: [
        bar(0, [10_000, 10_000, 10_000, 10_000]),
        { ...bar(0, [10_000, 10_000, 10_000, 10_000]), instrument: 1 },
      ],
      instruments: two,
      steps: [
        {
          atUs: START + MINUTE,
          // 10,000 lots at 10,000 ticks are 1,000 USD.
          actions: [
            place('a', market('buy', 10_000)),
            place('b', { ...market('buy', 1_000), instrument: 1 }),
          ],
        },
      ],
    });
    expect(fills.map(({ fee }) => fee)).toEqual([200_000_000n, 15_000_000n]);
  });

  it('is the taker’s on arrival and the maker’s at rest', () => {
    const { fills } = play({
      events: [bar(0, [10_000, 10_000, 10_000, 10_000]), bar(1, [10_000, 10_000, 9_900, 9_900])],
      steps: [
        { atUs: START + MINUTE, actions: [place('a', market('buy', 1)), place('b', limit('buy', 1, 9_900))] },
      ],
    });
    expect(fills.map(({ fee, liquidity }) => [liquidity, fee])).toEqual([
      ['taker', 20_000n],
      ['maker', 9_900n],
    ]);
  });
});

describe('the 30-day volume', () => {
  const instrument = sampleInstrument();
  const thousand = lotsNotionalDown(instrument, 10_000, 10_000) as Amount;

  it('forgets what is thirty days old', () => {
    const volume = new VolumeWindow({ USD: 1 });
    volume.add(instrument, thousand, START);
    volume.add(instrument, thousand, START + DAY);
    expect(volume.at(START + 29 * DAY)).toBe(2000);
    expect(volume.at(START + 30 * DAY)).toBe(1000);
    expect(volume.at(START + 31 * DAY)).toBe(0);
    volume.add(instrument, thousand, START + 90 * DAY);
    expect(volume.at(START + 90 * DAY)).toBe(1000);
  });

  it('counts quote assets at their value, and none that has no value', () => {
    const volume = new VolumeWindow({ USD: 0.5 });
    volume.add(instrument, thousand, START);
    volume.add(sampleInstrument(0, { quote: { id: 'XXX', decimals: 8 } }), thousand, START);
    expect(volume.at(START)).toBe(500);
  });
});
