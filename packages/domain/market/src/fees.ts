import { assert } from '@qca/base';
import type { Ratio } from '@qca/units';

/** What a venue charges from a traded volume on. A negative maker fee is a rebate. */
export interface FeeTier {
  /** Traded value of the last 30 days, in whole units of the reporting asset, from which the tier holds. */
  readonly volumeMin: number;
  readonly maker: Ratio;
  readonly taker: Ratio;
}

/** Fee tiers of a venue by rising `volumeMin`; the first starts at 0. Source: the venue's fee page. */
export type FeeSchedule = readonly FeeTier[];

/** Returns the tier that a 30-day volume has reached. */
export function feeTier(schedule: FeeSchedule, volume: number): FeeTier {
  let reached = schedule[0];
  assert(reached !== undefined && reached.volumeMin === 0, 'a fee schedule starts with the tier of volume 0');
  for (const tier of schedule) if (volume >= tier.volumeMin) reached = tier;
  return reached;
}
