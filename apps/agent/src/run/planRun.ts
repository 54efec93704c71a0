import { canonicalJson, Refusal, SECOND, sha256 } from '@qca/base';
import type { KillPlan, RunConfiguration, StrategyConfiguration } from '@qca/engine';
import { DEFAULT_SETTINGS, type SimulationSettings } from '@qca/exchange-simulated';
import type { Instrument, InstrumentSpec } from '@qca/market';
import { type Breakers, DEFAULT_LIMITS, type RiskLimits } from '@qca/risk';
import {
  checkParameters,
  DEFAULT_STRATEGIES,
  type Fit,
  findStrategy,
  type Offer,
  type Strategy,
} from '@qca/strategies';
import { fromFloatDown, mulDivDown, ONE_RATIO, type Ratio } from '@qca/units';
import type { Market } from '../market/Market.ts';
import { initialValues } from './initialValues.ts';
import { plainSettings, type RunPlan } from './RunPlan.ts';

export interface PlanOptions {
  readonly market: Market;
  /** Names of built-in strategies; empty for every one that the data supports. */
  readonly strategies: readonly string[];
  /** A person's own strategy beside, or instead of, the built-in ones. */
  readonly own?: { readonly strategy: Strategy; readonly file: string };
  /** Parameters by strategy name, replacing the strategy's own. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Whole reporting units for each strategy. */
  readonly budget: number;
  /** Whole reporting units by strategy name, where a strategy has a budget of its own. */
  readonly budgets?: Readonly<Record<string, number>>;
  /** Whether named strategies that the data does not support are left out with a warning, instead of refused. */
  readonly lenient?: boolean;
  readonly killPlan?: KillPlan;
  readonly limits?: RiskLimits;
  readonly settings?: SimulationSettings;
  /** When a live run begins: its orders must have other ids than those of every run before it at the same account. */
  readonly startedUs?: number;
}

export interface Planned {
  readonly plan: RunPlan;
  /** Strategies that were left out, and why. */
  readonly warnings: readonly string[];
}

/** Currencies results are reported in, best first; the first that something here is quoted in is taken. */
const REPORTING_ASSETS = ['USD', 'USDT', 'USDC', 'EUR', 'GBP', 'BTC'];
/** Holding these is no exposure: fiat, and coins that promise to be worth one dollar. */
const CASH_ASSETS = ['USD', 'EUR', 'GBP', 'USDT', 'USDC'];
const DOLLARS = ['USD', 'USDT', 'USDC'];
/** Budget that the default limits are written for. */
const LIMITS_BUDGET = 100_000;
const REPORTING_DECIMALS = 8;
/** Half a budget in Bitcoin moves by the default daily loss in an ordinary week of the recordings. */
const INVENTORY_DAILY_LOSS = 0.1;
const INVENTORY_DRAWDOWN = 0.3;
/** One percent of the budget within a minute: an event, not a busy hour. */
const INVENTORY_VOLATILITY_FLOOR = 0.01;

/**
 * Limits for runs over recorded and generated markets. Arbitrage and market making hold the assets they trade, so
 * their breakers leave room for the market's own moves; every other rule is the gate's default.
 */
export const RECORDED_LIMITS: RiskLimits = {
  ...DEFAULT_LIMITS,
  strategyBreakers: withInventory(DEFAULT_LIMITS.strategyBreakers),
  platformBreakers: withInventory(DEFAULT_LIMITS.platformBreakers),
};

function withInventory(breakers: Breakers): Breakers {
  const { drawdown, volatility } = breakers;
  return {
    ...breakers,
    dailyLoss: { max: INVENTORY_DAILY_LOSS, action: 'reduce' },
    stopLoss: breakers.stopLoss === null ? null : { max: INVENTORY_DRAWDOWN, action: 'reduce' },
    trailingStop: null,
    drawdown: drawdown === null ? null : { max: INVENTORY_DRAWDOWN, action: drawdown.action },
    volatility: volatility === null ? null : { ...volatility, floor: INVENTORY_VOLATILITY_FLOOR },
  };
}

/** Chooses strategies, funding and limits for a market. Refuses what cannot run, with what is missing. */
export function planRun(options: PlanOptions): Planned {
  const { market } = options;
  const isLive = market.label === 'live';
  const reportingAsset = chooseReportingAsset(market.instruments);
  const offer: Offer = {
    instruments: market.instruments,
    data: market.data.map((each) => new Set(each.kinds)),
    barIntervalUs: market.data.map((each) => each.barIntervalUs),
    reportingAsset,
  };
  const { fitted, warnings } = fitStrategies(options, offer);
  const pegs = pegsTo(reportingAsset);
  const assets = new Set(fitted.flatMap(({ fit }) => fit.funding.map((each) => each.asset)));
  const feed = market.open();
  const values = initialValues(feed, { instruments: market.instruments, reportingAsset, pegs }, assets);
  void feed.close();
  const unnamed: RunConfiguration = {
    stream: '',
    seed: options.seed,
    reportingAsset,
    cashAssets: CASH_ASSETS,
    pegs,
    answerTimeoutUs: answerTimeoutUs(options.settings ?? DEFAULT_SETTINGS),
    instruments: market.instruments.map(specOf),
    data: market.data,
    strategies: fitted.map(({ strategy, fit, parameters }) =>
      strategyConfiguration(
        strategy,
        fit,
        parameters,
        options.budgets?.[strategy.name] ?? options.budget,
        values,
      ),
    ),
    limits:
      options.limits ??
      scaleLimits(isLive ? DEFAULT_LIMITS : RECORDED_LIMITS, options.budget / LIMITS_BUDGET),
    ...(options.killPlan === undefined ? {} : { killPlan: options.killPlan }),
    label: market.label,
  };
  const settings = isLive ? null : (options.settings ?? DEFAULT_SETTINGS);
  const begun = options.startedUs === undefined ? {} : { startedUs: options.startedUs };
  const named = { ...unnamed, settings: plainSettings(settings), market: unplaced(market), ...begun };
  const stream = sha256(canonicalJson(named)).slice(0, 8);
  const plan: RunPlan = {
    market: market.reference,
    settings,
    configuration: { ...unnamed, stream },
    strategyFile: options.own?.file ?? null,
  };
  return { plan, warnings };
}

interface Fitted {
  readonly strategy: Strategy;
  readonly fit: Fit;
  readonly parameters: unknown;
}

function fitStrategies(options: PlanOptions, offer: Offer): { fitted: Fitted[]; warnings: string[] } {
  const named = options.strategies.length > 0;
  const chosen = named
    ? options.strategies.map(builtIn)
    : options.own === undefined
      ? [...DEFAULT_STRATEGIES]
      : [];
  if (options.own !== undefined) chosen.push(options.own.strategy);
  const fitted: Fitted[] = [];
  const warnings: string[] = [];
  for (const strategy of chosen) {
    const parameters = parametersOf(strategy, options.parameters[strategy.name]);
    const fit = strategy.fit(offer, parameters);
    if (fit.ok) fitted.push({ strategy, fit: fit.value, parameters });
    else if ((named && options.lenient !== true) || strategy === options.own?.strategy)
      throw misfit(strategy, fit.rejection.detail);
    else warnings.push(`${strategy.name} does not run here: ${fit.rejection.detail}`);
  }
  if (fitted.length === 0) {
    throw new Refusal({
      kind: 'nothing-to-run',
      what: `no strategy can run on ${options.market.name}: ${warnings.join('; ')}`,
      where: '--data',
      remedy: 'Give a folder with more markets, or name a strategy to see exactly what it needs.',
    });
  }
  return { fitted, warnings };
}

// What a person gives replaces the defaults key by key; what does not fit is refused with key and range.
function parametersOf(strategy: Strategy, given: unknown): unknown {
  if (given === undefined) return strategy.defaults;
  const checked = checkParameters(strategy, given);
  if (checked.ok) return checked.value;
  throw new Refusal({
    kind: 'bad-parameters',
    what: `${strategy.name}: ${checked.rejection.detail}`,
    where: '--parameters',
    remedy: `Its parameters and their defaults: ${JSON.stringify(strategy.defaults)}.`,
  });
}

function builtIn(name: string): Strategy {
  const strategy = findStrategy(name);
  if (strategy !== undefined) return strategy;
  throw new Refusal({
    kind: 'unknown-strategy',
    what: `there is no strategy "${name}"`,
    where: '--strategy',
    remedy: `Choose from: ${DEFAULT_STRATEGIES.map((each) => each.name).join(', ')}, sma-cross; or give your own with --file.`,
  });
}

function misfit(strategy: Strategy, detail: string): Refusal {
  return new Refusal({
    kind: 'data-does-not-support',
    what: `${strategy.name} cannot run on this data: ${detail}`,
    where: '--strategy',
    remedy: 'Give data that has what it needs, or leave the strategy out.',
  });
}

function strategyConfiguration(
  strategy: Strategy,
  fit: Fit,
  parameters: unknown,
  budget: number,
  values: ReadonlyMap<string, Ratio>,
): StrategyConfiguration {
  const funding = fit.funding.map(({ venue, asset, part }) => {
    const value = fromFloatDown(budget * part, REPORTING_DECIMALS);
    const rate = values.get(asset) ?? ONE_RATIO;
    const atoms = mulDivDown(value, ONE_RATIO, rate);
    return { venue, asset, atoms: atoms.toString(), value: mulDivDown(atoms, rate, ONE_RATIO).toString() };
  });
  return {
    name: strategy.name,
    parameters,
    budget,
    instruments: fit.instruments,
    funding: funding.filter((each) => each.atoms !== '0'),
  };
}

// The same market is the same run wherever its folder lies.
function unplaced(market: Market): unknown {
  const { reference, name, rows } = market;
  return reference.kind === 'recorded' ? { ...reference, path: name, rows } : reference;
}

/** Venues answer well within five seconds; a simulated way that is slower is waited for ten times over. */
function answerTimeoutUs({ orderLatency }: SimulationSettings): number {
  const usualUs = orderLatency.kind === 'constant' ? orderLatency.us : 0;
  return Math.max(5 * SECOND, 10 * usualUs);
}

function chooseReportingAsset(instruments: readonly Instrument[]): string {
  const quotes = new Set(instruments.map((each) => each.quote.id));
  const fallback = instruments[0]?.quote.id ?? 'USD';
  return REPORTING_ASSETS.find((asset) => quotes.has(asset)) ?? fallback;
}

// Where no market links two dollars they count as one; the run says so in its warnings.
function pegsTo(reportingAsset: string): Record<string, string> {
  if (!DOLLARS.includes(reportingAsset)) return {};
  return Object.fromEntries(
    DOLLARS.filter((each) => each !== reportingAsset).map((each) => [each, reportingAsset]),
  );
}

/** Limits written for one budget, for another: values scale, fractions and counts stay. */
export function scaleLimits(limits: RiskLimits, factor: number): RiskLimits {
  const scale = (value: number | null): number | null => (value === null ? null : value * factor);
  return {
    ...limits,
    orderValueMax: scale(limits.orderValueMax),
    positionValueMax: scale(limits.positionValueMax),
  };
}

function specOf(instrument: Instrument): InstrumentSpec {
  const { venue, kind, base, quote, tick, lot, minimumNotional, fees, assumedSpread } = instrument;
  const { feeAsset, margin } = instrument;
  return {
    ...{ venue, kind, base, quote, tick, lot, minimumNotional, fees, assumedSpread },
    ...(feeAsset === undefined ? {} : { feeAsset }),
    ...(margin === undefined ? {} : { margin }),
  };
}
