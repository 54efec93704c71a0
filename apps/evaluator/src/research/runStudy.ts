import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buildName, type Market, openMarket, planChoice } from '@qca/agent';
import { canonicalJson, formatTime, present, Refusal, type Sha256, sha256 } from '@qca/base';
import type { Jobs } from '@qca/ports';
import { findStrategy } from '@qca/strategies';
import { honesty, overfitting, weighTrials } from '../model/honesty.ts';
import type { Figure } from '../report/EvaluationReport.ts';
import { marketKeys } from '../trials/marketKeys.ts';
import { withTrials } from '../trials/withTrials.ts';
import { Explorer } from './Explorer.ts';
import { hashFiles } from './hashFiles.ts';
import { isGuided, makeSearch } from './makeSearch.ts';
import { measure, metricOf } from './measures.ts';
import { choosePeriods, type Fold, type Periods, walkForward } from './periods.ts';
import type { Honest, Study, StudyChoice, StudyFold, StudyRun } from './Study.ts';

/** A search of more trials says more of the search than of the strategy. */
export const TRIALS_MAX = 10_000;

export interface StudyOptions {
  readonly choice: StudyChoice;
  /** A queue whose workers do jobs of kind `trial` by `TRIAL_MODULE`. */
  readonly jobs: Jobs;
  /** Folder of the trials. */
  readonly trials: string;
  readonly onProgress?: (part: number) => void;
}

/** The module that does a study's jobs: for workers in threads. */
export const TRIAL_MODULE = new URL('./playTrial.ts', import.meta.url);

/** Names a study: the same question asked of the same build, whoever asks again. */
export function studyId(choice: StudyChoice): string {
  const code = choice.file === null ? null : sha256(readFileSync(choice.file));
  return sha256(canonicalJson({ choice, code, build: buildName() })).slice(0, 16);
}

/**
 * Searches the parameters of a strategy, and says what the search is worth: the best point on the whole span, what choosing by
 * the past alone would have earned (walk-forward), and both held against the number of trials.
 *
 * Every run counts as a trial of the developer on this data. Where points hang on answers, each step of the walk searches anew
 * and reads nothing behind its training window. The walk plays each choice from the first period on and takes its test block:
 * positions are carried in, and changing from one choice to the next costs nothing.
 *
 * Rejects, as `Refusal`: `bad-space`, `bad-parameters`, `unknown-strategy`, `data-does-not-support`, `too-little-data`,
 * `too-many-folds`, `trials-changed`.
 */
export async function runStudy({
  choice,
  jobs,
  trials,
  onProgress = () => {},
}: StudyOptions): Promise<Study> {
  const startedMs = performance.now();
  makeSearch(choice.method, choice.space, choice.seed);
  const market = await openMarket(choice.market);
  const strategy = await readStrategy(choice, market);
  const periods = choosePeriods(present(market.span, 'the span of a recording'));
  const walk = walkForward(periods.count, choice.folds);
  const dataHash = await hashFiles(resolve(choice.market.path));
  const trialKeys = marketKeys(
    market.instruments.map(({ id }) => id),
    periods.name,
  );
  const expected = expectedRuns(choice);
  let ended = 0;
  const explorer = new Explorer({
    choice,
    strategy,
    periods,
    trialKeys,
    queue: { jobs, work: `${studyId(choice)}:${dataHash.slice(0, 16)}` },
    trials,
    onRun: () => {
      ended += 1;
      onProgress(Math.min(1, ended / expected));
    },
  });
  const runs = await explorer.search('all', periods.count);
  const best = bestOf(runs, choice, explorer.refused);
  const folds: StudyFold[] = [];
  for (const [step, fold] of walk.entries())
    folds.push(await takeStep(explorer, { choice, periods, runs }, fold, step));
  const outOfSampleReturns = concatenate(folds.map(({ returns }) => returns));
  const counted = await readTrials(trials, choice.developer, trialKeys);
  const weight = weighTrials(counted.set, periods.count);
  const held = (returns: Float64Array): Honest => holdAgainst(returns, weight, periods.perYear);
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    choice,
    strategy: strategy.name,
    data: {
      name: basename(resolve(choice.market.path)),
      hash: dataHash,
      ...spanOf(periods, 0, periods.count),
    },
    periods,
    runs,
    refused: { count: explorer.refused.length, first: explorer.refused[0] ?? null },
    best,
    bestHonest: held(best.returns),
    folds,
    outOfSample: measure(outOfSampleReturns, periods.perYear),
    outOfSampleReturns,
    outOfSampleHonest: held(outOfSampleReturns),
    overfitting: overfittingOf(runs),
    trials: {
      played: explorer.played,
      count: weight.count,
      effective: weight.effective,
      head: counted.head,
    },
    warnings: warningsOf(market, runs),
    timing: { seconds, runsPerSecond: explorer.played / seconds },
  };
}

function readTrials(folder: string, developer: string, keys: readonly Sha256[]) {
  return withTrials(folder, (opened) => ({ set: opened.of(developer, ...keys), head: opened.head.hash }));
}

function overfittingOf(runs: readonly StudyRun[]): Study['overfitting'] {
  const { pbo, pboLeast, pboMost } = overfitting(runs.map(({ returns }) => returns));
  return { pbo: numberOf(pbo), pboLeast: numberOf(pboLeast), pboMost: numberOf(pboMost) };
}

async function readStrategy({ strategy, file, seed, budget, space }: StudyChoice, market: Market) {
  const { own } = await planChoice(
    { strategies: strategy === '' ? [] : [strategy], file, parameters: {}, seed, budget },
    market,
  );
  const found = present(own ?? findStrategy(strategy), 'the strategy');
  const known = Object.keys(found.defaults as object);
  const stranger = Object.keys(space).find((name) => !known.includes(name));
  if (stranger === undefined) return found;
  throw new Refusal({
    kind: 'bad-parameters',
    what: `${found.name} has no parameter "${stranger}"`,
    where: '--space',
    remedy: `Choose from: ${known.join(', ')}.`,
  });
}

function expectedRuns(choice: StudyChoice): number {
  const search = makeSearch(choice.method, choice.space, choice.seed);
  const size = 'size' in search ? Number(search.size) : choice.trials;
  const each = Math.min(choice.trials, size);
  return isGuided(choice.method) ? each * (choice.folds + 1) + choice.folds : each;
}

function bestOf(runs: readonly StudyRun[], { metric }: StudyChoice, refused: readonly string[]): StudyRun {
  const [first] = runs;
  if (first === undefined)
    throw new Refusal({
      kind: 'bad-parameters',
      what: `no point of the space can be tried: ${refused[0] ?? 'it is empty'}`,
      where: '--space',
      remedy: 'Give a space that the strategy takes.',
    });
  return runs.reduce((best, run) => (metricOf(run, metric) > metricOf(best, metric) ? run : best), first);
}

/** Chooses by the past of a fold and takes what its test block has brought. */
async function takeStep(
  explorer: Explorer,
  { choice, periods, runs }: { choice: StudyChoice; periods: Periods; runs: readonly StudyRun[] },
  { train, test }: Fold,
  step: number,
): Promise<StudyFold> {
  const { perYear } = periods;
  const inSample = (run: StudyRun): number =>
    metricOf(measure(run.returns.subarray(train.from, train.to), perYear), choice.metric);
  const seen = isGuided(choice.method) ? await explorer.search(`fold-${step}`, train.to) : runs;
  const chosen = seen.reduce(
    (best, run) => {
      const value = inSample(run);
      return best === undefined || value > best.value ? { run, value } : best;
    },
    undefined as { readonly run: StudyRun; readonly value: number } | undefined,
  );
  const { run, value } = present(chosen, 'a point that was tried');
  const [played] = await explorer.play(`test-${step}`, [run.parameters], periods.count);
  const returns = present(played, 'the chosen run').returns.slice(test.from, test.to);
  return {
    train: spanOf(periods, train.from, train.to),
    test: spanOf(periods, test.from, test.to),
    parameters: run.parameters,
    inSample: value,
    outOfSample: metricOf(measure(returns, perYear), choice.metric),
    returns,
  };
}

function spanOf({ firstUs, periodUs }: Periods, from: number, to: number): { from: string; to: string } {
  return { from: formatTime(firstUs + from * periodUs), to: formatTime(firstUs + to * periodUs) };
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function holdAgainst(returns: Float64Array, weight: Parameters<typeof honesty>[1], perYear: number): Honest {
  const { psr, dsr, sr0 } = honesty(returns, weight);
  return { psr: numberOf(psr), dsr: numberOf(dsr), luckSharpe: numberOf(sr0 * Math.sqrt(perYear)) };
}

function numberOf(value: Figure): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function warningsOf(market: Market, runs: readonly StudyRun[]): string[] {
  const still = runs.filter(({ fills }) => fills === 0).length;
  const halted = runs.filter(({ orders, refusedOrders }) => refusedOrders > orders / 2).length;
  return [
    ...market.notes,
    ...(still > 0 ? [`${still} of ${runs.length} points never traded.`] : []),
    ...(halted > 0
      ? [`At ${halted} of ${runs.length} points the risk gate refused more than half of the orders.`]
      : []),
    'The walk forward carries positions into each test block and changes parameters without cost.',
  ];
}
