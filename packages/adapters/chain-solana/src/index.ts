export { type AssetRejection, U64_MAX } from './assets/AssetRejection.ts';
export { type AssetFacts, associatedAccountOf, type Holding } from './assets/readAccounts.ts';
export {
  type AccountSwitch,
  type AssetMove,
  type AssetToCreate,
  type AuthorityChange,
  SplAssets,
} from './assets/SplAssets.ts';
export { explainError, type FailureReason } from './errors/explainError.ts';
export {
  type Commitment,
  type Commitments,
  SOLANA_NETWORKS,
  type SolanaNetwork,
  type SolanaSendingTerms,
  solanaNetworkOf,
} from './networks.ts';
export type {
  Handover,
  Lifetime,
  RawAccount,
  SignatureStatus,
  Simulated,
  SolanaBlock,
  SolanaNode,
  Statuses,
} from './rpc/SolanaNode.ts';
export { UrlNode, type UrlNodeOptions } from './rpc/UrlNode.ts';
export { type ActionRecord, parseActionRecord, type SolanaOutcome } from './send/ActionRecord.ts';
export type {
  SolanaAction,
  SolanaProgress,
  SolanaRejection,
  SolanaReport,
  SolanaTransaction,
} from './send/SolanaAction.ts';
export { SolanaChain, type SolanaChainOptions } from './send/SolanaChain.ts';
