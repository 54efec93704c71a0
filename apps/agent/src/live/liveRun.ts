import { Refusal } from '@qca/base';
import type { VenueKeys } from '@qca/exchange-ccxt';
import type { RunRecord, Store } from '@qca/ports';
import { buildName } from '../buildName.ts';
import type { LiveReference, Market } from '../market/Market.ts';
import { readPlan, writePlan } from '../run/RunPlan.ts';
import { runId } from '../run/runs.ts';
import { wallClockUs } from '../wallClock.ts';
import { liveMarketOf } from './openLiveMarket.ts';
import { type LiveWish, planLive, wishDigest } from './planLive.ts';

export interface LiveRunOptions {
  readonly store: Store;
  readonly reference: LiveReference;
  readonly keys: VenueKeys;
  readonly wish: LiveWish;
}

/** A live run with its market, saved in the store. */
export interface LiveRun {
  readonly market: Market;
  readonly record: RunRecord;
  readonly isResumed: boolean;
  readonly warnings: readonly string[];
}

/** Looks at the venue, plans a run there and saves its record. Places nothing. */
export async function newLiveRun({ store, reference, keys, wish }: LiveRunOptions): Promise<LiveRun> {
  const createdUs = wallClockUs();
  const runs = await store.listRuns();
  const { market, plan, warnings } = await planLive({ reference, keys, wish, startedUs: createdUs, runs });
  const record: RunRecord = {
    id: runId(createdUs, plan.configuration.stream),
    mode: 'live',
    label: 'live',
    createdUs,
    status: 'running',
    configuration: writePlan(plan),
    build: buildName(),
    head: undefined,
    summary: undefined,
  };
  await store.saveRun(record);
  return { market, record, isResumed: false, warnings };
}

/**
 * The newest unfinished run at a venue, which must be gone on with: it may have orders there.
 *
 * Rejects, as `Refusal`: `other-settings` when something else is asked for now.
 */
export async function unfinishedLiveRun(options: LiveRunOptions): Promise<LiveRun | undefined> {
  const { store, reference, wish } = options;
  const records = await store.listRuns();
  const record = records.find(({ mode, status, configuration }) => {
    if (mode !== 'live' || status !== 'running') return false;
    const { market } = readPlan(configuration);
    return market.kind === 'live' && market.venue === reference.venue && market.url === reference.url;
  });
  if (record === undefined) return undefined;
  const plan = readPlan(record.configuration);
  const asked = [reference.dryRun, wishDigest(wish), ...reference.symbols].join(' ');
  const begun = plan.market.kind === 'live' ? plan.market : reference;
  if ([begun.dryRun, plan.wish, ...begun.symbols].join(' ') !== asked) {
    throw new Refusal({
      kind: 'other-settings',
      what: `run ${record.id} at ${reference.venue} has not ended, and was begun with other settings`,
      where: '--mode',
      remedy:
        'Start with the settings it was begun with and end it (qca agent stop); then start with the new ones.',
    });
  }
  return goOn(record);
}

/** A live run that was left, with its market. Rejects, as `Refusal`: `run-ended`, `not-live`. */
export function goOn(record: RunRecord): LiveRun {
  const plan = readPlan(record.configuration);
  if (record.status !== 'running')
    throw new Refusal({
      kind: 'run-ended',
      what: `run ${record.id} has ended (${record.status})`,
      where: '--resume',
      remedy: 'Start a new run.',
    });
  if (record.mode !== 'live' || plan.market.kind !== 'live')
    throw new Refusal({
      kind: 'not-live',
      what: `run ${record.id} is a ${record.mode} run`,
      where: '--resume',
      remedy: 'Leave --mode out: a run goes on in the mode it was begun in.',
    });
  return { market: liveMarketOf(plan.market, plan), record, isResumed: true, warnings: [] };
}
