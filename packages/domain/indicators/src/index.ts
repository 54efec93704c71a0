export { findIndicator, INDICATORS } from './catalogue.ts';
export { computeIndicator } from './computeIndicator.ts';
export { INDICATORS_ESTIMATORS } from './estimators.ts';
export type {
  BarColumns,
  BarField,
  BarValues,
  Indicator,
  IndicatorDefinition,
  IndicatorParameter,
  IndicatorParameters,
} from './Indicator.ts';
