export { type AccountsHarness, accountsSuite, sampleAccount, sampleSession } from './accountsSuite.ts';
export { type AuditLogHarness, auditLogSuite } from './auditLogSuite.ts';
export { BlockChain, readAll } from './blockChain.ts';
export { type BusHarness, busSuite } from './busSuite.ts';
export { type CacheHarness, cacheSuite } from './cacheSuite.ts';
export { type ChainEventsHarness, chainEventsSuite } from './chainEventsSuite.ts';
export { type ChainHarness, chainSuite, REFUSED } from './chainSuite.ts';
export { clockSuite } from './clockSuite.ts';
export { type CommandInboxHarness, commandInboxSuite, sampleCommand } from './commandInboxSuite.ts';
export { type CrashHarness, crashSuite } from './crashSuite.ts';
export { type ExchangeHarness, exchangeSuite } from './exchangeSuite.ts';
export { type JobsHarness, jobsSuite, SUITE_WAITING_MAX } from './jobsSuite.ts';
export { type JournalHarness, journalSuite, refusalOf } from './journalSuite.ts';
export { MemoryRecordLog } from './MemoryRecordLog.ts';
export { type ModelRunnerHarness, modelRunnerSuite } from './modelRunnerSuite.ts';
export {
  NO_ROWS,
  sampleDecision,
  sampleEquity,
  sampleFill,
  sampleOrder,
  sampleRun,
  sampleTransfer,
} from './sampleRows.ts';
export { secretsSuite } from './secretsSuite.ts';
export { type StatusBoardHarness, statusBoardSuite } from './statusBoardSuite.ts';
export { type StoreHarness, storeSuite } from './storeSuite.ts';
