export type { Catalogue, Recording } from './Catalogue.ts';
export type { Clock } from './Clock.ts';
export type { Exchange, ExchangeAction } from './Exchange.ts';
export { type Feed, startTimeUs } from './Feed.ts';
export type { Journal, JournalBlock, JournalHead } from './Journal.ts';
export {
  type BalanceFilter,
  type BalanceRow,
  type DecisionRow,
  type EquityRow,
  type FillRow,
  type OrderRow,
  type ProjectionBatch,
  type Projections,
  type RevenueRow,
  ROWS_MAX,
  type RowFilter,
  type TransferRow,
} from './Projections.ts';
export {
  isRunId,
  journalInUse,
  RUNS_MAX,
  type RunMode,
  type RunRecord,
  type RunStatus,
  refuseBadRunId,
  refuseOutOfSequence,
  type Store,
  unknownRun,
} from './Store.ts';
