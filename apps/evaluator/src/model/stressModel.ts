import { formatTime } from '@qca/base';
import type { ModelRunner } from '@qca/ports';
import { maxDrawdown } from '@qca/statistics';
import { figure, type StressRow } from '../report/EvaluationReport.ts';
import { adversary } from '../stress/adversary.ts';
import { bootstrapYears } from '../stress/bootstrapYears.ts';
import { type Episode, episodes } from '../stress/episodes.ts';
import { paperReturns } from '../stress/paperReturns.ts';
import type { AlignedBars } from './alignBars.ts';
import type { WalkedForward } from './play.ts';
import type { Prepared } from './prepare.ts';
import { runModel } from './runModel.ts';
import { toWeights } from './toWeights.ts';

export interface StressOptions {
  readonly runner: ModelRunner;
  readonly seed: number;
  /** Paths for each search of the adversary; 0 leaves it out. */
  readonly adversaryPaths: number;
  /** Processes of the model at once. */
  readonly width: number;
}

/** Bars of an adversary's path: ten days of hours, a year and a half of days would be no path of one episode. */
const PATH_STEPS = 240;

/** What the worst of the past, years drawn from its days, and an adversary do to a model. */
export async function stressModel(
  prepared: Prepared,
  walked: WalkedForward,
  options: StressOptions,
): Promise<StressRow[]> {
  const returns = stepReturns(walked);
  const history = episodes(prepared.evaluated, returns).map(historyRow);
  const years = bootstrapYears(walked.daily.returns, walked.daily.perYear, options.seed);
  const drawn = `${years.draws} years drawn in stretches from the days of this run; ${percent(years.lossShare)} of them lost`;
  const monteCarlo: StressRow[] = [
    row({
      name: 'median year',
      kind: 'monte-carlo',
      model: years.medianReturn,
      drawdown: years.medianFall,
      detail: drawn,
    }),
    row({
      name: 'one year in twenty',
      kind: 'monte-carlo',
      model: years.poorReturn,
      drawdown: years.poorFall,
      detail: drawn,
    }),
  ];
  return [...history, ...monteCarlo, ...(await hostile(prepared, options))];
}

async function hostile(
  prepared: Prepared,
  { runner, seed, adversaryPaths, width }: StressOptions,
): Promise<StressRow[]> {
  if (adversaryPaths === 0) return [];
  const { model, bars, takerCost } = prepared;
  const { warmup } = model.manifest;
  const cost = takerCost.reduce((sum, each) => sum + each, 0) / Math.max(1, takerCost.length);
  const lead = Math.min(Math.max(warmup, 50), Math.max(50, bars.timeUs.length - PATH_STEPS - 2));
  const attempt = async (path: AlignedBars): Promise<Float64Array> => {
    const outputs = await runModel(runner, model, path, { seed, reuse: true });
    const weights = toWeights(outputs, path, model.manifest, {
      first: 0,
      roundTripCost: takerCost.map((each) => 2 * each),
    });
    return paperReturns(weights, path, cost);
  };
  const found = await adversary(attempt, bars, {
    seed,
    budget: adversaryPaths,
    steps: PATH_STEPS,
    lead,
    width,
  });
  const fall = -maxDrawdown(found.worst.returns);
  const told = `worst of ${found.budget} paths each: search ${percent(found.searched)}, chance ${percent(found.random)}, the true market ${percent(found.truth)}; ${found.steps} bars bent within what blocks of this market have done, quick account`;
  return [
    row({ name: 'adversary', kind: 'adversary', model: found.searched, drawdown: fall, detail: told }),
    row({
      name: 'chance at the same budget',
      kind: 'adversary',
      model: found.random,
      drawdown: Number.NaN,
      detail: told,
    }),
  ];
}

/** Simple returns from step to step. */
export function stepReturns({ played }: Pick<WalkedForward, 'played'>): Float64Array {
  return played.equity.map(
    (value, step) => value / (step === 0 ? played.budget : (played.equity[step - 1] as number)) - 1,
  );
}

function historyRow({ name, fromUs, toUs, market, model, drawdown }: Episode): StressRow {
  return {
    ...row({ name, kind: 'history', model, drawdown, detail: `${name} of the market in this data` }),
    from: formatTime(fromUs),
    to: formatTime(toUs),
    market: figure(market),
  };
}

function row({
  name,
  kind,
  model,
  drawdown,
  detail,
}: {
  name: string;
  kind: StressRow['kind'];
  model: number;
  drawdown: number;
  detail: string;
}): StressRow {
  return {
    name,
    kind,
    from: null,
    to: null,
    market: null,
    model: figure(model),
    drawdown: figure(drawdown),
    detail,
  };
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
