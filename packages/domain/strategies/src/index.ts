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
