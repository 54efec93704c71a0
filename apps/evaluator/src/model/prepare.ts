import { type Market, openMarket } from '@qca/agent';
import { formatTime, Refusal, type TimeUs } from '@qca/base';
import type { LoadedModel } from '@qca/models';
import { readModel } from '@qca/models-sandbox';
import { toFloat } from '@qca/units';
import { type AlignedBars, alignBars, sliceBars, stepAt } from './alignBars.ts';

/** A model, the market it is judged on, and where judging begins. */
export interface Prepared {
  readonly model: LoadedModel;
  /** The evaluated time alone, for the engine. */
  readonly market: Market;
  /** All bars up to the end: those before `first` warm the model up. */
  readonly bars: AlignedBars;
  readonly first: number;
  readonly evaluated: AlignedBars;
  readonly purgeBars: number;
  readonly embargoBars: number;
  /** Fee of a taker and half the assumed spread, as a fraction of the value. Shape: [instrument]. */
  readonly takerCost: Float64Array;
}

export interface PrepareOptions {
  readonly modelPath: string;
  readonly dataPath: string;
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
}

/** Part of the data that is left out behind the training, beside the horizon: López de Prado's usual hundredth. */
const EMBARGO_PART = 0.01;
/** A month of hours or a quarter of a year of days: below that no number means anything. */
const BARS_MIN = 60;
const RATIO_DECIMALS = 18;

/**
 * Reads a model and its data and chooses what is evaluated: from `fromUs`, but not before the warm-up is over, nor before the
 * training's last moment, its labels and the embargo lie behind.
 *
 * Rejects, as `Refusal`: what reading model and data rejects; `too-little-data`.
 */
export async function prepare({ modelPath, dataPath, fromUs, toUs }: PrepareOptions): Promise<Prepared> {
  const model = await readModel(modelPath);
  const { warmup, horizon, trainedUntil } = model.manifest;
  const whole = await openMarket({
    kind: 'recorded',
    path: dataPath,
    fromUs: null,
    toUs,
    skipBadRows: false,
  });
  const bars = await alignBars(whole, model.manifest);
  const trainedUs = trainedUntil === undefined ? null : Date.parse(trainedUntil) * 1000;
  const embargoBars = trainedUs === null ? 0 : Math.ceil(EMBARGO_PART * bars.timeUs.length);
  const first = Math.max(
    warmup,
    fromUs === null ? 0 : stepAt(bars, fromUs + 1),
    trainedUs === null ? 0 : stepAt(bars, trainedUs) + horizon + embargoBars,
  );
  if (bars.timeUs.length - first < BARS_MIN) {
    throw new Refusal({
      kind: 'too-little-data',
      what: `only ${Math.max(0, bars.timeUs.length - first)} bars are left to judge by (warm-up ${warmup}${trainedUntil === undefined ? '' : `, trained until ${trainedUntil}, horizon ${horizon}, embargo ${embargoBars}`}); the data ends ${formatTime(bars.timeUs.at(-1) ?? 0)}`,
      where: '--data',
      remedy: `Give data with at least ${BARS_MIN} bars behind the training.`,
    });
  }
  // Both ends are those of the bars, not what was asked for: a run's name and journal follow from them.
  const market = await openMarket({
    kind: 'recorded',
    path: dataPath,
    fromUs: (bars.timeUs[first] as number) - bars.intervalUs,
    toUs: bars.timeUs.at(-1) as number,
    skipBadRows: false,
  });
  return {
    model,
    market,
    bars,
    first,
    evaluated: sliceBars(bars, first, bars.timeUs.length),
    purgeBars: horizon,
    embargoBars,
    takerCost: Float64Array.from(bars.indexes, (index) => takerCost(market, index)),
  };
}

function takerCost(market: Market, index: number): number {
  const instrument = market.instruments[index];
  const [tier] = instrument?.fees ?? [];
  if (instrument === undefined || tier === undefined) return 0;
  return toFloat(tier.taker, RATIO_DECIMALS) + toFloat(instrument.assumedSpread, RATIO_DECIMALS) / 2;
}
