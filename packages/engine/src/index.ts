export {
  type Command,
  type CommandApplied,
  type CommandDetail,
  type CommandRefused,
  DEFAULT_KILL_PLAN,
  type HoldingLeft,
  type KillCommand,
  type KillPlan,
  type MoveBudgetCommand,
  type OperatorCommand,
  type SetKillPlanCommand,
  type SetParametersCommand,
  type StopCommand,
  type SwitchStrategyCommand,
} from './commands.ts';
export type {
  Entry,
  Fact,
  Input,
  InstrumentData,
  LegsStage,
  OrderPlaced,
  PostedTransfer,
  Posting,
  RunConfiguration,
  RunStarted,
  StrategyConfiguration,
} from './entries.ts';
export { explainOrder, type OrderStory, type StoryEntry } from './explain/explain.ts';
export { decodeEntries, EntryEncoder, parseJournalJson } from './journal/codec.ts';
export { JournalWriter } from './journal/JournalWriter.ts';
export { createKernelState, type KernelState, type StrategySlot } from './kernel/KernelState.ts';
export { nextTimerUs, step } from './kernel/step.ts';
export { MID_INTERVAL_US } from './projections/BarFolder.ts';
export { catchUp, ProjectingJournal } from './projections/ProjectingJournal.ts';
export { Projector } from './projections/Projector.ts';
export { Commands, type NewCommand } from './runner/Commands.ts';
export { type Difference, isFromVenue, isInput, type Replayed, replay } from './runner/replay.ts';
export {
  type Beginning,
  freshBeginning,
  type Observer,
  type Outside,
  type RunOutcome,
  run,
} from './runner/run.ts';
export { describeState } from './status/describeState.ts';
export type {
  Earnings,
  KillStatus,
  MarketState,
  OpenOrderState,
  PlatformState,
  PositionState,
  RiskRow,
  StrategyState,
  TradeState,
  VenueConnection,
} from './status/PlatformState.ts';
export { type RunSummary, type StrategySummary, summarise } from './summary/summarise.ts';
export { type CrossWindows, type OrderRecords, runCrossGrid, runOrderMatrix } from './vectorised/index.ts';
