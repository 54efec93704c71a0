import { assert } from '@qca/base';
import { type DieboldMariano, dieboldMariano } from './dieboldMariano.ts';
import { meanOf } from './losses.ts';

/** Share of chance from which on a difference counts as shown. */
const LEVEL = 0.05;

export type Standing = 'better' | 'not-shown' | 'worse';

/** A forecast beside the naive one, with what to make of it. */
export interface NaiveComparison {
  readonly loss: number;
  readonly naiveLoss: number;
  /** Share of the naive loss that is saved: 0.1 is 10 % less, below 0 is more. */
  readonly skill: number;
  readonly test: DieboldMariano;
  readonly standing: Standing;
  /** One or two plain sentences. */
  readonly verdict: string;
}

export interface Compared {
  readonly name: string;
  readonly naiveName: string;
  /** `mean absolute error`. */
  readonly lossName: string;
  /** Periods that the losses of neighbours share: the horizon over the step between origins, rounded up. */
  readonly overlap: number;
}

/**
 * Says in plain words whether a forecast beats the naive one, from their losses at the same origins.
 *
 * It beats it only when the loss is smaller and the test of Diebold and Mariano gives the difference less than 5 % of chance.
 * Shape: both [origin], at least two.
 */
export function compareWithNaive(
  { name, naiveName, lossName, overlap }: Compared,
  losses: Float64Array,
  naiveLosses: Float64Array,
): NaiveComparison {
  assert(losses.length >= 2, 'compareWithNaive: at least two origins are needed');
  const loss = meanOf(losses);
  const naiveLoss = meanOf(naiveLosses);
  const test = dieboldMariano(losses, naiveLosses, Math.min(overlap, losses.length - 1));
  const skill = naiveLoss === 0 ? 0 : 1 - loss / naiveLoss;
  const shown = test.pValue < LEVEL;
  const standing: Standing = loss < naiveLoss ? (shown ? 'better' : 'not-shown') : 'worse';
  const figures = `${lossName} ${short(loss)} against ${short(naiveLoss)} of the ${naiveName} forecast`;
  const chance = `Diebold-Mariano p = ${test.pValue.toFixed(3)}, ${losses.length} origins`;
  const less = `${Math.abs(100 * skill).toFixed(1)} %`;
  const verdicts: Readonly<Record<Standing, string>> = {
    better: `The ${name} forecast beats the naive one: ${figures}, ${less} less (${chance}).`,
    'not-shown': `The ${name} forecast is not shown to beat the naive one: ${figures}, ${less} less, but that may be chance (${chance}).`,
    worse:
      loss === naiveLoss
        ? `The ${name} forecast does not beat the naive one: both have ${lossName} ${short(loss)}.`
        : `The ${name} forecast does not beat the naive one: ${figures}, ${less} more (${chance}). Use the naive forecast.`,
  };
  return { loss, naiveLoss, skill, test, standing, verdict: verdicts[standing] };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
