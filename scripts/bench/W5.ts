import { join } from 'node:path';
import { executePlan, type Market, openMarket, planRun } from '@qca/agent';
import { DEFAULT_SETTINGS } from '@qca/exchange-simulated';
import { createMemoryStore } from '@qca/store-local';
import { check, type Runner, type Workload } from './Workload.ts';

const FOLDER = 'spot-1m-2023-03';
const MINUTE_US = 60_000_000;
const BUDGET = 100_000;

/** W5: fourteen days of three exchanges merged by time, arbitrage between and inside them, orders a minute late. */
export const W5: Workload = {
  name: 'W5',
  title:
    'multi-venue arbitrage replay: 11 files, 193,126 bars, engine with ledger and risk, one-minute execution delay',
  async prepare(settings) {
    const path = join(settings.data, FOLDER);
    const market = await openMarket({ kind: 'recorded', path, fromUs: null, toUs: null, skipBadRows: false });
    const { plan } = planRun({
      market,
      strategies: ['cross-exchange-arbitrage', 'triangular-arbitrage'],
      parameters: {},
      seed: 1,
      budget: BUDGET,
      settings: { ...DEFAULT_SETTINGS, orderLatency: { kind: 'constant', us: MINUTE_US } },
    });
    const gaps = countGaps(market);
    let planned = 0;
    let flat = 0;
    const ours: Runner = {
      name: 'ours',
      version: '',
      async run() {
        planned = 0;
        flat = 0;
        const executed = await executePlan(plan, market, {
          store: createMemoryStore({ retain: 'none' }),
          mode: 'backtest',
          id: 'W5',
          createdUs: 0,
          project: false,
          observe: (state) => {
            for (const fact of state.facts) {
              if (fact.kind !== 'legs-advanced') continue;
              if (fact.stage === 'planned') planned += 1;
              if (fact.stage === 'flat') flat += 1;
            }
          },
        });
        return market.rows.bars / executed.seconds;
      },
      details: () => ({
        'trades planned': planned,
        'trades flat': flat,
        'minutes with a gap, before costs': gaps.beforeCosts,
        'after 0.1 % a side': gaps.afterTen,
        'after 0.4 % a side': gaps.afterForty,
      }),
    };
    return {
      unit: 'rows/s',
      ours,
      peers: [],
      check: () => [
        check('files', 11, market.rows.files),
        check('bars', 193_126, market.rows.bars),
        check('common minutes of Coinbase and Kraken BTC/USD', 19_822, gaps.common),
        check('largest gap, basis points', 57.6, gaps.largestBps, 0.05),
        check('minutes above 20 basis points', 151, gaps.aboveTwenty),
        check('lowest USDC/USD on Kraken', 0.874, gaps.lowestUsdc, 0.0005),
      ],
    };
  },
};

/** Reference facts of the data, counted from its closes: BTC/USD on two venues at the same minutes, and the de-peg. */
function countGaps(market: Market) {
  const indexOf = (id: string): number => market.instruments.find((each) => each.id === id)?.index ?? -1;
  const [coinbase, kraken, usdc] = ['coinbase:BTC/USD', 'kraken:BTC/USD', 'kraken:USDC/USD'].map(indexOf) as [
    number,
    number,
    number,
  ];
  const closes = new Map<number, number>();
  const counted = {
    common: 0,
    largestBps: 0,
    aboveTwenty: 0,
    beforeCosts: 0,
    afterTen: 0,
    afterForty: 0,
    lowestUsdc: Number.POSITIVE_INFINITY,
  };
  const feed = market.open();
  while (Number.isFinite(feed.peekTimeUs())) {
    const event = feed.take();
    if (event.kind !== 'bar') continue;
    const price = event.closeTicks * (market.instruments[event.instrument]?.tickSize ?? 0);
    if (event.instrument === usdc)
      counted.lowestUsdc = Math.min(
        counted.lowestUsdc,
        event.lowTicks * (market.instruments[usdc]?.tickSize ?? 0),
      );
    if (event.instrument !== coinbase && event.instrument !== kraken) continue;
    const other = closes.get(event.timeUs);
    if (other === undefined) {
      closes.set(event.timeUs, event.instrument === coinbase ? price : -price);
      continue;
    }
    // The first of the two closes carries its venue in its sign.
    const [atCoinbase, atKraken] = other > 0 ? [other, price] : [price, -other];
    const bps = Math.abs(atCoinbase / atKraken - 1) * 10_000;
    counted.common += 1;
    counted.largestBps = Math.max(counted.largestBps, bps);
    if (bps > 20) counted.aboveTwenty += 1;
    if (bps > 0) counted.beforeCosts += 1;
    if (bps > 2 * 10) counted.afterTen += 1;
    if (bps > 2 * 40) counted.afterForty += 1;
    closes.delete(event.timeUs);
  }
  return counted;
}
