export { type Artefact, Artefacts } from './Artefacts.ts';
export { ABIS } from './abi/index.ts';
export {
  type CountRejection,
  countVotes,
  type ReceivedVote,
  type SnapshotBox,
  type VoteCount,
} from './ballots/countVotes.ts';
export { type VoteMessage, voteToSign } from './ballots/snapshotVote.ts';
export { BridgeRelayer, type RelayStep, transferOf } from './bridge/BridgeRelayer.ts';
export { BridgeSide, type BridgeSideOptions, type SendingSide } from './bridge/BridgeSide.ts';
export { type Attestation, BridgeSigner, type Unsigned } from './bridge/BridgeSigner.ts';
export {
  type GatewayMessage,
  messageDigestOf,
  messageIdOf,
  messageToSign,
  type SentMessage,
} from './bridge/GatewayMessage.ts';
export {
  type ContractAt,
  type ContractName,
  callOf,
  contractOf,
  contractsToHear,
  type EncodedCall,
  eventOf,
  readAt,
} from './contracts/ContractAt.ts';
export { explainRevert, type RevertReason } from './contracts/explainRevert.ts';
export {
  type Chain,
  DEPLOYER,
  type DeployedContract,
  type Deployment,
  deployPlan,
  hasCode,
  readSettings,
  resolvePlan,
  type SettingState,
} from './deploy/deployPlan.ts';
export {
  PLATFORM_TERMS,
  type PlatformPeople,
  type PlatformTerms,
  platformPlan,
  ROLE,
} from './deploy/platformPlan.ts';
export type { Addresses, ContractStep, MadeStep, Reading, SettingStep, Step } from './deploy/Step.ts';
export type { SafeOwners } from './deploy/safePlan.ts';
export { type CodeState, compareCode, type Verification, verifyPlan } from './deploy/verifyPlan.ts';
export { ChainIndexer, type ChainIndexerOptions, type IndexStep } from './events/ChainIndexer.ts';
export { departuresOf, foldHoldings, type Holdings } from './events/foldHoldings.ts';
export { LocalChain, type LocalChainOptions } from './LocalChain.ts';
export { localPeople } from './localPeople.ts';
export { NETWORKS, type Network, networkOf, type SendingTerms } from './networks.ts';
export type { AsideReason, NodeStatus } from './rpc/NodeRecord.ts';
export { type AgreedBlock, QuorumNodes, type QuorumOptions } from './rpc/QuorumNodes.ts';
export {
  executeSafe,
  type OwnerSignature,
  packSignatures,
  SAFE_ABI,
  type SafePlace,
  safeMessage,
  safeTransaction,
} from './safe/safeTransaction.ts';
export { EvmChain, type EvmChainOptions } from './send/EvmChain.ts';
export { type IntentRecord, parseIntentRecord } from './send/Intent.ts';
