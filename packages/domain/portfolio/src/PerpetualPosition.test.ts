import type { Side } from '@qca/market';
import {
  type Amount,
  ONE_PRICE,
  ONE_RATIO,
  type Price,
  parseAmount,
  parsePrice,
  parseRatio,
  type Ratio,
} from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PerpetualPosition, publishedRatio } from './PerpetualPosition.ts';
import { perpetualFixture } from './perpetual.fixture.ts';

function atoms(text: string): Amount {
  const parsed = parseAmount(text, 8);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function ratio(text: string): Ratio {
  const parsed = parseRatio(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function price(text: string): Price {
  const parsed = parsePrice(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function positionWith(maintenance: string, side: Side, lots: number, ticks: number): PerpetualPosition {
  const margin = { initialRatio: ratio('0.1'), maintenanceRatio: ratio(maintenance), fundingIntervalUs: 1 };
  const position = new PerpetualPosition(perpetualFixture({ margin }));
  position.fill(side, lots, ticks);
  return position;
}

describe('PerpetualPosition profit', () => {
  it('realises, flips and keeps fees and funding apart', () => {
    const position = new PerpetualPosition(perpetualFixture());
    expect(position.fill('buy', 1000, 3_000_000, atoms('12'))).toBe(0n);
    expect(position.averageEntryDown()).toBe(price('30000'));
    expect(position.unrealisedDown(3_100_000)).toBe(atoms('1000'));
    expect(position.fill('sell', 1500, 3_050_000, atoms('18.3'))).toBe(atoms('500'));
    expect([position.lots, position.realised, position.fees]).toEqual([-500, atoms('500'), atoms('30.3')]);
    expect(position.averageEntryDown()).toBe(price('30500'));
    expect(position.unrealisedDown(3_100_000)).toBe(atoms('-250'));
    expect(position.fill('buy', 500, 3_000_000)).toBe(atoms('250'));
    expect([position.lots, position.realised, position.funding]).toEqual([0, atoms('750'), 0n]);
  });

  it('needs margin terms', () => {
    expect(() => new PerpetualPosition(perpetualFixture({ kind: 'spot' }))).toThrow('has no margin terms');
    const { margin: _margin, ...bare } = perpetualFixture();
    expect(() => new PerpetualPosition({ ...bare, id: 'x:BTC/USDT-PERP' })).toThrow(
      'x:BTC/USDT-PERP has no margin terms',
    );
  });
});

describe('PerpetualPosition funding', () => {
  // 2 BTC at a mark of 30,000 and a rate of 0.01 % exchange 6 USDT (Binance: funding = nominal value × funding rate).
  it.each([
    ['a long pays a positive rate', 'buy', '0.0001', '-6'],
    ['a long gets a negative rate', 'buy', '-0.0001', '6'],
    ['a short gets a positive rate', 'sell', '0.0001', '6'],
    ['a short pays a negative rate', 'sell', '-0.0001', '-6'],
  ] as const)('%s', (_name, side, rate, expected) => {
    const position = new PerpetualPosition(perpetualFixture());
    position.fill(side, 2000, 2_900_000);
    expect(position.settleFunding(ratio(rate), 3_000_000)).toBe(atoms(expected));
    expect(position.settleFunding(ratio(rate), 3_000_000)).toBe(atoms(expected));
    expect(position.funding).toBe(2n * atoms(expected));
    expect([position.realised, position.fees]).toEqual([0n, 0n]);
  });

  it('is nothing for a flat position, and rounds against us', () => {
    const position = new PerpetualPosition(perpetualFixture());
    expect(position.settleFunding(ratio('0.0001'), 3_000_000)).toBe(0n);
    position.fill('buy', 1, 100);
    // 0.001 × 1.00 × 0.000000000001 is a tiny fraction of an atom: paid as one, received as none.
    expect(position.settleFunding(ratio('0.000000000001'), 100)).toBe(-1n);
    expect(position.settleFunding(ratio('-0.000000000001'), 100)).toBe(0n);
  });

  it('takes marks between ticks as they are', () => {
    const position = new PerpetualPosition(perpetualFixture());
    position.fill('sell', 1000, 100_000);
    expect(position.settleFunding(ratio('0.5'), 100_000.25)).toBe(atoms('500.00125'));
  });
});

describe('publishedRatio', () => {
  it.each([
    [0.0001, '0.0001'],
    [0.00007, '0.00007'],
    [-0.00012345, '-0.00012345'],
    [1e-7, '0.0000001'],
    [0, '0'],
    [2, '2'],
  ])('reads %d as %s', (rate, text) => {
    expect(publishedRatio(rate)).toBe(ratio(text));
  });

  it('cuts what is finer than 18 decimals toward minus infinity', () => {
    expect(publishedRatio(1.5e-18)).toBe(1n);
    expect(publishedRatio(-1.5e-18)).toBe(-2n);
  });
});

describe('PerpetualPosition margin', () => {
  it('needs ratio × value, rounded up', () => {
    const position = positionWith('0.004', 'sell', 2000, 3_000_000);
    expect(position.notionalUp(3_100_000)).toBe(atoms('62000'));
    expect(position.initialMarginUp(3_000_000)).toBe(atoms('6000'));
    expect(position.maintenanceMarginUp(3_100_000)).toBe(atoms('248'));
    expect(position.maintenanceMarginUp(3_100_000, atoms('48'))).toBe(atoms('200'));
    expect(position.maintenanceMarginUp(3_100_000, atoms('300'))).toBe(0n);
    // 0.001 × 0.01 × 0.004 = 0.00000004 exactly; × 0.0041 is 0.000000041, 4.1 atoms.
    expect(positionWith('0.0041', 'buy', 1, 1).maintenanceMarginUp(1)).toBe(5n);
  });
});

describe('PerpetualPosition liquidation', () => {
  // The two isolated-margin examples of Binance's formula page (also tests of freqtrade's Binance exchange class): wallet,
  // size, entry, maintenance rate and amount, long. The page shows two decimals.
  it.each([
    ['1535443.01', 3_683_979, 145_684, '0.1', '135365', '1114.78'],
    ['1535443.01', 109_488, 3_248_198, '0.025', '16300', '18778.73'],
  ])(
    'gives the published price for a wallet of %s',
    (wallet, lots, entryTicks, maintenance, amount, expected) => {
      const position = positionWith(maintenance, 'buy', lots, entryTicks);
      const liquidation = position.liquidationPrice(atoms(wallet), atoms(amount))!;
      expect((Number(liquidation) / 1e18).toFixed(2)).toBe(expected);
    },
  );

  it('is undefined when flat and for a long that a fall to zero cannot ruin', () => {
    expect(new PerpetualPosition(perpetualFixture()).liquidationPrice(atoms('5'))).toBeUndefined();
    const covered = positionWith('0.01', 'buy', 1000, 10_000);
    expect(covered.liquidationPrice(atoms('100'))).toBeUndefined();
    expect(covered.liquidationPrice(atoms('99.99999999'))).toBeGreaterThan(0n);
    expect(new PerpetualPosition(perpetualFixture()).isLiquidated(0n as Amount, 100)).toBe(false);
  });

  it('is where margin and unrealised profit meet the maintenance margin, to the last digit', () => {
    const margins = fc.bigInt({ min: 1n, max: 10n ** 13n });
    const cases = fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      lots: fc.integer({ min: 1, max: 100_000 }),
      ticks: fc.integer({ min: 1, max: 10_000_000 }),
      ratioBps: fc.bigInt({ min: 1n, max: 4_999n }),
      margin: margins,
    });
    fc.assert(
      fc.property(cases, ({ side, lots, ticks, ratioBps, margin }) => {
        const maintenanceRatio = ((ONE_RATIO * ratioBps) / 10_000n) as Ratio;
        const instrument = perpetualFixture({
          margin: { initialRatio: ONE_RATIO, maintenanceRatio, fundingIntervalUs: 1 },
        });
        const position = new PerpetualPosition(instrument);
        position.fill(side, lots, ticks);
        const liquidation = position.liquidationPrice(margin as Amount);
        // In 10^-(18 + 8 + 4) quote: wallet + profit − maintenance at a price of 18 decimals; base atoms are lots × 100,000.
        const size = BigInt(lots) * 100_000n;
        const entry = BigInt(ticks) * (ONE_PRICE / 100n);
        const direction = side === 'buy' ? 1n : -1n;
        const surplus = (mark: bigint): bigint =>
          (margin * ONE_PRICE + direction * size * (mark - entry)) * 10_000n - size * mark * ratioBps;
        if (liquidation === undefined) {
          expect(side === 'buy' && surplus(0n) >= 0n).toBe(true);
          return;
        }
        expect(surplus(liquidation) >= 0n).toBe(true);
        expect(surplus(liquidation - direction) < 0n).toBe(true);
      }),
    );
  });

  it('is found by walking the mark tick by tick', () => {
    for (const [side, step] of [
      ['buy', -1],
      ['sell', 1],
    ] as const) {
      const position = positionWith('0.02', side, 1000, 10_000);
      const margin = atoms('10');
      let mark = 10_000;
      while (!position.isLiquidated(margin, mark)) mark += step;
      const liquidation = Number(position.liquidationPrice(margin)) / 1e16;
      // The first tick that liquidates is the first at or beyond the price.
      expect(side === 'buy' ? Math.floor(liquidation) : Math.ceil(liquidation)).toBe(mark);
    }
  });

  it('counts the maintenance amount', () => {
    const position = positionWith('0.02', 'buy', 1000, 10_000);
    expect(position.isLiquidated(atoms('2'), 10_000)).toBe(true);
    expect(position.isLiquidated(atoms('2'), 10_000, atoms('0.00000001'))).toBe(false);
  });
});
