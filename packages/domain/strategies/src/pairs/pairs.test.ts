import { MINUTE } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barsAt,
  causalDecisions,
  playStrategy,
  TEST_START_US,
  testBar,
  testInstrument,
  testOffer,
  wanderingCloses,
} from '../testing/index.ts';
import { pairs } from './pairs.ts';

const btc = testInstrument(0, { tick: '1' });
const eth = testInstrument(1, { base: 'ETH', tick: '0.1', lot: '0.001' });
const offer = testOffer([btc, eth]);
const perpetuals = testOffer([
  testInstrument(0, { tick: '1', kind: 'perpetual' }),
  testInstrument(1, { base: 'ETH', tick: '0.1', lot: '0.001', kind: 'perpetual' }),
]);
const short = { window: 10, entryZ: 1.5, exitZ: 0.2, stopZ: 50, costMultiple: 0 };

function script(first: readonly number[], second: readonly number[]) {
  return [...barsAt(0, first), ...barsAt(1, second)].sort((a, b) => a.timeUs - b.timeUs);
}

/** Two prices with a common wander and a spread that is pulled back. */
function twins(seed: number, count: number): { first: number[]; second: number[] } {
  const common = wanderingCloses({ seed, count, level: 1_000_000, step: 0.001 });
  const spread = wanderingCloses({ seed: seed + 1, count, level: 1_000_000, step: 0.002, pull: 0.2 });
  const first = common.map((level, at) => Math.round((20_000 * level * (spread[at] ?? 1)) / 1e12));
  const second = common.map((level) => Math.round((15_000 * level) / 1e6));
  return { first, second };
}

function zOf(
  first: readonly number[],
  second: readonly number[],
  fixed?: number,
): { z: number; slope: number } {
  const ys = first.map((close) => Math.log(close));
  const xs = second.map((close) => Math.log(close * 0.1));
  const n = ys.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(xs), mean(ys)];
  const sxy = xs.reduce((sum, x, at) => sum + (x - mx) * ((ys[at] ?? 0) - my), 0);
  const slope = fixed ?? sxy / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  const left = xs.map((x, at) => (ys[at] ?? 0) - my - slope * (x - mx));
  const deviation = Math.sqrt(left.reduce((sum, value) => sum + value ** 2, 0) / (n - 2));
  return { z: (left.at(-1) ?? 0) / deviation, slope };
}

describe('pairs', () => {
  it.each(['rolling', 'fixed'])('opens and closes by the regression on slices (%s hedge)', (hedge) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const { first, second } = twins(seed, 150);
        const played = playStrategy(pairs, perpetuals, script(first, second), {
          parameters: { ...short, hedge },
        });
        const expected: string[] = [];
        let direction = 0;
        for (let at = 9; at < first.length; at += 1) {
          const { z, slope } = zOf(
            first.slice(at - 9, at + 1),
            second.slice(at - 9, at + 1),
            hedge === 'fixed' ? 1 : undefined,
          );
          if (direction !== 0 && (Math.abs(z) <= 0.2 || z * direction > 0)) {
            expected.push(`0 ${at}`);
            direction = 0;
          } else if (direction === 0 && Math.abs(z) >= 1.5 && slope > 0) {
            direction = z < 0 ? 1 : -1;
            expected.push(`${direction} ${at}`);
          }
        }
        const start = TEST_START_US;
        const found = played.decisions
          .filter(({ intent }) => intent.kind === 'place' && intent.order.instrument === 0)
          .map(({ intent, timeUs }) => `${intent.why.numbers['direction']} ${(timeUs - start) / MINUTE}`);
        expect(found).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('holds the hedge ratio of value on the other side, and nothing when out', () => {
    const { first, second } = twins(3, 400);
    const played = playStrategy(pairs, perpetuals, script(first, second), { parameters: short });
    const opened = played.decisions.find(({ intent }) => intent.why.numbers['direction'] !== 0);
    const at = Math.round(((opened?.timeUs ?? 0) - TEST_START_US) / MINUTE);
    const [one, other] = played.decisions
      .filter(({ timeUs }) => timeUs === opened?.timeUs)
      .map(({ intent }) => intent);
    if (one?.kind !== 'place' || other?.kind !== 'place') throw new Error('two orders');
    const value = (order: { quantityLots: number }, lot: number, price: number): number =>
      order.quantityLots * lot * price;
    const ratio =
      value(other.order, 0.001, (second[at] ?? 0) * 0.1) / value(one.order, 0.0001, first[at] ?? 0);
    expect(ratio).toBeCloseTo(one.why.numbers['slope'] ?? 0, 1);
    expect(one.order.side).not.toBe(other.order.side);
  });

  it('sells on spot only what it holds, and comes back to where it started', () => {
    const { first, second } = twins(11, 600);
    const played = playStrategy(pairs, offer, script(first, second), { parameters: { ...short, weight: 1 } });
    expect(played.fills.length).toBeGreaterThan(8);
    expect(played.view.held('kraken', 'BTC')).toBeGreaterThanOrEqual(0);
    expect(played.view.held('kraken', 'ETH')).toBeGreaterThanOrEqual(0);
    expect(played.view.held('kraken', 'USD')).toBeGreaterThanOrEqual(0);
  });

  it('gives up at the stop and stays out until the spread has been back', () => {
    const { first, second } = twins(5, 60);
    const runaway = [
      ...first,
      ...Array.from({ length: 40 }, (_, bar) => Math.round((first.at(-1) ?? 0) * 1.02 ** (bar + 1))),
    ];
    const flat = [...second, ...Array.from({ length: 40 }, (_, bar) => (second.at(-1) ?? 0) + (bar % 2))];
    const played = playStrategy(pairs, perpetuals, script(runaway, flat), {
      parameters: { ...short, hedge: 'fixed', entryZ: 1.2, stopZ: 2 },
    });
    expect(played.decisions.some(({ intent }) => intent.why.text === 'stop: the spread went on')).toBe(true);
  });

  it('stays out where four trades cost more than the way back', () => {
    const { first, second } = twins(3, 400);
    expect(
      playStrategy(pairs, perpetuals, script(first, second), { parameters: { ...short, costMultiple: 0 } })
        .decisions.length,
    ).toBeGreaterThan(0);
    const dear = testOffer([
      testInstrument(0, { tick: '1', taker: '0.02' }),
      testInstrument(1, { base: 'ETH', tick: '0.1', taker: '0.02' }),
    ]);
    expect(
      playStrategy(pairs, dear, script(first, second), { parameters: { ...short, costMultiple: 1 } })
        .decisions,
    ).toEqual([]);
  });

  it('gives up an entry of which one side is refused, and stays out for a while', () => {
    const { first, second } = twins(3, 400);
    const refused = playStrategy(pairs, perpetuals, script(first, second), { parameters: short, deaf: true });
    const texts = refused.decisions.map(({ intent }) => intent.why.text);
    // Two sides ask on the bar of the signal and on the next; two bars later nothing is held, so nothing is left to close.
    expect(texts.slice(2, 4)).toEqual(Array(2).fill('not yet where it should be'));
    const [begun = 0, ...later] = refused.decisions
      .filter((_, at) => at % 2 === 0)
      .map(({ timeUs }) => timeUs / MINUTE);
    expect(later[0]).toBe(begun + 1);
    expect(later[1]).toBeGreaterThan(begun + 4);
  });

  it('makes no pair of closes of different moments', () => {
    const { first, second } = twins(3, 100);
    const late = second.map((close, at) => testBar(1, TEST_START_US + at * MINUTE + MINUTE / 2, close));
    const events = [...barsAt(0, first), ...late].sort((a, b) => a.timeUs - b.timeUs);
    expect(playStrategy(pairs, perpetuals, events, { parameters: short }).decisions).toEqual([]);
  });

  it('asks for a quarter in each base and half in quote, or quote alone for perpetuals', () => {
    expect(pairs.fit(offer, pairs.defaults)).toEqual({
      ok: true,
      value: {
        instruments: [0, 1],
        funding: [
          { venue: 'kraken', asset: 'BTC', part: 0.25 },
          { venue: 'kraken', asset: 'USD', part: 0.5 },
          { venue: 'kraken', asset: 'ETH', part: 0.25 },
        ],
      },
    });
    expect(pairs.fit(perpetuals, pairs.defaults)).toMatchObject({
      value: { funding: [{ asset: 'USD', part: 1 }] },
    });
    expect(pairs.fit(offer, { ...pairs.defaults, first: eth.id, second: btc.id })).toMatchObject({
      value: { instruments: [1, 0] },
    });
  });

  it('says what is missing', () => {
    const apart = testOffer([btc, testInstrument(1, { base: 'ETH', venue: 'coinbase' })]);
    expect(pairs.fit(apart, pairs.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('on one venue in one quote') },
    });
    expect(pairs.fit(offer, { ...pairs.defaults, first: 'kraken:XMR/USD' })).toMatchObject({ ok: false });
  });

  it('does not look ahead and decides the same twice', () => {
    const { first, second } = twins(21, 300);
    expect(causalDecisions(pairs, offer, script(first, second), short)).toBeGreaterThan(10);
  });
});
