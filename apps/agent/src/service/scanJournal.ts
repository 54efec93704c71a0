import { decodeEntries, isInput } from '@qca/engine';
import type { CommandAnswer, Journal } from '@qca/ports';
import { answerOf } from './CommandDesk.ts';
import { type DataQuality, isPrice } from './DataQuality.ts';

/** What an earlier process left in a journal that its successor must know before it replays it. */
export interface JournalMemory {
  /** Orders that the kill gate refused. */
  readonly refusedByGate: ReadonlySet<string>;
  /** Orders of the last step: the journal does not tell whether they left. */
  readonly undecided: ReadonlySet<string>;
  /** Outcomes of commands. */
  readonly outcomes: ReadonlyMap<string, CommandAnswer>;
  readonly entries: number;
}

/** Reads a journal through; `quality` hears the prices that were heard before. */
export async function scanJournal(
  journal: Journal,
  run: string,
  quality: DataQuality,
): Promise<JournalMemory> {
  const refusedByGate = new Set<string>();
  const outcomes = new Map<string, CommandAnswer>();
  let undecided: string[] = [];
  let sequence = 0;
  for await (const block of journal.blocks()) {
    decodeEntries(block.bytes, (entry) => {
      if (isInput(entry)) {
        undecided = [];
        if (entry.kind === 'order-rejected' && entry.reason === 'kill-switch')
          refusedByGate.add(entry.orderId);
        else if (isPrice(entry)) quality.observe(entry, sequence);
      } else if (entry.kind === 'order-placed') undecided.push(entry.orderId);
      else if (entry.kind === 'command-applied' || entry.kind === 'command-refused')
        outcomes.set(entry.commandId, answerOf(entry, { run, sequence }));
      sequence += 1;
    });
  }
  return { refusedByGate, undecided: new Set(undecided), outcomes, entries: sequence };
}
