import type { Sha256 } from '@qca/base';
import type { SealedReport } from '../report/EvaluationReport.ts';
import { type Difference, firstDifference } from '../report/firstDifference.ts';
import { hashReport } from '../report/sealReport.ts';
import { type EvaluateOptions, evaluateModel } from './evaluateModel.ts';

export interface Verified {
  readonly same: boolean;
  /** What the report says and what was found instead; null when it is the same. */
  readonly firstDifference: Difference | null;
  /** Digest of the report that was made again; null where it was not, because the report contradicts its own digest. */
  readonly hash: Sha256 | null;
}

export type VerifyOptions = Pick<EvaluateOptions, 'runner' | 'listed' | 'width' | 'onProgress'> & {
  /** Where model and data lie now; where they lay when the report was made, when not given. */
  readonly modelPath?: string | undefined;
  readonly dataPath?: string | undefined;
};

/**
 * Makes a report again from its model and data and names the first difference.
 *
 * The report's own text is held against its digest first. Trials are counted as the report counted them: later ones must not
 * change what was said before them.
 */
export async function verifyReport(sealed: SealedReport, options: VerifyOptions): Promise<Verified> {
  const stated = sealed.report;
  const own = hashReport(stated);
  if (own !== sealed.hash)
    return { same: false, firstDifference: { path: 'hash', stated: sealed.hash, found: own }, hash: null };
  const again = await evaluateModel({
    ...options,
    modelPath: options.modelPath ?? sealed.places.model,
    dataPath: options.dataPath ?? sealed.places.data,
    fromUs: Date.parse(stated.data.from) * 1000,
    toUs: Date.parse(stated.data.to) * 1000,
    seed: stated.method.seed,
    budget: stated.method.budget,
    adversaryPaths: stated.method.adversaryPaths,
    developer: stated.trials.developer,
    trials: stated.trials,
  });
  // Read back as it was read: what JSON cannot tell apart is no difference.
  const found = JSON.parse(JSON.stringify(again.sealed.report)) as unknown;
  const difference = firstDifference(stated, found, 'report');
  return { same: difference === undefined, firstDifference: difference ?? null, hash: again.sealed.hash };
}
