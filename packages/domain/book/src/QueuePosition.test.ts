import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type QueueModel, QueuePosition } from './QueuePosition.ts';

const riskAverse: QueueModel = { kind: 'risk-averse' };
const power = (exponent: number): QueueModel => ({ kind: 'power', exponent });
const logarithmic: QueueModel = { kind: 'logarithmic' };

function placed(model: QueueModel, displayed: number, behind = 0): QueuePosition {
  const position = new QueuePosition(model);
  position.place(displayed);
  if (behind > 0) position.onLevel(displayed + behind);
  return position;
}

/**
 * The truth: a first-in-first-out queue whose every lot is known. A lot is 'ahead' or 'behind' of our order,
 * which the displayed size leaves out.
 */
class RealQueue {
  ahead: number;
  behind = 0;
  open: number;
  constructor(displayed: number, open: number) {
    this.ahead = displayed;
    this.open = open;
  }
  get displayed(): number {
    return this.ahead + this.behind;
  }
  /** A trade of `lots`, never more than others display plus what we have open. */
  trade(lots: number): number {
    const fromAhead = Math.min(lots, this.ahead);
    const ours = Math.min(this.open, lots - fromAhead);
    this.ahead -= fromAhead;
    this.open -= ours;
    // The recorded market had no order of ours: what it would have taken came from those behind.
    this.behind -= lots - fromAhead;
    return ours;
  }
}

describe('QueuePosition, risk averse', () => {
  it('never fills earlier than a real queue, whatever trades and cancels', () => {
    const act = fc.record({
      kind: fc.constantFrom('join', 'cancel-ahead', 'cancel-behind', 'trade'),
      size: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.integer({ min: 1, max: 30 }),
        fc.array(act, { maxLength: 40 }),
        (displayed, open, acts) => {
          const real = new RealQueue(displayed, open);
          const position = placed(riskAverse, displayed);
          let openLots = open;
          for (const { kind, size } of acts) {
            if (kind === 'join') real.behind += size;
            else if (kind === 'cancel-ahead') real.ahead -= Math.min(size, real.ahead);
            else if (kind === 'cancel-behind') real.behind -= Math.min(size, real.behind);
            else {
              const lots = Math.min(size, real.displayed);
              real.trade(lots);
              openLots -= position.onTrade(lots, openLots);
            }
            position.onLevel(real.displayed);
            expect(position.aheadLots).toBeGreaterThanOrEqual(real.ahead);
            expect(openLots).toBeGreaterThanOrEqual(real.open);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('fills exactly as a real queue when nobody ahead cancels', () => {
    const act = fc.record({ isTrade: fc.boolean(), size: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 30 }),
        fc.array(act, { maxLength: 40 }),
        (displayed, open, acts) => {
          const real = new RealQueue(displayed, open);
          const position = placed(riskAverse, displayed);
          let openLots = open;
          for (const { isTrade, size } of acts) {
            if (isTrade) {
              const lots = Math.min(size, real.displayed);
              const expected = real.trade(lots);
              const filled = position.onTrade(lots, openLots);
              expect(filled).toBe(expected);
              openLots -= filled;
            } else real.behind += size;
            position.onLevel(real.displayed);
            expect(position.aheadLots).toBe(real.ahead);
          }
        },
      ),
    );
  });

  it('moves up with a cancellation only when fewer lots are left than were ahead', () => {
    const position = placed(riskAverse, 50, 30);
    position.onLevel(60);
    expect(position.aheadLots).toBe(50);
    position.onLevel(20);
    expect(position.aheadLots).toBe(20);
    position.onLevel(90);
    expect(position.aheadLots).toBe(20);
  });

  it('fills from the lots a trade has left, and no more than is open', () => {
    const position = placed(riskAverse, 10);
    expect(position.onTrade(10, 5)).toBe(0);
    expect(position.aheadLots).toBe(0);
    expect(position.onTrade(3, 5)).toBe(3);
    expect(position.onTrade(9, 2)).toBe(2);
    position.place(4);
    expect([position.aheadLots, position.onTrade(6, 9), position.aheadLots]).toEqual([4, 2, 0]);
  });
});

describe('QueuePosition, probabilistic', () => {
  it.each([
    // front, behind, new size, ahead after: the formula by hand
    ['half and half', power(1), 20, 20, 30, 15],
    ['p = 100 / 1000: 30 − 0.9 × 8', power(2), 30, 10, 32, 22.8],
    ['p = 27 / 28: 10 − (1 / 28) × 14', power(3), 10, 30, 26, 9.5],
    [
      'p = ln 11 / (ln 11 + ln 31), 8 cancelled',
      logarithmic,
      30,
      10,
      32,
      30 - (8 * Math.log(31)) / (Math.log(11) + Math.log(31)),
    ],
    ['all behind, since nobody is ahead', power(2), 0, 25, 5, 0],
    ['all ahead, since nobody is behind', power(2), 25, 0, 5, 5],
    ['p = 0.9, 12 of 40 − 0.1 × 36 and 2.4 more than are behind', power(1), 4, 36, 4, 0.4],
    [
      'behind runs out: 30 cancelled, p = ln 6 / (ln 6 + ln 36), and 5 were behind',
      logarithmic,
      35,
      5,
      10,
      10,
    ],
  ] as const)('%s', (_, model, front, behind, after, expected) => {
    const position = placed(model, front, behind);
    position.onLevel(after);
    expect(position.aheadLots).toBeCloseTo(expected, 12);
  });

  it('adds what cannot have been behind to what left ahead', () => {
    // f(x) = ln(1 + x): p = 0.3333 for 63 ahead and 3 behind, 36 cancelled: 12 behind is 9 more than there are.
    const position = placed(logarithmic, 63, 3);
    position.onLevel(30);
    const p = Math.log(4) / (Math.log(4) + Math.log(64));
    expect(p).toBeCloseTo(0.25, 12);
    expect(position.aheadLots).toBeCloseTo(63 - 0.75 * 36 - (0.25 * 36 - 3), 12);
  });

  it('equals the mean over every lot that could have been cancelled, when all are alike', () => {
    for (let front = 0; front <= 12; front += 1) {
      for (let back = front === 0 ? 1 : 0; back <= 12; back += 1) {
        const outcomes = Array.from({ length: front + back }, (_, lot) => (lot < front ? front - 1 : front));
        const mean = outcomes.reduce((sum, ahead) => sum + ahead, 0) / outcomes.length;
        const position = placed(power(1), front, back);
        position.onLevel(front + back - 1);
        expect(position.aheadLots).toBeCloseTo(mean, 12);
      }
    }
  });

  it('stays on average where a real queue is, when every lot is as likely to be cancelled', () => {
    const random = new Random(5);
    let error = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run += 1) {
      const real = new RealQueue(40, 5);
      const position = placed(power(1), 40);
      for (let step = 0; step < 30; step += 1) {
        if (random.nextBelow(2) === 0) real.behind += 1;
        else if (random.nextBelow(real.displayed) < real.ahead) real.ahead -= 1;
        else real.behind -= 1;
        position.onLevel(real.displayed);
      }
      error += position.aheadLots - real.ahead;
    }
    // The difference of one run has a deviation below 4 lots: 0.4 is more than four deviations of the mean.
    expect(Math.abs(error / runs)).toBeLessThan(0.4);
  });

  it('does not take a trade off twice', () => {
    const position = placed(power(1), 20, 20);
    expect(position.onTrade(10, 5)).toBe(0);
    position.onLevel(30);
    expect(position.aheadLots).toBe(10);
    // Ten ahead and twenty behind, nine of them cancelled without a trade: three were ahead.
    position.onLevel(21);
    expect(position.aheadLots).toBeCloseTo(7, 12);
  });

  it('counts only what vanished beyond the trades as cancelled', () => {
    const position = placed(power(1), 20, 20);
    position.onTrade(10, 5);
    position.onLevel(24); // 30 after the trade, so 6 were cancelled: 2 of the 10 ahead
    expect(position.aheadLots).toBeCloseTo(8, 12);
  });

  it('forgets trades of the order before when it is placed again', () => {
    const position = placed(power(1), 10);
    position.onTrade(4, 1);
    position.place(20);
    position.onLevel(10);
    expect(position.aheadLots).toBe(10);
  });

  it('fills whole lots only', () => {
    const position = placed(power(1), 3, 3);
    position.onLevel(5); // 2.5 ahead
    expect(position.onTrade(3, 9)).toBe(0);
    expect(position.onTrade(3, 9)).toBe(3);
  });

  it('stays between 0 and the displayed size, and is never filled by a cancellation', () => {
    const model = fc.oneof(fc.constant(logarithmic), fc.double({ min: 0.2, max: 8, noNaN: true }).map(power));
    const sizes = fc.array(fc.nat(200), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(model, fc.nat(100), sizes, (chosen, displayed, steps) => {
        const position = placed(chosen, displayed);
        for (const lots of steps) {
          position.onLevel(lots);
          expect(position.aheadLots).toBeGreaterThanOrEqual(0);
          expect(position.aheadLots).toBeLessThanOrEqual(Math.min(lots, displayed));
        }
      }),
    );
  });

  it('is never further back than the risk-averse estimate of the same market', () => {
    const act = fc.record({ traded: fc.nat(10), size: fc.nat(100) });
    fc.assert(
      fc.property(fc.nat(80), fc.array(act, { maxLength: 30 }), (displayed, acts) => {
        const positions = [riskAverse, power(2), logarithmic].map((model) => placed(model, displayed));
        for (const { traded, size } of acts) {
          for (const position of positions) {
            position.onTrade(traded, 1_000_000);
            position.onLevel(size);
          }
          const [careful, ...hopeful] = positions.map((position) => position.aheadLots);
          for (const ahead of hopeful) expect(ahead).toBeLessThanOrEqual(careful! + 1e-9);
        }
      }),
    );
  });

  it.each([0, -1, 100, Number.NaN])('crashes on the exponent %s', (exponent) => {
    expect(() => new QueuePosition(power(exponent))).toThrow('the exponent of a queue model');
  });
});
