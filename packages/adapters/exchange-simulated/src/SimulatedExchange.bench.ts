// Nanoseconds per bar from feed to engine, without orders and beside a resting order that no bar reaches.
// Run: node packages/adapters/exchange-simulated/src/SimulatedExchange.bench.ts

import { MINUTE, NEVER } from '@qca/base';
import type { Bar } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import type { Feed } from '@qca/ports';
import { amount } from '@qca/units';
import { createSimulatedExchange } from './SimulatedExchange.ts';
import { place } from './testing/Session.ts';
import { limit, START, sampleInstrument } from './testing/samples.ts';

const BARS = 2_000_000;

function barFeed(): Feed {
  const bar: Bar = {
    kind: 'bar',
    instrument: 0,
    openTimeUs: START,
    venueTimeUs: START,
    timeUs: START,
    openTicks: 0,
    highTicks: 0,
    lowTicks: 0,
    closeTicks: 0,
    volumeLots: 1000,
  };
  let next = 0;
  return {
    instruments: [sampleInstrument()],
    peekTimeUs: () => (next < BARS ? START + next * MINUTE : NEVER),
    take() {
      const price = 10_000 + (next % 997);
      bar.openTimeUs = START + next * MINUTE;
      bar.venueTimeUs = bar.timeUs = bar.openTimeUs + MINUTE;
      bar.openTicks = price;
      bar.highTicks = price + 20;
      bar.lowTicks = price - 20;
      bar.closeTicks = price + 3;
      next += 1;
      return bar;
    },
    close() {},
  };
}

function nanosecondsPerBar(resting: OrderSpec | undefined): number {
  const exchange = createSimulatedExchange({ feed: barFeed(), seed: 1 });
  exchange.deposit('kraken', 'USD', amount(10n ** 18n));
  exchange.deposit('kraken', 'BTC', amount(10n ** 18n));
  if (resting !== undefined) exchange.send([place('resting', resting)], START);
  const started = process.cpuUsage();
  while (exchange.peekTimeUs() !== NEVER) exchange.take();
  // Processor time, so that other work on the machine does not count.
  return (process.cpuUsage(started).user * 1000) / BARS;
}

const trailing: OrderSpec = {
  instrument: 0,
  side: 'sell',
  type: 'trailing-stop',
  quantityLots: 1,
  trailTicks: 5000,
};
const work: [string, OrderSpec | undefined][] = [
  ['no order', undefined],
  ['a limit order never reached', limit('buy', 1, 100)],
  ['a trailing stop, walked along each path', trailing],
];
for (const [name, resting] of work) {
  const runs = Array.from({ length: 5 }, () => nanosecondsPerBar(resting)).sort((a, b) => a - b);
  const [best = 0, , median = 0] = runs;
  process.stdout.write(`${name}: ${median.toFixed(0)} ns per bar (best ${best.toFixed(0)})\n`);
}
