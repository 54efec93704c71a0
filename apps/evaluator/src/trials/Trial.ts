import { canonicalJson, Refusal, type Sha256, sha256 } from '@qca/base';

/** One thing that was tried on some data: an evaluation, or one run of a search. All numbers are per period of the returns. */
export interface Trial {
  /** Who tried: an account, or `local`. Letters, digits, `.`, `_`, `:`, `-`; at most 100. */
  readonly developer: string;
  /** Digest of the data it was tried on, with its span. */
  readonly dataHash: Sha256;
  /** How it came about: `evaluate`, `grid`, `tpe`. */
  readonly purpose: string;
  /** What was tried: a strategy's name, or the digest of a model. */
  readonly subject: string;
  /** Digest of the parameters it was tried with. */
  readonly parametersHash: Sha256;
  /** Count of returns. */
  readonly n: number;
  /** Mean over standard deviation of the returns, not annualised. */
  readonly sharpe: number;
  /** Third standardised moment of the returns. */
  readonly skew: number;
  /** Fourth standardised moment of the returns; 3 for the normal distribution. */
  readonly kurt: number;
  /** Returns in short: sums over equal blocks, see `compactReturns`. Empty when unknown. */
  readonly blocks: readonly number[];
}

/** A trial of a year of days has a block for each; longer ones are summed up. Enough for correlations between trials. */
export const BLOCKS_MAX = 256;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Sums returns over at most `BLOCKS_MAX` blocks of equal length (the last may be shorter), rounded to single precision.
 * Two series of the same length have the same blocks, so that their blocks correlate as they do.
 *
 * Units: logarithmic returns sum exactly; simple ones nearly.
 */
export function compactReturns(returns: ArrayLike<number>): number[] {
  const length = Math.max(1, Math.ceil(returns.length / BLOCKS_MAX));
  const blocks: number[] = [];
  for (let start = 0; start < returns.length; start += length) {
    let sum = 0;
    for (let index = start; index < Math.min(start + length, returns.length); index += 1)
      sum += returns[index] as number;
    blocks.push(Math.fround(sum));
  }
  return blocks;
}

/** Returns the trial with nothing else in it, or refuses it. Rejects, as `Refusal`: `bad-trial`. */
export function checkTrial(given: Trial): Trial {
  const { developer, dataHash, purpose, subject, parametersHash, n, sharpe, skew, kurt, blocks } = given;
  for (const [key, text] of Object.entries({ developer, purpose, subject }))
    if (!NAME.test(text)) throw bad(`${key} ${JSON.stringify(text)} is no name`);
  for (const [key, text] of Object.entries({ dataHash, parametersHash }))
    if (!DIGEST.test(text)) throw bad(`${key} ${JSON.stringify(text)} is no SHA-256 digest`);
  if (!Number.isSafeInteger(n) || n < 0) throw bad(`n = ${n} is no count of returns`);
  for (const [key, value] of Object.entries({ sharpe, skew, kurt }))
    if (!Number.isFinite(value)) throw bad(`${key} = ${value} is no number`);
  if (blocks.length > Math.min(n, BLOCKS_MAX))
    throw bad(`${blocks.length} blocks are too many for ${n} returns`);
  if (!blocks.every((block) => Number.isFinite(block))) throw bad('a block of returns is no number');
  return { developer, dataHash, purpose, subject, parametersHash, n, sharpe, skew, kurt, blocks };
}

/** Identifies a trial: the same trial with the same outcome is one trial, however often it is run. */
export function trialDigest(trial: Trial): Sha256 {
  return sha256(canonicalJson(trial));
}

function bad(what: string): Refusal {
  return new Refusal({
    kind: 'bad-trial',
    what,
    where: 'trial',
    remedy: 'Give names, digests and finite numbers; a series without variance has a Sharpe ratio of 0.',
  });
}
