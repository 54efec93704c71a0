import type { ModelRunner } from '@qca/ports';
import type { TargetBook } from '@qca/strategies';
import { closingDayName } from './closingDay.ts';
import { type Daily, dailyReturns, sliceDays } from './dailyReturns.ts';
import { type Fold, walkForwardFolds } from './folds.ts';
import { type Played, playWeights } from './playWeights.ts';
import type { Prepared } from './prepare.ts';
import { runModel } from './runModel.ts';
import { toWeights } from './toWeights.ts';

/** One set of a model's parameters, played on its own. */
export interface Variant {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>> | undefined;
  readonly outputs: Float64Array;
  readonly book: TargetBook;
  readonly daily: Daily;
}

/** A model played forward: what was chosen from the past of each block, and what came of it. */
export interface WalkedForward {
  readonly variants: readonly Variant[];
  readonly folds: readonly Fold[];
  readonly book: TargetBook;
  readonly played: Played;
  readonly daily: Daily;
}

export interface PlayOptions {
  readonly runner: ModelRunner;
  readonly seed: number;
  readonly budget: number;
  readonly onProgress: (part: number) => void;
}

const DAY_US = 86_400_000_000;
/** As in the manifest. */
const USUAL = 'as-is';

/** Runs every variant over the data, walks forward over the blocks, and plays what that came to through the engine. */
export async function walkForward(prepared: Prepared, options: PlayOptions): Promise<WalkedForward> {
  const { manifest } = prepared.model;
  const sets = [
    { name: USUAL, parameters: undefined },
    ...Object.entries(manifest.variants ?? {}).map(([name, parameters]) => ({ name, parameters })),
  ];
  const variants: Variant[] = [];
  for (const [index, { name, parameters }] of sets.entries()) {
    variants.push(
      await playVariant(prepared, options, {
        name,
        parameters,
        from: index / sets.length,
        share: 1 / sets.length,
      }),
    );
  }
  const [first] = variants as [Variant, ...Variant[]];
  const { perYear, days } = first.daily;
  const daysOf = (bars: number): number => Math.ceil((bars * prepared.bars.intervalUs) / DAY_US);
  const folds = walkForwardFolds(
    variants.map(({ daily }) => daily.returns),
    { purgeDays: daysOf(prepared.purgeBars), embargoDays: daysOf(prepared.embargoBars), perYear },
  );
  const book = variants.length === 1 ? first.book : joinBooks(prepared, variants, { folds, days });
  const played = await playWeights({
    market: prepared.market,
    book,
    budget: options.budget,
    seed: options.seed,
  });
  const daily = sliceDays(dailyReturns(played), folds[0]?.from ?? 0);
  return { variants, folds, book, played, daily };
}

async function playVariant(
  prepared: Prepared,
  { runner, seed, budget, onProgress }: PlayOptions,
  {
    name,
    parameters,
    from,
    share,
  }: { name: string; parameters: Variant['parameters']; from: number; share: number },
): Promise<Variant> {
  const outputs = await runModel(runner, prepared.model, prepared.bars, {
    seed,
    ...(parameters === undefined ? {} : { variant: parameters }),
    onProgress: (part) => onProgress(from + part * share * 0.8),
  });
  const book = bookOf(prepared, outputs);
  const played = await playWeights({ market: prepared.market, book, budget, seed });
  onProgress(from + share);
  return { name, parameters, outputs, book, daily: dailyReturns(played) };
}

/** Targets of the evaluated time from outputs over all bars. */
export function bookOf({ model, bars, first, takerCost }: Prepared, outputs: Float64Array): TargetBook {
  const weights = toWeights(outputs, bars, model.manifest, {
    first,
    roundTripCost: takerCost.map((cost) => 2 * cost),
  });
  const width = bars.instruments.length;
  return {
    timeUs: bars.timeUs.slice(first),
    instruments: bars.instruments,
    weights: weights.slice(first * width),
  };
}

/** The chosen variant's row in each block; nothing is held before the first. */
function joinBooks(
  prepared: Prepared,
  variants: readonly Variant[],
  { folds, days }: { folds: readonly Fold[]; days: readonly string[] },
): TargetBook {
  const { timeUs, instruments } = prepared.evaluated;
  const width = instruments.length;
  const weights = new Float64Array(timeUs.length * width);
  const dayAt = new Map(days.map((day, index) => [day, index]));
  for (const [step, time] of timeUs.entries()) {
    const day = dayAt.get(closingDayName(time)) ?? 0;
    const fold = folds.find(({ from, to }) => day >= from && day < to);
    if (fold === undefined) continue;
    const source = (variants[fold.variant] as Variant).book.weights;
    weights.set(source.subarray(step * width, (step + 1) * width), step * width);
  }
  return { timeUs: timeUs.slice(), instruments, weights };
}
