import { Refusal } from '@qca/base';
import { formatInterval } from './marketName.ts';

/** Returns the most common step between neighbouring times, 0 for fewer than two. */
export function commonStepUs(times: Float64Array): number {
  const counts = new Map<number, number>();
  let run = 0;
  let runStep = Number.NaN;
  for (let index = 1; index <= times.length; index += 1) {
    const step = index < times.length ? (times[index] as number) - (times[index - 1] as number) : Number.NaN;
    if (step === runStep) {
      run += 1;
      continue;
    }
    if (run > 0) counts.set(runStep, (counts.get(runStep) ?? 0) + run);
    runStep = step;
    run = 1;
  }
  let best = 0;
  let bestCount = 0;
  for (const [step, count] of counts) {
    // Equal counts: the smaller step, of which the larger may be a multiple with bars missing.
    if (count > bestCount || (count === bestCount && step < best)) {
      best = step;
      bestCount = count;
    }
  }
  return best;
}

/**
 * Settles how long a bar is: what the name or `market.json` says, checked against the most common step of the times
 * (which may be a multiple where bars without trades are left out), else that step.
 */
export function barInterval(times: Float64Array, statedUs: number | undefined, where: string): number {
  const commonUs = commonStepUs(times);
  if (statedUs === undefined) {
    if (commonUs > 0) return commonUs;
    throw new Refusal({
      kind: 'unknown-interval',
      what: 'The interval of the bars cannot be told from fewer than two bars',
      where,
      remedy: 'Put it into the file name, as in `kraken_btcusd_1m.csv`, or into market.json.',
    });
  }
  if (commonUs === 0 || commonUs % statedUs === 0) return statedUs;
  throw new Refusal({
    kind: 'interval-mismatch',
    what: `The file says bars of ${formatInterval(statedUs)}, but most of its times are ${formatInterval(commonUs)} apart`,
    where,
    remedy: 'Rename the file, or state the interval in market.json.',
  });
}
