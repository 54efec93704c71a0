export { ADMITTED, admit } from './admit.ts';
export { applyCapital } from './capital.ts';
export { checkLimits, type LimitsRejection } from './checkLimits.ts';
export { fixedFractionLots } from './fixedFraction.ts';
export { applyAdmitted, applyReleased } from './flow.ts';
export { kellyLots, kellyOfBet, kellyOfDiffusion } from './kelly.ts';
export {
  type Breaker,
  type BreakerAction,
  type Breakers,
  DEFAULT_LIMITS,
  type OrderRate,
  type RiskLimits,
  type StaleAge,
  type TrailingStop,
  type VolatilityBreaker,
} from './limits.ts';
export { breakerMeasures, flowMeasures, headroomOf, type Measure } from './measures.ts';
export { applyMode, halt, type RiskCommand, type RiskCommandRejection, rearm, reduce } from './mode.ts';
export {
  createRiskState,
  gaugeOf,
  PLATFORM,
  type RiskRun,
  type RiskState,
  riskMode,
  riskReason,
} from './RiskState.ts';
export { applyTick, type EquityTick, NO_CHANGES, onTick, tick } from './tick.ts';
export type { OrderRequest, RiskMode, RiskModeChanged, RiskRule, Verdict } from './types.ts';
export { volatilityTargetLots } from './volatilityTarget.ts';
