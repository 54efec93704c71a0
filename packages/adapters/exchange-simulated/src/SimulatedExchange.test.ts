import { MINUTE, NEVER } from '@qca/base';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { createSimulatedExchange, type SimulatedExchange } from './SimulatedExchange.ts';
import { FRICTIONLESS } from './settings.ts';
import { brief, cancel, place, play } from './testing/Session.ts';
import { bar, limit, market, START, sampleInstrument } from './testing/samples.ts';
import { scriptedFeed } from './testing/scriptedFeed.ts';

const BARS = [
  bar(0, [10_000, 10_100, 9_900, 10_050]),
  bar(1, [10_060, 10_200, 10_000, 10_150]),
  bar(2, [10_150, 10_160, 9_800, 9_850]),
];

describe('the order of what is heard', () => {
  it('delivers bars at their close, never before', () => {
    const { all } = play({ events: BARS });
    expect(all.map(({ timeUs }) => timeUs)).toEqual([1, 2, 3].map((minute) => START + minute * MINUTE));
  });

  it('delays bars by the feed latency', () => {
    const { all } = play({ events: BARS, settings: { feedLatencyUs: 250 } });
    expect(all[0]?.timeUs).toBe(START + MINUTE + 250);
  });

  it('trades at the close just heard when nothing costs time', () => {
    const { reports } = play({
      events: BARS,
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 3))] }],
    });
    expect(brief(reports)).toEqual(['a accepted', 'a filled 3@10050 taker']);
    expect(reports.map(({ timeUs }) => timeUs)).toEqual([START + MINUTE, START + MINUTE]);
  });

  it('trades at the next open when the order travels', () => {
    const { fills } = play({
      events: BARS,
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 3))] }],
      settings: { orderLatency: { kind: 'constant', us: 1 } },
    });
    expect(fills[0]).toMatchObject({ priceTicks: 10_060, venueTimeUs: START + MINUTE + 1 });
  });

  it('says NEVER at the end, and crashes on a take after it', () => {
    const { exchange } = play({ events: [] });
    expect(exchange.peekTimeUs()).toBe(NEVER);
    expect(() => exchange.take()).toThrow('nothing is heard');
  });

  it('tells a resting order cancelled', () => {
    const { reports } = play({
      events: BARS,
      steps: [
        { atUs: START + MINUTE, actions: [place('a', limit('buy', 3, 5_000))] },
        { atUs: START + 2 * MINUTE, actions: [cancel('a')] },
      ],
    });
    expect(brief(reports)).toEqual(['a accepted', 'a cancelled requested']);
  });

  it('fills a resting order inside the bar, and hears it before the bar', () => {
    const { all, fills } = play({
      events: BARS,
      steps: [{ atUs: START + 2 * MINUTE, actions: [place('a', limit('buy', 3, 9_900))] }],
    });
    expect(fills[0]).toMatchObject({ priceTicks: 9_900, liquidity: 'maker' });
    expect(fills[0]?.venueTimeUs).toBe(START + 2 * MINUTE + 40_000_000);
    expect(all.at(-1)?.kind).toBe('bar');
  });

  it('settles balances exactly', () => {
    const { exchange } = play({
      events: BARS,
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 3))] }],
      balances: { USD: 1000 },
    });
    // 3 lots = 0.003 BTC at 100.50 = 0.3015 USD; 0.2 % = 0.000603 USD.
    expect(exchange.venueBalances('kraken')).toEqual([
      { asset: 'BTC', total: 300_000n },
      { asset: 'USD', total: 100_000_000_000n - 30_150_000n - 60_300n },
    ]);
  });
});

describe('a caller with a timer of its own', () => {
  it('keeps the venues from working past it, so that it may still act then', () => {
    const open = (): SimulatedExchange => {
      const exchange = createSimulatedExchange({
        feed: scriptedFeed([sampleInstrument()], BARS),
        seed: 1,
        settings: FRICTIONLESS,
      });
      exchange.deposit('kraken', 'USD', amount(10n ** 12n));
      exchange.take();
      // A resting order, so that the path of the second bar is worth walking.
      exchange.send([place('resting', limit('buy', 1, 10_010))], START + MINUTE);
      exchange.take();
      return exchange;
    };
    const timerUs = START + MINUTE + 1;
    const careful = open();
    expect(careful.peekTimeUs(timerUs)).toBe(NEVER);
    careful.send([place('a', market('buy', 1))], timerUs);
    careful.take();
    expect(careful.take()).toMatchObject({ orderId: 'a', priceTicks: 10_060, venueTimeUs: timerUs });
    // Who looks ahead first finds that time has gone on: to the low after two thirds, where the bid filled.
    const careless = open();
    expect(careless.peekTimeUs()).toBe(START + MINUTE + 40_000_000);
    careless.send([place('a', market('buy', 1))], timerUs);
    const heard = [careless.take(), careless.take(), careless.take()];
    expect(heard.at(-1)).toMatchObject({
      orderId: 'a',
      priceTicks: 10_000,
      venueTimeUs: START + MINUTE + 40_000_000,
    });
  });

  it('hears that the market is over once the last event is told, and not before', () => {
    const exchange = createSimulatedExchange({ feed: scriptedFeed([sampleInstrument()], BARS), seed: 1 });
    for (const _ of BARS) {
      expect(exchange.ended()).toBe(false);
      exchange.take();
    }
    expect(exchange.ended()).toBe(true);
  });
});

describe('before a live feed', () => {
  it('answers from what is known, waits with the feed, and lets nothing expire ahead of time', async () => {
    const events = [...BARS];
    const told: typeof BARS = [];
    const instruments = [sampleInstrument()];
    let wake = (): void => {};
    const feed = {
      ...scriptedFeed(instruments, told),
      wait: () => new Promise<void>((resolve) => (wake = resolve)),
    };
    const exchange = createSimulatedExchange({ feed, seed: 1, settings: FRICTIONLESS });
    exchange.deposit('kraken', 'USD', amount(10n ** 12n));
    expect([exchange.peekTimeUs(), exchange.ended()]).toEqual([NEVER, false]);
    const waiting = exchange.wait?.();
    told.push(events.shift() as (typeof BARS)[number]);
    wake();
    await waiting;
    expect(exchange.take().kind).toBe('bar');
    const expireTimeUs = START + MINUTE + 90_000_000;
    const spec = limit('buy', 1, 5_000, { timeInForce: 'gtd', expireTimeUs });
    exchange.send([place('a', spec)], START + MINUTE);
    expect(exchange.take().kind).toBe('order-accepted');
    expect(exchange.peekTimeUs()).toBe(NEVER);
    told.push(...events);
    expect(exchange.take()).toMatchObject({ kind: 'bar', timeUs: START + 2 * MINUTE });
    expect(exchange.take()).toMatchObject({
      kind: 'order-cancelled',
      reason: 'expired',
      timeUs: expireTimeUs,
    });
  });
});

describe('an exchange whose maker forgot something', () => {
  it('crashes without instruments, and on venues that are not there', () => {
    const make = (count: number) =>
      createSimulatedExchange({ feed: scriptedFeed(count === 0 ? [] : [sampleInstrument()], []), seed: 1 });
    expect(() => make(0)).toThrow('at least one instrument');
    expect(() => make(1).deposit('nowhere', 'USD', amount(1n))).toThrow('nowhere');
    expect(() => make(1).deposit('kraken', 'USD', amount(-1n))).toThrow('is not one');
    const request = { kind: 'request-snapshot', requestId: 's', venue: 'nowhere' } as const;
    expect(() => make(1).send([request], START)).toThrow('a venue of the feed');
  });

  it('crashes when the feed speaks of an instrument it does not list', () => {
    const exchange = createSimulatedExchange({
      feed: scriptedFeed([sampleInstrument()], [{ ...bar(0, [1, 1, 1, 1]), instrument: 7 }]),
      seed: 1,
      settings: FRICTIONLESS,
    });
    expect(() => exchange.peekTimeUs()).toThrow('instrument 7');
  });
});
