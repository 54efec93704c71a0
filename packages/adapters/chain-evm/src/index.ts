export { type Artefact, Artefacts } from './Artefacts.ts';
export { ABIS } from './abi/index.ts';
export {
  type ContractAt,
  type ContractName,
  callOf,
  contractOf,
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
export { SAFE, type SafeOwners, safeAddress, safePlan } from './deploy/safePlan.ts';
export { type CodeState, compareCode, type Verification, verifyPlan } from './deploy/verifyPlan.ts';
export { LocalChain, type LocalChainOptions } from './LocalChain.ts';
export { localPeople } from './localPeople.ts';
export { NETWORKS, type Network, networkOf, type SendingTerms } from './networks.ts';
export type { AsideReason, NodeStatus } from './rpc/NodeRecord.ts';
export { type AgreedBlock, QuorumNodes, type QuorumOptions } from './rpc/QuorumNodes.ts';
export { EvmChain, type EvmChainOptions } from './send/EvmChain.ts';
export { FileIntentLog, type IntentLog, MemoryIntentLog } from './send/IntentLog.ts';
export {
  executeSafe,
  type OwnerSignature,
  packSignatures,
  SAFE_ABI,
  type SafePlace,
  safeMessage,
  safeTransaction,
} from './safe/safeTransaction.ts';
