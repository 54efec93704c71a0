export { STATISTICS_ESTIMATORS } from './estimators/estimators.ts';
