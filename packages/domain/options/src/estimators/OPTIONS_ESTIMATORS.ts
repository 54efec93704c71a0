import type { Estimator } from '@qca/numerics';
import { DELTA_HEDGE, HEDGE_PROPOSAL } from './hedgeEstimators.ts';
import { HESTON, HESTON_CALIBRATION } from './hestonEstimators.ts';
import {
  BARONE_ADESI_WHALEY,
  BJERKSUND_STENSLAND,
  BLACK_SCHOLES,
  CRR,
  IMPLIED_VOLATILITY,
} from './pricers.ts';
import { SSVI, SVI } from './smileEstimators.ts';

/** What of this room anybody can ask for by name. */
export const OPTIONS_ESTIMATORS: readonly Estimator[] = [
  BLACK_SCHOLES,
  IMPLIED_VOLATILITY,
  CRR,
  BARONE_ADESI_WHALEY,
  BJERKSUND_STENSLAND,
  HESTON,
  HESTON_CALIBRATION,
  SVI,
  SSVI,
  DELTA_HEDGE,
  HEDGE_PROPOSAL,
];
