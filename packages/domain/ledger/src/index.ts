export { type Account, type AccountIndex, type AccountRule, isUnder } from './account.ts';
export { apply } from './apply.ts';
export { type AssetTotals, type Balance, balanceOf, balancesUnder, trialBalance } from './balances.ts';
export { type ChainBreak, type ChainEnd, ChainVerifier, verifyChain } from './chain.ts';
export { balancesOn, type ClosingBalance, DailyBalances, dailyBalances } from './DailyBalances.ts';
export { decide } from './decide.ts';
export { type Flow, flowsUnder } from './flows.ts';
export type { LedgerRejection } from './LedgerRejection.ts';
export {
  availableOf,
  createLedger,
  GROUP_KEYS_MAX,
  type LedgerState,
  type OpenPending,
  openAccount,
} from './LedgerState.ts';
export { audit, NaiveAuditor } from './NaiveAuditor.ts';
export { postGroup } from './postGroup.ts';
export { type TransferTotal, TransferTotals, transferTotals } from './TransferTotals.ts';
export {
  type PostPending,
  type PostTransfer,
  type ReserveTransfer,
  TRANSFER_KINDS,
  type TransferCommand,
  type TransferEvent,
  type TransferEventType,
  type TransferGroup,
  type TransferHistory,
  type TransferKind,
  type VoidPending,
} from './transfer.ts';
