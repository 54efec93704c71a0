import { MINUTE, SECOND, type TimeUs } from '@qca/base';
import { decodeEntries, type Entry } from '@qca/engine';
import { DEFAULT_SETTINGS } from '@qca/exchange-simulated';
import { defaultGeneratedMarket, type GeneratedMarket } from '@qca/feed-generated';
import { createMemoryStore } from '@qca/store-local';
import { accept, BUILT_IN_STRATEGIES, NO_INTENTS, type Strategy } from '@qca/strategies';
import { describe, expect, it } from 'vitest';
import { executePlan, type Market, planRun, type RunPlan } from '../parity/agent.ts';
import { generatedOf, playable } from '../parity/markets.ts';
import { noiseAfter } from './noiseAfter.ts';

// What is decided up to t may not depend on what happened after t: the strategy, the gate, the books and the venues in
// front of them are all inside what is tested. All strategies run together; each is judged by its own decisions.

/** Windows short enough that every strategy has decided something before the first cut. */
const PARAMETERS: Readonly<Record<string, object>> = {
  momentum: { lookback: 6, volatilityWindow: 6, rebalanceBars: 2, band: 0.02 },
  'mean-reversion': { window: 8, entryZ: 1, costMultiple: 0 },
  pairs: { window: 8, entryZ: 0.8, exitZ: 0.2, costMultiple: 0 },
  'sma-cross': { fast: 2, slow: 5 },
  'spot-perpetual-basis': { holdingHours: 1, annualReturnMin: -5, annualReturnExit: -20, slippageBps: 0 },
  'cross-exchange-arbitrage': { profitBpsMin: 0, slippageBps: 0, transferBps: 0 },
  'triangular-arbitrage': { profitBpsMin: 0, slippageBps: 0 },
  'market-making': { warmupWindows: 5 },
};

/** What happened at a venue at t is heard this much later: decisions up to then know nothing that came after t. */
const HEARD_US = DEFAULT_SETTINGS.feedLatencyUs;

/** Parts of the feed after which the truth ends. */
const CUTS = [0.4, 0.6, 0.8];

interface FeedKind {
  readonly name: string;
  readonly generated: GeneratedMarket;
  /** Cuts fall on multiples of this: a bar under way at a cut would belong to both sides of it. */
  readonly stepUs: number;
}

const FEEDS: readonly FeedKind[] = [
  { name: 'bars', generated: { ...generatedOf(['bars']), durationUs: 240 * MINUTE }, stepUs: MINUTE },
  {
    name: 'quotes and trades',
    generated: { ...generatedOf(['quotes', 'trades']), durationUs: 2 * MINUTE },
    stepUs: SECOND,
  },
  {
    name: 'depth',
    generated: { ...generatedOf(['depth', 'trades']), durationUs: 2 * MINUTE },
    stepUs: SECOND,
  },
  { name: 'generated', generated: mixed(), stepUs: 5 * SECOND },
];

/** Bars at one venue, trades, quotes and depth at the others, as the product generates them, with faster bars. */
function mixed(): GeneratedMarket {
  const market = defaultGeneratedMarket(3);
  const gap = { meanBps: 0, deviationBps: 25 };
  return {
    ...market,
    durationUs: 3 * MINUTE,
    instruments: market.instruments.map((each) => ({
      ...each,
      // A premium that lasts, for the basis trade; gaps that come and go, for all others.
      gap:
        each.spec.kind === 'perpetual'
          ? { ...gap, meanBps: 60, halfLifeUs: 5 * MINUTE }
          : { ...gap, halfLifeUs: MINUTE },
      ...(each.barIntervalUs === undefined ? {} : { barIntervalUs: 5 * SECOND }),
    })),
  };
}

interface Decision {
  readonly strategy: string;
  readonly timeUs: TimeUs;
  readonly text: string;
}

async function decisionsOn(market: Market, plan: RunPlan, own?: Strategy): Promise<Decision[]> {
  const store = createMemoryStore();
  const execution = {
    store,
    mode: 'backtest',
    id: 'lookahead',
    createdUs: 0,
    project: false,
    ...(own === undefined ? {} : { own }),
  } as const;
  const { state } = await executePlan(plan, market, execution);
  const journal = await store.openJournal('lookahead', { writer: false });
  const decisions: Decision[] = [];
  const placedBy = new Map<string, number>();
  const take = (entry: Entry): void => {
    if (entry.kind !== 'order-placed' && entry.kind !== 'intent-refused' && entry.kind !== 'cancel-sent')
      return;
    if (entry.kind === 'order-placed') placedBy.set(entry.orderId, entry.strategy);
    const index =
      entry.kind === 'cancel-sent' ? placedBy.get(entry.orderId.replace(/\.(tp|sl)$/, '')) : entry.strategy;
    const strategy = state.strategies[index ?? -1]?.configuration.name ?? 'nobody';
    decisions.push({ strategy, timeUs: entry.timeUs, text: JSON.stringify(entry) });
  };
  for await (const block of journal.blocks()) decodeEntries(block.bytes, take);
  await store.close();
  return decisions;
}

const ran = new Set<string>();

describe.each(FEEDS)('on $name', ({ generated, name, stepUs }) => {
  const market = playable(name, generated);
  const fitting = BUILT_IN_STRATEGIES.filter(
    (strategy) => strategy.fit(offerOf(market), parametersOf(strategy.name)).ok,
  );
  const played = playAll(
    market,
    fitting.map((each) => each.name),
    cutsOf(generated, stepUs),
  );

  it.each(fitting.map((each) => each.name))(
    '%s decides up to t by what happened up to t',
    async (strategy) => {
      const { truth, noisy } = await played;
      const own = (decisions: readonly Decision[], keep: (timeUs: TimeUs) => boolean): string[] =>
        decisions.filter((each) => each.strategy === strategy && keep(each.timeUs)).map((each) => each.text);
      for (const { cutUs, decisions } of noisy) {
        const upTo = own(truth, (timeUs) => timeUs <= cutUs + HEARD_US);
        expect(
          upTo.length,
          `${strategy} decided nothing up to ${cutUs}: the test proves nothing`,
        ).toBeGreaterThan(0);
        expect(own(decisions, (timeUs) => timeUs <= cutUs + HEARD_US)).toEqual(upTo);
      }
      // The noise must have mattered, or it would be no test.
      const first = noisy[0]!;
      const after = (timeUs: TimeUs): boolean => timeUs > first.cutUs + HEARD_US;
      expect(own(first.decisions, after)).not.toEqual(own(truth, after));
      ran.add(strategy);
    },
  );
});

describe('a strategy that knows the next bar', () => {
  it('is found out', async () => {
    const { generated, stepUs, name } = FEEDS[0]!;
    const market = playable(name, generated);
    const planned = { market, strategies: [], parameters: {}, seed: 9, budget: 100_000 };
    const { plan } = planRun({ ...planned, own: { strategy: clairvoyant(market), file: 'clairvoyant.ts' } });
    const cutUs = cutsOf(generated, stepUs)[0]!;
    const noisy = { ...market, open: () => noiseAfter(market.open(), cutUs, 1) };
    const upTo = (decisions: readonly Decision[]) =>
      decisions.filter((each) => each.timeUs <= cutUs + HEARD_US).map((each) => each.text);
    const truth = upTo(await decisionsOn(market, plan, clairvoyant(market)));
    expect(truth.length).toBeGreaterThan(0);
    expect(upTo(await decisionsOn(noisy, plan, clairvoyant(noisy)))).not.toEqual(truth);
  });
});

/** Buys one lot at the price that the next bar of the first instrument will close at. */
function clairvoyant(market: Market): Strategy {
  const closes: number[] = [];
  const feed = market.open();
  while (Number.isFinite(feed.peekTimeUs())) {
    const event = feed.take();
    if (event.kind === 'bar' && event.instrument === 0) closes.push(event.closeTicks);
  }
  const { venue, quote } = market.instruments[0]!;
  return {
    name: 'clairvoyant',
    summary: 'Knows the next bar.',
    source: 'None.',
    defaults: {},
    fit: () => accept({ instruments: [0], funding: [{ venue, asset: quote.id, part: 1 }] }),
    start: () => ({ heard: 0 }),
    react: (state, _view, event) => {
      if (event.kind !== 'bar') return NO_INTENTS;
      const own = state as { heard: number };
      own.heard += 1;
      const limitTicks = closes[own.heard] ?? 1;
      return [
        {
          kind: 'place',
          order: {
            instrument: 0,
            side: 'buy',
            type: 'limit',
            quantityLots: 1,
            limitTicks,
            timeInForce: 'ioc',
          },
          why: { text: 'it will be there', numbers: {} },
        },
      ];
    },
  };
}

describe('together', () => {
  it('the feeds try every built-in strategy', () => {
    expect([...ran].sort()).toEqual(BUILT_IN_STRATEGIES.map((each) => each.name).sort());
  });
});

async function playAll(market: Market, strategies: readonly string[], cuts: readonly TimeUs[]) {
  const parameters = Object.fromEntries(strategies.map((each) => [each, parametersOf(each)]));
  const { plan } = planRun({ market, strategies, parameters, seed: 9, budget: 100_000 });
  const truth = await decisionsOn(market, plan);
  const noisy = [];
  for (const cutUs of cuts) {
    const changed = { ...market, open: () => noiseAfter(market.open(), cutUs, cutUs) };
    noisy.push({ cutUs, decisions: await decisionsOn(changed, plan) });
  }
  return { truth, noisy };
}

function cutsOf({ startUs, durationUs }: GeneratedMarket, stepUs: number): TimeUs[] {
  return CUTS.map((part) => startUs + Math.round((durationUs * part) / stepUs) * stepUs);
}

function parametersOf(name: string): object {
  return {
    ...(BUILT_IN_STRATEGIES.find((each) => each.name === name)?.defaults as object),
    ...PARAMETERS[name],
  };
}

function offerOf(market: Market) {
  return {
    instruments: market.instruments,
    data: market.data.map((each) => new Set(each.kinds)),
    barIntervalUs: market.data.map((each) => each.barIntervalUs),
    reportingAsset: 'USD',
  };
}
