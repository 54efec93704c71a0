import { decodeEntries, type Entry, type RunConfiguration } from '@qca/engine';
import type { Store } from '@qca/ports';
import type { z } from 'zod';

/** An entry with its place in the journal. */
export interface NumberedEntry {
  readonly sequence: number;
  readonly entry: Entry;
}

/** Opens a run's journal to read, for as long as `work` lasts. */
export async function withJournal<Value>(
  store: Store,
  runId: string,
  work: (journal: Awaited<ReturnType<Store['openJournal']>>) => Promise<Value>,
): Promise<Value> {
  const journal = await store.openJournal(runId, { writer: false });
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

/** Calls `visit` with the entries from a number on, in order, until it returns false or the journal ends. */
export async function visitEntries(
  store: Store,
  runId: string,
  from: number,
  visit: (entry: Entry, sequence: number) => boolean,
): Promise<void> {
  await withJournal(store, runId, async (journal) => {
    for await (const block of journal.blocks(from)) {
      let sequence = block.firstSequence;
      let goesOn = true;
      decodeEntries(block.bytes, (entry) => {
        if (goesOn && sequence >= from) goesOn = visit(entry, sequence);
        sequence += 1;
      });
      if (!goesOn) return;
    }
  });
}

/** What a run was started with; undefined before its first entry. */
export async function readConfiguration(store: Store, runId: string): Promise<RunConfiguration | undefined> {
  let configuration: RunConfiguration | undefined;
  await visitEntries(store, runId, 0, (entry) => {
    if (entry.kind === 'run-started') configuration = entry.configuration;
    return false;
  });
  return configuration;
}

/** An entry as plain JSON: whole numbers beyond doubles as text, lists of numbers as lists. */
export function entryJson(entry: Entry): Record<string, z.core.util.JSONType> {
  const text = JSON.stringify(entry, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;
  });
  return JSON.parse(text) as Record<string, z.core.util.JSONType>;
}
