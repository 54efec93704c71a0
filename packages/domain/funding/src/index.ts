export { type FeeTerms, performanceFee, type VaultProfit } from './performanceFee.ts';
export { type ProfitOwed, type SplitTerms, splitProfitDown } from './splitProfit.ts';
