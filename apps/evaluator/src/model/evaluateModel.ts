import { canonicalJson, type Sha256, sha256 } from '@qca/base';
import type { ModelRunner } from '@qca/ports';
import { sharpeSample } from '@qca/statistics';
import type { TargetBook } from '@qca/strategies';
import type { ListedBook } from '../leaks/copies.ts';
import type { EvaluationReport, SealedReport } from '../report/EvaluationReport.ts';
import { sealReport } from '../report/sealReport.ts';
import { developerName } from '../trials/developerName.ts';
import { marketKeys } from '../trials/marketKeys.ts';
import { compactReturns, type Trial } from '../trials/Trial.ts';
import { withTrials } from '../trials/withTrials.ts';
import { composeReport } from './composeReport.ts';
import { explainModel } from './explainModel.ts';
import { weighTrials } from './honesty.ts';
import { measureCosts } from './measureCosts.ts';
import { type WalkedForward, walkForward } from './play.ts';
import { type Prepared, prepare } from './prepare.ts';
import { Stopwatch } from './Stopwatch.ts';
import { searchLeaks } from './searchLeaks.ts';
import { stressModel } from './stressModel.ts';

/** The trials that a report counted, so that whoever verifies it later counts the same. */
export type CountedTrials = EvaluationReport['trials'];

export interface EvaluateOptions {
  readonly modelPath: string;
  readonly dataPath: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly seed: number;
  /** Whole reporting units. */
  readonly budget: number;
  /** Who answers for the trials; the author of the manifest where nobody is named. */
  readonly developer: string | undefined;
  readonly runner: ModelRunner;
  readonly listed: readonly ListedBook[];
  readonly adversaryPaths: number;
  /** Processes of the model at once. */
  readonly width: number;
  /** Folder of the trials, or the trials that an earlier report counted. */
  readonly trials: string | CountedTrials;
  readonly onProgress?: (part: number, doing: string) => void;
}

export interface Evaluated {
  readonly sealed: SealedReport;
  readonly book: TargetBook;
  readonly timing: Readonly<Record<string, number>>;
}

export const ADVERSARY_PATHS = 24;

/**
 * Judges a model: walks it forward over data it was not trained on, with costs on and through the engine, looks for leaks, hurts
 * it, counts the trials, and seals what came of it.
 *
 * The same model, data, period, seed and trials give the same report to the bit, in every process.
 * Rejects, as `Refusal`: what `prepare` and `ModelRunner` reject; `trials-changed`, `log-in-use`.
 */
export async function evaluateModel(options: EvaluateOptions): Promise<Evaluated> {
  const { runner, seed, budget, listed, adversaryPaths, width, onProgress = () => {} } = options;
  const clock = new Stopwatch();
  const prepared = await clock.time('reading', () => prepare(options));
  onProgress(0.05, 'running the model');
  const walked = await clock.time('walking forward', () =>
    walkForward(prepared, {
      runner,
      seed,
      budget,
      onProgress: (part) => onProgress(0.05 + 0.35 * part, 'running the model'),
    }),
  );
  // Models work in processes of their own while the engine plays here.
  const [costs, leaks, stress] = await Promise.all([
    clock.time('costs', () => measureCosts(prepared, walked, seed)),
    clock.time('leaks', () => searchLeaks(prepared, walked, { runner, seed, listed, width })),
    clock.time('stress', () => stressModel(prepared, walked, { runner, seed, adversaryPaths, width })),
  ]);
  onProgress(0.9, 'explaining');
  const attributions = await clock.time('explanations', () => explainModel(prepared, { runner, seed }));
  const trials = await countTrials(prepared, walked, options);
  const report = clock.timeSync('report', () =>
    composeReport({
      prepared,
      walked,
      costs,
      leaks,
      stress,
      attributions,
      trials,
      listed,
      seed,
      budget,
      adversaryPaths,
    }),
  );
  onProgress(1, 'done');
  const sealed = sealReport(report, { model: options.modelPath, data: options.dataPath });
  return { sealed, book: walked.book, timing: clock.seconds };
}

/**
 * Records this evaluation among the developer's trials and weighs them all. Trials count together when they share an
 * instrument, see `marketKeys`.
 */
async function countTrials(
  prepared: Prepared,
  walked: WalkedForward,
  options: EvaluateOptions,
): Promise<CountedTrials> {
  const { trials } = options;
  if (typeof trials !== 'string') return trials;
  const { model, bars } = prepared;
  const developer = developerName(options.developer ?? model.manifest.author) ?? 'unnamed';
  const keys = marketKeys(bars.instruments, '1d');
  const trialOf = (dataHash: Sha256, returns: Float64Array, parameters: unknown): Trial => ({
    developer,
    dataHash,
    purpose: 'evaluate',
    subject: model.hash,
    parametersHash: sha256(canonicalJson(parameters ?? {})),
    ...shapeOf(returns),
    blocks: compactReturns(returns),
  });
  return withTrials(trials, (opened) => {
    for (const { daily, parameters } of walked.variants)
      for (const key of keys) opened.record(trialOf(key, daily.returns, parameters));
    const weight = weighTrials(opened.of(developer, ...keys), walked.daily.returns.length);
    return { developer, ...weight, head: opened.head.hash };
  });
}

function shapeOf(returns: Float64Array): Pick<Trial, 'n' | 'sharpe' | 'skew' | 'kurt'> {
  const { n, sr, skew, kurt } = sharpeSample(returns);
  return { n, sharpe: Number.isFinite(sr) ? sr : 0, skew, kurt };
}
