import { mkdirSync } from 'node:fs';
import { Refusal } from '@qca/base';
import type { VenueKeys } from '@qca/exchange-ccxt';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { MeetingPlace, Store } from '@qca/ports';
import { openPostgresMeetingPlace } from '@qca/store-postgres';
import { readEnvironment } from '../environment.ts';
import { askGuard } from '../guard/askGuard.ts';
import { type FolderPaths, folderPaths } from '../guard/folderPaths.ts';
import { isLocked } from '../guard/killLock.ts';
import { readProcessFile, removeProcessFile, writeProcessFile } from '../guard/ProcessFile.ts';
import { goOn, type LiveRun, newLiveRun } from '../live/liveRun.ts';
import type { LiveReference } from '../market/Market.ts';
import { CommandDesk } from '../service/CommandDesk.ts';
import { DataQuality } from '../service/DataQuality.ts';
import { KillWatch } from '../service/KillWatch.ts';
import { playRun } from '../service/playRun.ts';
import { StatusPublisher } from '../service/StatusPublisher.ts';
import type { Finished, RunChoice } from './backtest.ts';
import type { Executed } from './executePlan.ts';
import { loadStrategyFile } from './loadStrategyFile.ts';
import { readPlan } from './RunPlan.ts';
import { openStore } from './runs.ts';
import { INTERRUPTED, listenToSignals } from './stopOnSignals.ts';

export interface Live {
  /** What is traded and what runs on it; null when a run is gone on with. */
  readonly begin: { readonly reference: LiveReference; readonly run: RunChoice } | null;
  /** Run to go on with, or null. */
  readonly resume: string | null;
  /** Reads the key for a venue: of the run that is gone on with, too. */
  readonly readKeys: (venue: string) => Promise<VenueKeys>;
  readonly home: string;
  /** A journal in memory would be lost with the process, and with it what is open at the venue. */
  readonly store: 'postgres' | 'file';
  /** Whether to trade although no guard listens: then nothing stops an agent that hangs. */
  readonly withoutGuard: boolean;
  /** Tells a person what is going on. */
  readonly say: (text: string) => void;
}

/**
 * Runs the agent against a real venue until it is stopped: real orders, unless the reference says dry run.
 *
 * The engine, journal, kill gate and command inbox are those of paper trading; only the exchange and the clock differ.
 * Rejects, as `Refusal`: `no-guard`, `agent-runs`, `killed`, and what planning a live run refuses.
 */
export async function runLive(live: Live): Promise<Finished> {
  const paths = folderPaths(live.home);
  mkdirSync(paths.folder, { recursive: true });
  const store = await openStore(live.home, live.store, true);
  const place = await openPlace(live);
  try {
    refuseSecondAgent(paths);
    const { own, prepared, keys } = await prepare(live, store, paths);
    writeProcessFile(paths.agentPid);
    try {
      const executed = await play(live, { store, place, paths, keys, own, prepared });
      return { executed, market: prepared.market, warnings: prepared.warnings };
    } finally {
      removeProcessFile(paths.agentPid);
    }
  } finally {
    await place.close();
    await store.close();
  }
}

async function prepare(live: Live, store: Store, paths: FolderPaths) {
  const { begin, resume, readKeys } = live;
  if (resume !== null) {
    const record = await store.readRun(resume);
    if (record === undefined)
      throw new Refusal({
        kind: 'unknown-run',
        what: `there is no run ${resume}`,
        where: '--resume',
        remedy: 'List runs with `npm run qca -- run list`.',
      });
    const prepared = goOn(record);
    const { reference } = prepared.market;
    if (reference.kind === 'live') await refuseWithoutGuard(live, reference, paths);
    const file = readPlan(record.configuration).strategyFile;
    const own = file === null ? undefined : await loadStrategyFile(file);
    const keys = await readKeys(reference.kind === 'live' ? reference.venue : '');
    return { prepared, own, keys };
  }
  if (begin === null) throw new Error('a live run needs a venue, or a run to resume');
  const { reference, run } = begin;
  refuseWhileKilled(paths);
  await refuseWithoutGuard(live, reference, paths);
  const own = run.file === null ? undefined : await loadStrategyFile(run.file);
  const keys = await readKeys(reference.venue);
  const { strategies, parameters, seed, budget, file } = run;
  const wish = {
    strategies,
    parameters,
    seed,
    budget,
    ...(own === undefined || file === null ? {} : { own: { strategy: own, file } }),
  };
  return { prepared: await newLiveRun({ store, reference, keys, wish }), own, keys };
}

interface Parts extends Awaited<ReturnType<typeof prepare>> {
  readonly store: Store;
  readonly place: MeetingPlace;
  readonly paths: FolderPaths;
  readonly prepared: LiveRun;
}

async function play(live: Live, parts: Parts): Promise<Executed> {
  const { store, place, paths, keys, own, prepared } = parts;
  const { record, market, isResumed } = prepared;
  const trouble = (part: string) => (what: string) => live.say(`${part}: ${what}`);
  const log = (what: string, details: Readonly<Record<string, unknown>> = {}): void => {
    const text =
      details['say'] ?? (details['order'] === undefined ? undefined : `${what}: ${details['order']}`);
    if (text !== undefined) live.say(String(text));
  };
  const desk = new CommandDesk(place.inbox, trouble('inbox'));
  const watch = new KillWatch(paths, (command) => desk.give(command));
  const publisher = new StatusPublisher(place.statusBoard, trouble('status'));
  const signals = listenToSignals((command) => {
    // Before the run takes commands it is connecting, and nothing is placed.
    if (!desk.isOpen) process.exit(INTERRUPTED);
    desk.give(command);
  }, live.say);
  const isDry = market.reference.kind === 'live' && market.reference.dryRun;
  live.say(
    `${isResumed ? 'Going on with' : 'Run'} ${record.id}: ${market.name}, ${isDry ? 'dry run: nothing is placed' : 'REAL ORDERS'}.`,
  );
  let executed: Executed | undefined;
  try {
    await playRun({
      store,
      paths,
      record,
      plan: readPlan(record.configuration),
      market,
      keys,
      own,
      speed: 1,
      next: null,
      desk,
      watch,
      publisher,
      quality: new DataQuality({ run: prepared.record.id, market, warnings: prepared.warnings }),
      withDemonstrationOperator: false,
      // Whoever ends this process stops the run; it is left only by a crash.
      signal: new AbortController().signal,
      log,
      onDay: () => {},
      onEnd: (done) => {
        executed = done;
      },
    });
  } finally {
    signals.done();
    publisher.close();
    watch.close();
    await desk.close();
  }
  if (executed === undefined) throw new Error('the run was left without an end');
  return executed;
}

async function openPlace({ store }: Live): Promise<MeetingPlace> {
  const { databaseUrl } = readEnvironment();
  if (store !== 'postgres' || databaseUrl === undefined) return createMemoryMeetingPlace();
  return openPostgresMeetingPlace({ databaseUrl });
}

async function refuseWithoutGuard(live: Live, reference: LiveReference, paths: FolderPaths): Promise<void> {
  if (live.withoutGuard || reference.dryRun) return;
  try {
    await askGuard(paths.guardSocket, { kind: 'status' }, 2_000);
  } catch {
    throw new Refusal({
      kind: 'no-guard',
      what: `no guard listens in ${paths.folder}: nothing would stop an agent that hangs`,
      where: '--home',
      remedy:
        'Start one in another terminal, `qca agent guard --venue … --key …` with the same --home, or trade --without-guard.',
    });
  }
}

function refuseWhileKilled({ killLock }: FolderPaths): void {
  if (!isLocked(killLock)) return;
  throw new Refusal({
    kind: 'killed',
    what: `the kill switch is on: ${killLock} is there`,
    where: '--home',
    remedy: 'Look at why it was pulled. Arm with qca agent arm, or take the file away, and begin then.',
  });
}

function refuseSecondAgent({ agentPid, folder }: FolderPaths): void {
  const pid = readProcessFile(agentPid);
  if (pid === undefined || pid === process.pid) return;
  throw new Refusal({
    kind: 'agent-runs',
    what: `process ${pid} trades on ${folder} already`,
    where: '--home',
    remedy: 'Stop it, or choose another --home with a guard of its own.',
  });
}
