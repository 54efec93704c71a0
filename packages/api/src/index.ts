export { type Access, type Operation, operation } from './Operation.ts';
export { openApi, problemsOf } from './openApi.ts';
export { COMMANDS } from './operations/commands.ts';
export type { Session } from './operations/session.ts';
export { OPERATION, OPERATIONS } from './operations.ts';
export { text } from './schemas/common.ts';
export {
  type Earnings,
  type KillPlan,
  type MarketStatus,
  type OpenOrder,
  type ParameterLimit,
  type PlatformStatus,
  type Position,
  platformStatus,
  type RiskRow,
  type StrategyStatus,
} from './schemas/PlatformStatus.ts';
export { PROBLEM_TYPE, type Problem, problem } from './schemas/Problem.ts';
export { PROBLEM_KINDS, type ProblemKind } from './schemas/problemKinds.ts';
export type {
  BalanceRow,
  Bar,
  CommandRow,
  DecisionRow,
  EquityPoint,
  FillRow,
  OrderRow,
  TransferRow,
} from './schemas/rows.ts';
export {
  CHANNEL_ROWS,
  type Channel,
  type ClientMessage,
  clientMessage,
  type ServerMessage,
  serverMessage,
} from './schemas/stream.ts';
