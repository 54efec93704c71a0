export type { OrderRequest, RiskMode, RiskModeChanged, RiskRule, Verdict } from './types.ts';
