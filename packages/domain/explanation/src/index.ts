export { ATTRIBUTION_NOTE, type Attribution } from './Attribution.ts';
export { type CoalitionPlan, coalitionPlan, coalitionValues, planRows } from './coalitionPlan.ts';
export { EXPLANATION_ESTIMATORS } from './estimators/index.ts';
export { coalitionTable, EXACT_PLAYERS_MAX, exactShapley } from './exactShapley.ts';
export { type Explained, type Game, interventionalGame, type Model } from './Game.ts';
export { airportGame, gloveGame } from './games.ts';
export { kernelAttribution, kernelShap } from './kernelShap.ts';
export {
  LOCAL_R2_MIN,
  type LocalFit,
  lime,
  localFit,
  type Neighbourhood,
  type PoorLocalFit,
} from './lime.ts';
export { columnPlayers, type Players, timeWindowPlayers } from './Players.ts';
export {
  drawOrders,
  type Importance,
  type ImportanceLoss,
  permutationImportance,
} from './permutationImportance.ts';
export { permutationShapley, type SampledAttribution } from './permutationShapley.ts';
export {
  type AttributionSummary,
  type DecisionExplanation,
  explainDecision,
  type Push,
  summariseAttributions,
} from './summary.ts';
export { type DecisionTree, predictTrees, type TreeEnsemble } from './TreeEnsemble.ts';
export { treeShapInterventional } from './treeShapInterventional.ts';
export { treeShapPathDependent } from './treeShapPathDependent.ts';
export {
  type OnnxTreeAttributes,
  treesFromOnnxAttributes,
  type UnreadableTrees,
} from './treesFromOnnxAttributes.ts';
