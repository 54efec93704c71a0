export { OPTIONS_ESTIMATORS } from './estimators/OPTIONS_ESTIMATORS.ts';
export { type InputOutOfBounds, type OptionTerms, optionPremium } from './optionPremium.ts';
export { baroneAdesiWhaley } from './pricing/baroneAdesiWhaley.ts';
export { binomialTree } from './pricing/binomialTree.ts';
export { bjerksundStensland1993, bjerksundStensland2002 } from './pricing/bjerksundStensland.ts';
export { blackScholes, blackScholesGreeks, type Greeks } from './pricing/blackScholes.ts';
export { calibrateHeston, type HestonFit, type HestonQuote } from './pricing/calibrateHeston.ts';
export { deltaHedge, type HedgePlan, type HedgeResult } from './pricing/deltaHedge.ts';
export { fitSvi, type SmileFit, type SmileQuotes } from './pricing/fitSvi.ts';
export {
  type Exposure,
  type HedgeInstrument,
  type HedgeProposal,
  type HedgeRequest,
  hedgeProposal,
} from './pricing/hedgeProposal.ts';
export { type HestonOption, type HestonParameters, heston } from './pricing/heston.ts';
export { impliedVolatility } from './pricing/impliedVolatility.ts';
export {
  fitSsvi,
  type Ssvi,
  type SurfaceFit,
  type SurfaceQuotes,
  smileOfSurface,
  ssviVariance,
} from './pricing/ssvi.ts';
export { checkSmile, durrleman, type SmileCheck, type Svi, sviVariance } from './pricing/svi.ts';
export type { VanillaOption } from './pricing/VanillaOption.ts';
