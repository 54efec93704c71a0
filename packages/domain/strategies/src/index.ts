export { accept, reject } from '@qca/base';
export {
  checkParameters,
  numberBetween,
  type ParameterLimit,
  type ParameterLimits,
  type ParameterRejection,
  wholeNumber,
} from './checkParameters.ts';
export { chooseInstruments, type DataKind, fundQuotes, type Wish } from './chooseInstruments.ts';
export {
  affordableLotsDown,
  heldLotsDown,
  type InstrumentTerms,
  instrumentTerms,
  isLargeEnough,
} from './InstrumentTerms.ts';
export {
  isFull,
  pushValue,
  type RollingWindow,
  rollingWindow,
  valueAgo,
  windowDeviation,
  windowMean,
  windowVariance,
} from './indicators/RollingWindow.ts';
export { type Aim, orderTowards, protectedTicks } from './orderTowards.ts';
export { BUILT_IN_STRATEGIES, DEFAULT_STRATEGIES, findStrategy } from './registry.ts';
export {
  type DepthView,
  defineStrategy,
  type Fit,
  type Misfit,
  NO_INTENTS,
  type Offer,
  type Strategy,
  type StrategyEvent,
  type View,
} from './Strategy.ts';
export {
  type TargetBook,
  type TargetWeightsParameters,
  targetWeights,
} from './targetWeights/targetWeights.ts';
