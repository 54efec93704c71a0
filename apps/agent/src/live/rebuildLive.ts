import { setTimeout as delay } from 'node:timers/promises';
import { Fault, Refusal, SECOND } from '@qca/base';
import { createKernelState, freshBeginning, type KernelState, replay } from '@qca/engine';
import { type CcxtExchange, connect, type VenueKeys } from '@qca/exchange-ccxt';
import { isFinal } from '@qca/orders';
import type { Clock, RunRecord, Store } from '@qca/ports';
import type { Strategy } from '@qca/strategies';
import { addsExposure } from '../guard/addsExposure.ts';
import type { FolderPaths } from '../guard/folderPaths.ts';
import { KillGate } from '../guard/KillGate.ts';
import { isLocked } from '../guard/killLock.ts';
import type { LiveReference } from '../market/Market.ts';
import { finder } from '../run/executePlan.ts';
import type { RunPlan } from '../run/RunPlan.ts';
import type { DataQuality } from '../service/DataQuality.ts';
import { OtherBuild } from '../service/OtherBuild.ts';
import type { Rebuilt } from '../service/Rebuilt.ts';
import { Suspension } from '../service/Suspension.ts';
import { scanJournal } from '../service/scanJournal.ts';
import { orderText } from './orderText.ts';

/** Histories at the venue are read from this much before what we last knew: its clock is not ours. */
const OVERLAP_US = 60 * SECOND;
/** Waits between tries while the venue does not answer; the last one again and again. */
const CONNECT_WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export interface LiveStage {
  readonly store: Store;
  readonly paths: FolderPaths;
  readonly record: RunRecord;
  readonly plan: RunPlan;
  readonly reference: LiveReference;
  readonly keys: VenueKeys;
  readonly quality: DataQuality;
  readonly clock: Clock;
  readonly own?: Strategy | undefined;
  readonly signal: AbortSignal;
  readonly log: (what: string, details?: Readonly<Record<string, unknown>>) => void;
}

/**
 * Brings a live run to where its journal ends and connects to its venue.
 *
 * The engine asks the venue for the whole account first, whether the run is new or goes on, and hears nothing of the
 * market before it has compared. What an earlier process decided and the venue does not know is sent only while it is
 * fresh; its id tells what the venue knows.
 */
export async function rebuildLive(stage: LiveStage): Promise<Rebuilt> {
  const { store, record, plan, own, clock, quality, log } = stage;
  const reader = await store.openJournal(record.id, { writer: false });
  try {
    const memory = await scanJournal(reader, record.id, quality);
    if (memory.entries === 0) {
      const state = createKernelState(plan.configuration, finder(own));
      const { gate, withdraw } = await openVenue(stage, state);
      const first = {
        kind: 'run-started',
        timeUs: clock.nowUs(),
        configuration: plan.configuration,
      } as const;
      return { state, gate, memory, withdraw, beginning: freshBeginning(first) };
    }
    const startedMs = performance.now();
    const { state, firstDifference, head, hash } = await replay(reader, finder(own));
    if (firstDifference !== undefined) {
      const { sequence, journaled, replayed } = firstDifference;
      throw new OtherBuild(`entry ${sequence} says ${journaled}, this build decides ${replayed}`);
    }
    if (state === undefined) throw new OtherBuild('its journal does not begin');
    const seconds = Math.round(performance.now() - startedMs) / 1_000;
    log('resumed', { run: record.id, entries: memory.entries, seconds });
    const { gate, withdraw } = await openVenue(stage, state);
    const first = { kind: 'run-resumed', timeUs: Math.max(clock.nowUs(), state.timeUs) } as const;
    return { state, gate, memory, withdraw, beginning: { head, hash, first } };
  } finally {
    await reader.close();
  }
}

async function openVenue(
  stage: LiveStage,
  state: KernelState,
): Promise<{ gate: KillGate; withdraw: () => Promise<number> }> {
  const { paths, reference, log } = stage;
  const { dryRun } = reference;
  const exchange = await connectPatiently(stage, state);
  try {
    refuseOtherSteps(exchange, state);
  } catch (error) {
    await exchange.close();
    throw error;
  }
  const onSent = (orderId: string, adds: boolean): void => {
    const order = state.orders.get(orderId);
    const text = order === undefined ? '' : orderText(order.spec, state.instruments);
    log(dryRun ? 'dry run, not sent' : 'order sent', { orderId, adds, order: text });
  };
  const gate = new KillGate(
    exchange,
    {
      isLocked: () => isLocked(paths.killLock),
      addsExposure: ({ orderId, spec }) => addsExposure(state, orderId, spec),
      refusedBefore: new Set(),
      undecided: new Set(),
      onSent,
    },
    false,
  );
  const isOurs = (orderId: string): boolean => orderId.startsWith(`${state.configuration.stream}-`);
  return { gate, withdraw: async () => (dryRun ? 0 : exchange.cancelAll(isOurs)) };
}

async function connectPatiently(stage: LiveStage, state: KernelState): Promise<CcxtExchange> {
  const { reference, keys, clock, signal, log } = stage;
  const { venue, url, symbols, dryRun } = reference;
  for (let tries = 0; ; tries += 1) {
    try {
      return await connect({
        venue,
        symbols,
        keys,
        dryRun,
        ...(url === null ? {} : { url }),
        nowUs: () => clock.nowUs(),
        marketAfterSnapshot: true,
        historyFromUs: knownUntilUs(state, clock) - OVERLAP_US,
        isStale: (orderId) => isStale(state, orderId, clock),
      });
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable) throw error;
      const waitMs = CONNECT_WAITS_MS[Math.min(tries, CONNECT_WAITS_MS.length - 1)] as number;
      log('the venue does not answer; nothing is sent', {
        level: 'error',
        why: error.message,
        say: `${venue} does not answer (${error.message}); it is tried again in ${waitMs / 1_000} s.`,
      });
      await delay(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) throw new Suspension();
    }
  }
}

/** Up to when everything about our orders is known: where the journal ends, or the oldest order that is not over. */
function knownUntilUs(state: KernelState, clock: Clock): number {
  if (state.timeUs === 0) return clock.nowUs();
  let untilUs = state.timeUs;
  for (const order of state.orders.values())
    if (!isFinal(order)) untilUs = Math.min(untilUs, order.sentTimeUs);
  return untilUs;
}

function isStale(state: KernelState, orderId: string, clock: Clock): boolean {
  const order = state.orders.get(orderId);
  return order !== undefined && clock.nowUs() - order.sentTimeUs > state.configuration.answerTimeoutUs;
}

// Prices and quantities are whole ticks and lots of the journal's instruments: other steps would be other orders.
function refuseOtherSteps({ instruments }: CcxtExchange, state: KernelState): void {
  const changed = instruments.find(({ index, tick, lot }) => {
    const known = state.instruments[index];
    return known === undefined || known.tick !== tick || known.lot !== lot;
  });
  if (changed === undefined) return;
  throw new Refusal({
    kind: 'steps-changed',
    what: `${changed.id} has other price or quantity steps now than when the run began`,
    where: '--resume',
    remedy: 'Cancel what is open at the venue, and begin a new run.',
  });
}
