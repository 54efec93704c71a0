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
export type { Addresses, ContractStep, Reading, SettingStep, Step } from './deploy/Step.ts';
export { type CodeState, compareCode, type Verification, verifyPlan } from './deploy/verifyPlan.ts';
export { LocalChain, type LocalChainOptions } from './LocalChain.ts';
export { localPeople } from './localPeople.ts';
export { NETWORKS, type Network, networkOf } from './networks.ts';
