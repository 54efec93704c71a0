import type { Estimator } from '@qca/numerics';

export const INDICATORS_ESTIMATORS: readonly Estimator[] = [];
