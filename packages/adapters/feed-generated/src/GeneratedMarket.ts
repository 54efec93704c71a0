import { Refusal, type TimeUs } from '@qca/base';
import type { AssetId, InstrumentSpec } from '@qca/market';

// What a generated market is made of. It is a simulation, and every price in it says so by its feed's `source`.

export type DataKind = 'bars' | 'trades' | 'quotes' | 'depth' | 'funding';

/** All that decides a generated stream of events: the same options give the same events, bit for bit. */
export interface GeneratedMarket {
  readonly seed: number;
  readonly startUs: TimeUs;
  readonly durationUs: number;
  /** How finely the hidden values move. Trades and quotes between two moves see the earlier one. */
  readonly stepUs: number;
  /** Time in which a burst of volatility loses half of its excess. */
  readonly clusterHalfLifeUs: number;
  /** What moves. An asset that is not listed is worth 1 for ever: the one that values are in. */
  readonly assets: readonly GeneratedAsset[];
  readonly instruments: readonly GeneratedInstrument[];
}

export interface GeneratedAsset {
  readonly id: AssetId;
  /** Value at the start. */
  readonly value: number;
  /** Standard deviation of log returns over a year of 365 days, in the long run. */
  readonly volatility: number;
  /** Correlation of its returns with the market's common factor; two assets correlate by the product of theirs. */
  readonly loading: number;
}

export interface GeneratedInstrument {
  readonly spec: InstrumentSpec;
  /** Bars, or order flow (trades, quotes, depth), and funding for perpetuals. */
  readonly kinds: readonly DataKind[];
  /** Required for bars. */
  readonly barIntervalUs?: number;
  /** How the venue's price strays from the hidden value: pulled back by half within `halfLifeUs`. */
  readonly gap: {
    readonly meanBps: number;
    /** Standard deviation in the long run. */
    readonly deviationBps: number;
    readonly halfLifeUs: number;
  };
  readonly flow: GeneratedFlow;
}

/** Order flow of one instrument at its usual volatility; both rates rise and fall with it. */
export interface GeneratedFlow {
  /** Trades that come by themselves; each brings `branching` more on average, half of them within `excitedHalfLifeUs`. */
  readonly tradesPerSecond: number;
  readonly branching: number;
  readonly excitedHalfLifeUs: number;
  /** Renewals of the book around the hidden value. */
  readonly updatesPerSecond: number;
  /** Full spread of a renewed book, at least one tick. */
  readonly spreadBps: number;
  /** Levels kept on each side, one tick apart, and their mean size at the touch. */
  readonly levels: number;
  readonly levelLots: number;
  /** Median of a trade's size; never more than the touch holds. Bars: lots traded per second. */
  readonly tradeLots: number;
}

/** Refuses a market that cannot be generated, with the key that is wrong. */
export function checkMarket(market: GeneratedMarket): void {
  demand(Number.isFinite(market.seed), 'seed', 'a number', market.seed);
  demand(isWhole(market.startUs, 0), 'startUs', 'whole microseconds since 1970', market.startUs);
  demand(isWhole(market.durationUs, 1), 'durationUs', 'whole microseconds above 0', market.durationUs);
  demand(isWhole(market.stepUs, 1), 'stepUs', 'whole microseconds above 0', market.stepUs);
  demand(market.clusterHalfLifeUs > 0, 'clusterHalfLifeUs', 'a number above 0', market.clusterHalfLifeUs);
  demand(market.instruments.length > 0, 'instruments', 'at least one instrument', 'none');
  for (const asset of market.assets) {
    const key = `assets.${asset.id}`;
    demand(
      asset.value > 0 && asset.value < Number.POSITIVE_INFINITY,
      `${key}.value`,
      'a number above 0',
      asset.value,
    );
    demand(
      asset.volatility >= 0 && asset.volatility < 10,
      `${key}.volatility`,
      'from 0 to 10 a year',
      asset.volatility,
    );
    demand(Math.abs(asset.loading) <= 1, `${key}.loading`, 'a correlation from −1 to 1', asset.loading);
  }
  for (const instrument of market.instruments) checkInstrument(instrument, market.stepUs);
}

function checkInstrument(instrument: GeneratedInstrument, stepUs: number): void {
  const { spec, kinds, gap, flow, barIntervalUs } = instrument;
  const key = `instruments.${spec.venue}:${spec.base.id}/${spec.quote.id}`;
  const hasBars = kinds.includes('bars');
  const hasFlow = kinds.some((kind) => kind === 'trades' || kind === 'quotes' || kind === 'depth');
  demand(hasBars !== hasFlow, `${key}.kinds`, 'bars, or some of trades, quotes and depth', kinds.join(', '));
  if (hasBars)
    demand(isWhole(barIntervalUs, stepUs), `${key}.barIntervalUs`, 'at least stepUs', barIntervalUs);
  if (kinds.includes('funding'))
    demand(spec.margin !== undefined, `${key}.kinds`, 'funding only with margin terms', kinds.join(', '));
  demand(Number.isFinite(gap.meanBps), `${key}.gap.meanBps`, 'a number', gap.meanBps);
  demand(
    gap.deviationBps >= 0 && gap.deviationBps < 10_000,
    `${key}.gap.deviationBps`,
    'from 0 to 10,000',
    gap.deviationBps,
  );
  demand(gap.halfLifeUs > 0, `${key}.gap.halfLifeUs`, 'a number above 0', gap.halfLifeUs);
  demand(flow.tradesPerSecond > 0, `${key}.flow.tradesPerSecond`, 'a number above 0', flow.tradesPerSecond);
  demand(
    flow.updatesPerSecond > 0,
    `${key}.flow.updatesPerSecond`,
    'a number above 0',
    flow.updatesPerSecond,
  );
  // At 1 each trade brings another for ever.
  demand(
    flow.branching >= 0 && flow.branching < 1,
    `${key}.flow.branching`,
    'from 0 to below 1',
    flow.branching,
  );
  demand(
    flow.excitedHalfLifeUs > 0,
    `${key}.flow.excitedHalfLifeUs`,
    'a number above 0',
    flow.excitedHalfLifeUs,
  );
  demand(
    flow.spreadBps >= 0 && flow.spreadBps < 10_000,
    `${key}.flow.spreadBps`,
    'from 0 to 10,000',
    flow.spreadBps,
  );
  demand(
    isWhole(flow.levels, 1) && flow.levels <= LEVELS_MAX,
    `${key}.flow.levels`,
    `1 to ${LEVELS_MAX}`,
    flow.levels,
  );
  demand(flow.levelLots >= 1, `${key}.flow.levelLots`, 'at least 1', flow.levelLots);
  demand(flow.tradeLots >= 1, `${key}.flow.tradeLots`, 'at least 1', flow.tradeLots);
}

/** Deeper books are recorded ones; this keeps an update's work bounded. */
const LEVELS_MAX = 1_000;

function isWhole(value: number | undefined, min: number): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value >= min;
}

function demand(holds: boolean, key: string, expected: string, found: unknown): void {
  if (holds) return;
  const remedy = `Give ${expected}.`;
  throw new Refusal({
    kind: 'bad-generated-market',
    what: `${key} is ${found}`,
    where: 'generated market',
    remedy,
  });
}
