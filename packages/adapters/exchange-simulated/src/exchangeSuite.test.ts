import { MILLISECOND, Random } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import { type ExchangeHarness, exchangeSuite } from '@qca/ports/suites';
import { amount } from '@qca/units';
import { createSimulatedExchange } from './SimulatedExchange.ts';
import { DEFAULT_SETTINGS, FRICTIONLESS, type SimulationSettings } from './settings.ts';
import { bar, depth, quote, sampleInstrument, trade } from './testing/samples.ts';
import { scriptedFeed } from './testing/scriptedFeed.ts';

const EVENTS = 400;
const PRICE = 10_000;
const RICH = amount(10n ** 15n);

function harness(events: readonly MarketEvent[], settings: SimulationSettings): ExchangeHarness {
  const instruments: Instrument[] = [sampleInstrument()];
  const exchange = createSimulatedExchange({ feed: scriptedFeed(instruments, events), seed: 1, settings });
  exchange.deposit('kraken', 'BTC', RICH);
  exchange.deposit('kraken', 'USD', RICH);
  return {
    exchange,
    instrument: 0,
    venue: 'kraken',
    priceTicks: PRICE,
    quantityLots: 5,
    unknownInstrument: 9,
  };
}

function market(eventAt: (index: number, ticks: number) => MarketEvent): MarketEvent[] {
  const random = new Random(11);
  return Array.from({ length: EVENTS }, (_, index) => eventAt(index, PRICE + random.nextBelow(21) - 10));
}

const bars = market((index, ticks) => bar(index, [ticks, ticks + 9, ticks - 9, ticks + 3]));
const quotes = market((index, ticks) => quote(index * 10, [50, ticks - 1], [50, ticks + 1]));
const trades = market((index, ticks) => trade(index * 10, index % 2 === 0 ? 'buy' : 'sell', 500, ticks));
const depths = market((index, ticks) =>
  depth(index * 10, { bids: [[50, ticks - 1]], asks: [[50, ticks + 1]] }, { snapshot: true }),
);
const jitter: SimulationSettings = {
  ...DEFAULT_SETTINGS,
  orderLatency: { kind: 'log-normal', medianUs: 20 * MILLISECOND, sigma: 1 },
  reportLatency: { kind: 'log-normal', medianUs: 20 * MILLISECOND, sigma: 1 },
};

exchangeSuite('simulated from bars, as it comes', () => harness(bars, DEFAULT_SETTINGS));
exchangeSuite('simulated from bars, frictionless', () => harness(bars, FRICTIONLESS));
exchangeSuite('simulated from quotes', () => harness(quotes, DEFAULT_SETTINGS));
exchangeSuite('simulated from trades', () => harness(trades, DEFAULT_SETTINGS));
exchangeSuite('simulated from books, with jitter', () => harness(depths, jitter));
