import type { RunRecord } from '@qca/ports';
import { ProblemError } from '../http/ProblemError.ts';
import type { Platform } from '../Platform.ts';
import { JsonText } from './Handler.ts';

/** Rounds of reading until nothing was written between two looks; the agent writes a few batches a second. */
const ROUNDS_MAX = 3;

/** The run asked for, or the one that the agent is at. Rejects: `unknown-run`. */
export async function runIdOf({ status, store }: Platform, asked: string | undefined): Promise<string> {
  const current = status.agent?.run.id;
  if (asked === undefined || asked === current) {
    const id = current ?? (await store.listRuns())[0]?.id;
    if (id !== undefined) return id;
    throw new ProblemError('unknown-run', 'There is no run yet.');
  }
  if ((await store.readRun(asked)) !== undefined) return asked;
  throw new ProblemError('unknown-run', `There is no run ${asked}.`);
}

/** The record of a run. Rejects: `unknown-run`. */
export async function runRecordOf(platform: Platform, asked: string | undefined): Promise<RunRecord> {
  const id = await runIdOf(platform, asked);
  const record = await platform.store.readRun(id);
  if (record !== undefined) return record;
  throw new ProblemError('unknown-run', `There is no run ${id}.`);
}

/** Reads tables of a run together with the journal entry they stand at. */
export async function markedRead<Value>(
  platform: Platform,
  asked: string | undefined,
  read: (runId: string) => Promise<Value>,
): Promise<{ readonly run: string; readonly sequence: number; readonly value: Value }> {
  const run = await runIdOf(platform, asked);
  const { projections } = platform.store;
  let sequence = await projections.through(run);
  for (let round = 1; ; round += 1) {
    const value = await read(run);
    const after = await projections.through(run);
    // An agent that always writes more is not waited for; what was read is at least as new as the mark.
    if (after === sequence || round === ROUNDS_MAX) return { run, sequence, value };
    sequence = after;
  }
}

/**
 * Answers a question about a run as text, read anew only when its tables have moved since. `make` answers it by the tables
 * alone; `question` says all that the answer depends on.
 */
export async function keptRead(
  platform: Platform,
  question: { readonly operation: string; readonly query: object & { readonly run?: string | undefined } },
  make: (run: string) => Promise<{ readonly sequence: number }>,
): Promise<JsonText> {
  const run = await runIdOf(platform, question.query.run);
  const { answers, store } = platform;
  const name = JSON.stringify([question.operation, run, question.query]);
  const known = answers.find(name, await store.projections.through(run));
  if (known !== undefined) return new JsonText(known);
  const answer = await make(run);
  const text = JSON.stringify(answer);
  answers.keep(name, answer.sequence, text);
  return new JsonText(text);
}

/** What prices and fills of a run are. */
export function labelsOf(record: Pick<RunRecord, 'label' | 'mode'>) {
  const { label, mode } = record;
  const prices = label === 'generated' || label === 'live' ? label : 'recorded';
  return { prices, fillsAre: mode === 'live' ? 'real' : 'simulated' } as const;
}
