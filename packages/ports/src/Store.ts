import { Refusal, type TimeUs } from '@qca/base';
import type { Journal, JournalBlock, JournalHead } from './Journal.ts';
import type { Projections } from './Projections.ts';

export type RunMode = 'backtest' | 'paper' | 'live';
export type RunStatus = 'running' | 'done' | 'stopped' | 'failed';

/** One run of the engine: what it was given and where it stands. */
export interface RunRecord {
  /** See `isRunId`. */
  readonly id: string;
  readonly mode: RunMode;
  /** Where its markets come from, as shown to people: `recorded`, `generated`. */
  readonly label: string;
  readonly createdUs: TimeUs;
  readonly status: RunStatus;
  /** Canonical JSON: all that is needed to run it again. */
  readonly configuration: string;
  /** Hash or version of the code, and the version of Node: replay is exact within one build. */
  readonly build: string;
  /** Where the journal ended when the record was saved; the journal itself knows best. */
  readonly head: JournalHead | undefined;
  /** JSON; absent until the run has ended. */
  readonly summary: string | undefined;
}

/** A listing holds at most so many runs: what a person scrolls through, newest first. */
export const RUNS_MAX = 1_000;

/** Runs, their journals, and the tables folded from them. */
export interface Store {
  /** Adds a run or replaces its record. */
  saveRun(record: RunRecord): Promise<void>;
  readRun(id: string): Promise<RunRecord | undefined>;
  /** Newest first by `createdUs`, then by id; at most `RUNS_MAX`. */
  listRuns(): Promise<readonly RunRecord[]>;
  /**
   * Opens the journal of a saved run. It has one writer at a time; a writer that died without closing is replaced.
   *
   * Rejects, as `Refusal`: `unknown-run`; `journal-in-use` for a second writer; `corrupt-journal`.
   */
  openJournal(runId: string, as: { readonly writer: boolean }): Promise<Journal>;
  readonly projections: Projections;
  close(): Promise<void>;
}

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A run's id names folders and stands in commands: letters, digits, `.`, `_`, `-`, at most 100. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** Rejects, as `Refusal`: `bad-run-id`. */
export function refuseBadRunId(id: string): void {
  if (isRunId(id)) return;
  throw new Refusal({
    kind: 'bad-run-id',
    what: `${JSON.stringify(id)} is not the id of a run`,
    where: 'run id',
    remedy: 'Use 1 to 100 letters, digits, dots, underscores or dashes, starting with a letter or digit.',
  });
}

/** The one rule of a journal: a block starts where the head ends, so no block is doubled and none is missing. */
export function refuseOutOfSequence(lastSequence: number, block: JournalBlock, where: string): void {
  if (block.firstSequence === lastSequence + 1 && block.lastSequence >= block.firstSequence) return;
  throw new Refusal({
    kind: 'out-of-sequence',
    what: `block ${block.firstSequence}–${block.lastSequence} does not follow entry ${lastSequence}`,
    where,
    remedy: 'Read the journal from its head again and go on from there; the block was not stored.',
  });
}

/** Tells that a run was never saved. */
export function unknownRun(runId: string, where: string): Refusal {
  return new Refusal({
    kind: 'unknown-run',
    what: `there is no run ${runId}`,
    where,
    remedy: 'Check the id against the list of runs, or save the run first.',
  });
}

/** Tells that somebody else writes the journal. `holder` says who, as far as known. */
export function journalInUse(runId: string, holder: string): Refusal {
  return new Refusal({
    kind: 'journal-in-use',
    what: `the journal of run ${runId} already has a writer: ${holder}`,
    where: `run ${runId}`,
    remedy: 'Stop that process, or start a run of your own.',
  });
}
