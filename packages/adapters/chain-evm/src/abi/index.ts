// biome-ignore-all assist: written by a command.
import { AIPowerDerivativesAbi } from './AIPowerDerivatives.ts';
import { AIPowerYieldFarmAbi } from './AIPowerYieldFarm.ts';
import { AIServiceAMMAbi } from './AIServiceAMM.ts';
import { AIServiceAMMAdapterAbi } from './AIServiceAMMAdapter.ts';
import { AccessManagerAbi } from './AccessManager.ts';
import { AgentGovernanceAbi } from './AgentGovernance.ts';
import { AgentPortfolioManagerAbi } from './AgentPortfolioManager.ts';
import { BridgedTokenAbi } from './BridgedToken.ts';
import { ConsortiumAbi } from './Consortium.ts';
import { CrossChainBridgeAbi } from './CrossChainBridge.ts';
import { GovernanceTokenAbi } from './GovernanceToken.ts';
import { ModelRegistryAbi } from './ModelRegistry.ts';
import { ModelVaultAbi } from './ModelVault.ts';
import { ModelVaultFactoryAbi } from './ModelVaultFactory.ts';
import { MultiAgentCoordinatorAbi } from './MultiAgentCoordinator.ts';
import { PersonRegistryAbi } from './PersonRegistry.ts';
import { PredictionMarketAbi } from './PredictionMarket.ts';
import { PriceOracleAbi } from './PriceOracle.ts';
import { ProfitSplitterAbi } from './ProfitSplitter.ts';
import { ProposalTypesAbi } from './ProposalTypes.ts';
import { QPAExecutorAbi } from './QPAExecutor.ts';
import { StakedVotesAbi } from './StakedVotes.ts';
import { SyntheticAssetAbi } from './SyntheticAsset.ts';
import { ThresholdGatewayAbi } from './ThresholdGateway.ts';
import { TimelockControllerAbi } from './TimelockController.ts';
import { TradeDeskAbi } from './TradeDesk.ts';
import { UniswapV2AdapterAbi } from './UniswapV2Adapter.ts';
import { UniswapV3AdapterAbi } from './UniswapV3Adapter.ts';
import { VotingRewardsAbi } from './VotingRewards.ts';

/** The interface of every contract, by name. Written by `npm run contracts -- abi --write`. */
export const ABIS = {
  AIPowerDerivatives: AIPowerDerivativesAbi,
  AIPowerYieldFarm: AIPowerYieldFarmAbi,
  AIServiceAMM: AIServiceAMMAbi,
  AIServiceAMMAdapter: AIServiceAMMAdapterAbi,
  AccessManager: AccessManagerAbi,
  AgentGovernance: AgentGovernanceAbi,
  AgentPortfolioManager: AgentPortfolioManagerAbi,
  BridgedToken: BridgedTokenAbi,
  Consortium: ConsortiumAbi,
  CrossChainBridge: CrossChainBridgeAbi,
  GovernanceToken: GovernanceTokenAbi,
  ModelRegistry: ModelRegistryAbi,
  ModelVault: ModelVaultAbi,
  ModelVaultFactory: ModelVaultFactoryAbi,
  MultiAgentCoordinator: MultiAgentCoordinatorAbi,
  PersonRegistry: PersonRegistryAbi,
  PredictionMarket: PredictionMarketAbi,
  PriceOracle: PriceOracleAbi,
  ProfitSplitter: ProfitSplitterAbi,
  ProposalTypes: ProposalTypesAbi,
  QPAExecutor: QPAExecutorAbi,
  StakedVotes: StakedVotesAbi,
  SyntheticAsset: SyntheticAssetAbi,
  ThresholdGateway: ThresholdGatewayAbi,
  TimelockController: TimelockControllerAbi,
  TradeDesk: TradeDeskAbi,
  UniswapV2Adapter: UniswapV2AdapterAbi,
  UniswapV3Adapter: UniswapV3AdapterAbi,
  VotingRewards: VotingRewardsAbi,
} as const;
