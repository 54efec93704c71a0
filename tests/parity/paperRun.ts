import { MINUTE } from '@qca/base';
import { createPacedClock } from '@qca/clock-system';
import { decodeEntries, type Entry, replay } from '@qca/engine';
import type { RunRecord, Store } from '@qca/ports';
import {
  type Executed,
  executePlan,
  finder,
  type Market,
  planRun,
  type RunPlan,
  resumeRun,
  simulatedExchange,
} from './agent.ts';
import { barMarket, mixedMarket } from './markets.ts';

export const RUN_ID = 'parity';

/** Small enough to be played many times, large enough that every kind of order is under way when it is cut. */
export function paperMarket(kind: 'mixed' | 'bars'): Market {
  return kind === 'mixed' ? mixedMarket(2 * MINUTE) : barMarket(40 * MINUTE);
}

export function paperPlan(market: Market): RunPlan {
  return planRun({ market, strategies: [], parameters: {}, seed: 5, budget: 100_000 }).plan;
}

/** Plays a market as the agent does on paper, without waiting: paced clock, journal before orders, tables beside it. */
export function runOnPaper(store: Store, market: Market, observe: () => void = () => {}): Promise<Executed> {
  return executePlan(paperPlan(market), market, { ...execution(store), observe });
}

export function resumeOnPaper(store: Store, record: RunRecord, market: Market): Promise<Executed> {
  return resumeRun(record, market, execution(store));
}

function execution(store: Store) {
  return {
    store,
    mode: 'paper' as const,
    id: RUN_ID,
    createdUs: 0,
    clock: createPacedClock({ speed: Number.POSITIVE_INFINITY }),
    project: true,
  };
}

/** Replays a kept run: kernel only, or with fresh simulated venues that must tell the same again. */
export async function replayKept(store: Store, market: Market, withVenues: boolean) {
  const journal = await store.openJournal(RUN_ID, { writer: false });
  try {
    const venues = withVenues ? () => simulatedExchange(paperPlan(market), market) : undefined;
    return await replay(journal, finder(undefined), venues);
  } finally {
    await journal.close();
  }
}

/** Every entry of a kept run. */
export async function entriesOf(store: Store): Promise<Entry[]> {
  const journal = await store.openJournal(RUN_ID, { writer: false });
  const entries: Entry[] = [];
  for await (const block of journal.blocks()) decodeEntries(block.bytes, (entry) => void entries.push(entry));
  await journal.close();
  return entries;
}
