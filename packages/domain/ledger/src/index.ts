export { type Account, type AccountIndex, type AccountRule, isUnder } from './account.ts';
export { apply } from './apply.ts';
export { type AssetTotals, type Balance, balanceOf, balancesUnder, trialBalance } from './balances.ts';
export { type ChainBreak, type ChainEnd, verifyChain } from './chain.ts';
export { decide } from './decide.ts';
export type { LedgerRejection } from './LedgerRejection.ts';
export {
  availableOf,
  createLedger,
  GROUP_KEYS_MAX,
  type LedgerState,
  type OpenPending,
  openAccount,
} from './LedgerState.ts';
export { postGroup } from './postGroup.ts';
export {
  type PostPending,
  type PostTransfer,
  type ReserveTransfer,
  TRANSFER_KINDS,
  type TransferCommand,
  type TransferEvent,
  type TransferEventType,
  type TransferGroup,
  type TransferKind,
  type VoidPending,
} from './transfer.ts';
