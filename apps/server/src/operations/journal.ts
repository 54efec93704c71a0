import { entryJson, visitEntries, withJournal } from '../journal/readJournal.ts';
import { type HandlerOf, JsonText } from './Handler.ts';
import { runIdOf } from './runs.ts';

export const listJournal: HandlerOf<'listJournal'> = async ({ query }, platform) => {
  const run = await runIdOf(platform, query.run);
  const { store } = platform;
  const head = await withJournal(store, run, async (journal) => journal.head());
  const entries: { sequence: number; kind: string; entry: ReturnType<typeof entryJson> }[] = [];
  if (query.from <= head.lastSequence) {
    await visitEntries(store, run, query.from, (entry, sequence) => {
      entries.push({ sequence, kind: entry.kind, entry: entryJson(entry) });
      return entries.length < query.limit;
    });
  }
  return { run, sequence: Math.max(head.lastSequence, entries.at(-1)?.sequence ?? -1), entries };
};

export const readParity: HandlerOf<'readParity'> = (_call, { status }) => {
  const json = status.json('parity');
  return json === undefined ? { reports: [] } : new JsonText(json);
};
