export {
  ACCOUNTS_MAX,
  type Account,
  type AccountRole,
  type Accounts,
  accountExists,
  accountNameKey,
  accountsFull,
  refuseBadAccount,
  refuseBadPasswordHash,
  refuseBadSession,
  SESSIONS_MAX,
  type Session,
  sessionExists,
  unknownAccount,
} from './Accounts.ts';
export {
  AUDIT_BYTES_MAX,
  AUDIT_LISTED_MAX,
  type AuditEntry,
  type AuditLog,
  type AuditRow,
  encodeAuditEntry,
} from './AuditLog.ts';
export {
  BACKLOG_MAX,
  type Bus,
  type BusHandler,
  type BusMessage,
  backlogFull,
  MESSAGE_BYTES_MAX,
  refuseBadTopic,
  refuseLargeMessage,
} from './Bus.ts';
export { type Cache, type CacheCount, expectTtl } from './Cache.ts';
export type { Catalogue, Recording } from './Catalogue.ts';
export {
  CHAIN_DATA_BYTES_MAX,
  CHAIN_PENDING_MAX,
  type Chain,
  type ChainAction,
  type ChainBlock,
  type ChainCall,
  type ChainNetwork,
  type ChainOutcome,
  type ChainProgress,
  type ChainRejection,
  type ChainReport,
  type ChainTransaction,
  chainActionIdUsed,
  type HexBytes,
  type RefusedCall,
  refuseBadChainAction,
} from './Chain.ts';
export {
  CHAIN_EVENTS_READ_MAX,
  CHECKPOINTS_MAX,
  type ChainEvent,
  type ChainEventFilter,
  type ChainEvents,
  type ChainPage,
  isBehind,
  isNewPage,
} from './ChainEvents.ts';
export type { Clock } from './Clock.ts';
export {
  COMMAND_BYTES_MAX,
  COMMANDS_CLEARED_MAX,
  COMMANDS_KEPT_US,
  COMMANDS_LISTED_MAX,
  COMMANDS_WAITING_MAX,
  type CommandAnswer,
  type CommandInbox,
  commandAnswered,
  commandIdUsed,
  type EncodedCommand,
  encodeCommand,
  INBOX_POLL_MS,
  type InboxCommand,
  inboxFull,
  type NewCommand,
  type StopListening,
  unknownCommand,
} from './CommandInbox.ts';
export type { Exchange, ExchangeAction } from './Exchange.ts';
export { encodeJson, isStorableText } from './encodeJson.ts';
export { type Feed, startTimeUs } from './Feed.ts';
export {
  boundJobProgress,
  checkJobConcurrency,
  encodeJob,
  encodeJobResult,
  isJobFinished,
  JOB_ATTEMPTS_MAX,
  JOB_RETRY_MS,
  JOBS_WAITING_MAX,
  type Job,
  type JobFilter,
  type JobState,
  type Jobs,
  type JobTask,
  type JobWorker,
  jobIdUsed,
  jobMatcher,
  jobsFull,
  type NewJob,
} from './Jobs.ts';
export type { Journal, JournalBlock, JournalHead } from './Journal.ts';
export type { MeetingPlace } from './MeetingPlace.ts';
export {
  expectSteps,
  MODEL_LIMITS,
  type ModelLimits,
  type ModelRunner,
  type ModelSteps,
  type OpenModel,
  type OpenModelOptions,
} from './ModelRunner.ts';
export {
  type BalanceFilter,
  type BalanceRow,
  type BarFilter,
  type BarRow,
  type CommandRow,
  type DecisionRow,
  type EquityRow,
  type FillRow,
  type OrderRow,
  type ProjectionBatch,
  type Projections,
  type RevenueRow,
  ROWS_MAX,
  type RowFilter,
  type RowMark,
  type TransferRow,
} from './Projections.ts';
export { encodeRecord, type RecordLog } from './RecordLog.ts';
export { refuseBadSecretName, Secret, type Secrets, unknownSecret } from './Secrets.ts';
export {
  encodeStatus,
  refuseBadStatusKey,
  STATUS_BYTES_MAX,
  STATUS_POLL_MS,
  type StatusBoard,
  type StatusDocument,
} from './StatusBoard.ts';
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
export { encodeVenueKey, readVenueKey, type VenueKey } from './VenueKey.ts';
