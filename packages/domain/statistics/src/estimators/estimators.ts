import type { Estimator } from '@qca/numerics';
import { DESCRIBING_ESTIMATORS } from './describing.ts';
import { NUMERAI_ESTIMATORS } from './numerai.ts';
import { OVERFITTING_ESTIMATORS } from './overfitting.ts';
import { MEASURE_ESTIMATORS } from './performanceMeasures.ts';
import { PERFORMANCE_TABLE_ESTIMATORS } from './performanceTables.ts';
import { RESAMPLING_ESTIMATORS } from './resampling.ts';
import { RETURN_SERIES_ESTIMATORS } from './returnSeries.ts';
import { ROLLING_ESTIMATORS } from './rolling.ts';
import { SHARPE_ESTIMATORS } from './sharpeInference.ts';

/** Everything in this room that a stranger may want to check. */
export const STATISTICS_ESTIMATORS: readonly Estimator[] = [
  ...SHARPE_ESTIMATORS,
  ...OVERFITTING_ESTIMATORS,
  ...RESAMPLING_ESTIMATORS,
  ...PERFORMANCE_TABLE_ESTIMATORS,
  ...MEASURE_ESTIMATORS,
  ...RETURN_SERIES_ESTIMATORS,
  ...ROLLING_ESTIMATORS,
  ...DESCRIBING_ESTIMATORS,
  ...NUMERAI_ESTIMATORS,
].map((estimator) => ({
  ...estimator,
  run: (inputs) => plain(estimator.run(inputs)) as Readonly<Record<string, unknown>>,
}));

/** Typed arrays become lists, which JSON can say. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
