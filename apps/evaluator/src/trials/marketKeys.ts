import { canonicalJson, type Sha256, sha256 } from '@qca/base';

/**
 * What trials count together on: one key for each instrument, whatever the dates, the files or the venue's other instruments.
 * Moving a window by a bar, or leaving one market out, is one more look at the same data.
 *
 * `period` of the returns: Sharpe ratios by day and by hour are not one population.
 */
export function marketKeys(instruments: readonly string[], period: string): Sha256[] {
  return [...new Set(instruments)].sort().map((instrument) => sha256(canonicalJson({ instrument, period })));
}
