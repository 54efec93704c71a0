import { MILLISECOND, NEVER } from '@qca/base';
import { ASK, BID } from '@qca/book';
import type { Depth, MarketEvent, Trade } from '@qca/market';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { BookTape } from './BookTape.ts';
import { createSimulatedExchange } from './SimulatedExchange.ts';
import { FRICTIONLESS, type SimulationSettings } from './settings.ts';
import { recordedBest, recordedDepth, recordedTrades } from './testing/recordedBook.ts';
import { cancel, place } from './testing/Session.ts';
import { limit, sampleInstrument } from './testing/samples.ts';
import { scriptedFeed } from './testing/scriptedFeed.ts';

describe.each([
  ['spot_btcusdt', { ticks: 100, lots: 100_000 }],
  ['usdm_btcusdt', { ticks: 10, lots: 1_000 }],
] as const)('the recorded book of %s', (name, scale) => {
  it('follows without a gap, never crosses, and has the best prices the venue told beside it', () => {
    const best = recordedBest(name, scale);
    const tape = new BookTape();
    let compared = 0;
    let unsound = 0;
    for (const depth of recordedDepth(name, scale)) {
      tape.hearDepth(depth);
      const book = tape.sound;
      if (book === undefined) unsound += 1;
      const told = best.get(depth.lastUpdateId);
      // A snapshot takes in the updates heard before it, so its book is ahead of its number.
      if (told === undefined || book === undefined || depth.snapshot) continue;
      compared += 1;
      expect([book.bestTicks(BID), book.bestLots(BID), book.bestTicks(ASK), book.bestLots(ASK)]).toEqual(
        told,
      );
    }
    expect(compared).toBeGreaterThan(20);
    // Only the updates before the one snapshot.
    expect(unsound).toBeLessThan(50);
  });
});

const SCALE = { ticks: 10, lots: 1_000 };
const REQUOTE_US = 500 * MILLISECOND;

/** Lots that a quoter at the best prices is filled over the recording, by side. */
function quoted(
  depths: readonly Depth[],
  trades: readonly Trade[],
  queue: SimulationSettings['queue'],
): number {
  const events: MarketEvent[] = [...depths, ...trades].sort((a, b) => a.venueTimeUs - b.venueTimeUs);
  const exchange = createSimulatedExchange({
    feed: scriptedFeed([sampleInstrument()], events),
    seed: 1,
    settings: { ...FRICTIONLESS, queue, orderLatency: { kind: 'constant', us: 5 * MILLISECOND } },
  });
  exchange.deposit('kraken', 'BTC', amount(10n ** 16n));
  exchange.deposit('kraken', 'USD', amount(10n ** 16n));
  const mirror = new BookTape();
  let nextUs = 0;
  let count = 0;
  let filled = 0;
  while (exchange.peekTimeUs() !== NEVER) {
    const heard = exchange.take();
    if (heard.kind === 'order-filled') {
      expect(heard.liquidity).toBe('maker');
      filled += heard.quantityLots;
    }
    if (heard.kind !== 'depth') continue;
    mirror.hearDepth(heard);
    const book = mirror.sound;
    if (book === undefined || heard.timeUs < nextUs) continue;
    nextUs = heard.timeUs + REQUOTE_US;
    const quotes = [
      limit('buy', 100, book.bestTicks(BID), { postOnly: true }),
      limit('sell', 100, book.bestTicks(ASK), { postOnly: true }),
    ];
    const before = [cancel(`b${count}`), cancel(`s${count}`)];
    count += 1;
    const [bid, ask] = quotes as [(typeof quotes)[number], (typeof quotes)[number]];
    exchange.send(
      [...(count > 1 ? before : []), place(`b${count}`, bid), place(`s${count}`, ask)],
      heard.timeUs,
    );
  }
  return filled;
}

describe('quoting at the best prices of the recorded perpetual', () => {
  it('fills the less the more one believes to be ahead, and less than what traded', () => {
    const depths = recordedDepth('usdm_btcusdt', SCALE);
    const trades = recordedTrades('usdm_btcusdt', SCALE);
    const riskAverse = quoted(depths, trades, { kind: 'risk-averse' });
    const probabilistic = quoted(depths, trades, { kind: 'probabilistic', power: 2 });
    const traded = trades.reduce((sum, { quantityLots }) => sum + quantityLots, 0);
    expect(riskAverse).toBeGreaterThan(0);
    expect(riskAverse).toBeLessThanOrEqual(probabilistic);
    expect(probabilistic).toBeLessThan(traded);
  });
});
