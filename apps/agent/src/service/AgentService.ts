import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assert, canonicalJson, Fault, Refusal } from '@qca/base';
import type { VenueKeys } from '@qca/exchange-ccxt';
import type { MeetingPlace, RunRecord, Store } from '@qca/ports';
import { buildName } from '../buildName.ts';
import { putFile, removeFile } from '../guard/durableFile.ts';
import type { FolderPaths } from '../guard/folderPaths.ts';
import { removeProcessFile, writeProcessFile } from '../guard/ProcessFile.ts';
import { newLiveRun, unfinishedLiveRun } from '../live/liveRun.ts';
import type { LiveReference, Market, MarketReference } from '../market/Market.ts';
import { openMarket } from '../market/openMarket.ts';
import { type Planned, type PlanOptions, planRun } from '../run/planRun.ts';
import { type RunPlan, readPlan, writePlan } from '../run/RunPlan.ts';
import { runId } from '../run/runs.ts';
import { wallClockUs } from '../wallClock.ts';
import type { AgentFile } from './agentFile.ts';
import { CommandDesk } from './CommandDesk.ts';
import { DataQuality } from './DataQuality.ts';
import { KillWatch } from './KillWatch.ts';
import { OtherBuild } from './OtherBuild.ts';
import { ParityDesk, type ParityResult } from './ParityDesk.ts';
import { nameOf, spokenSpeed, usualSpeed } from './Playlist.ts';
import { type Ending, playRun } from './playRun.ts';
import { StatusPublisher } from './StatusPublisher.ts';

export interface ServiceOptions {
  readonly store: Store;
  readonly place: MeetingPlace;
  readonly paths: FolderPaths;
  readonly playlist: readonly MarketReference[];
  readonly file: AgentFile;
  readonly seed: number;
  /** Whole reporting units for each strategy that has no budget of its own. */
  readonly budget: number;
  /** Market seconds per second; what suits each market when absent. */
  readonly speed?: number | undefined;
  /** Keys of the venue, where the playlist names a live market. */
  readonly keys?: VenueKeys | undefined;
  /** Replays a run from its journal. */
  readonly checkParity: (runId: string) => Promise<ParityResult>;
  readonly log: (what: string, details?: Readonly<Record<string, unknown>>) => void;
  /** Waits between tries while the database does not answer; another row than the usual one, for tests. */
  readonly outageWaitsMs?: readonly number[];
  /** Called once the first run is about to trade. */
  readonly onReady?: () => void;
}

/** Waits between tries while the database does not answer; after the last one the process gives up. */
const OUTAGE_WAITS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000];
/** Between two looks for the command that ends a stop. */
const LOOK_MS = 250;
/** Between a run and the next one: at full speed a market may be over in a moment. */
const REST_MS = 1_000;
/** How often what is known of the data is published while it changes. */
const QUALITY_MS = 5_000;

/** The agent as a service: plays markets one after the other, takes commands, says what it does, and goes on after a crash. */
export class AgentService {
  readonly #options: ServiceOptions;
  readonly #desk: CommandDesk;
  readonly #watch: KillWatch;
  readonly #publisher: StatusPublisher;
  readonly #parity: ParityDesk;
  readonly #stoppedPath: string;
  #isReady = false;
  /** Markets one after the other that could not be played. */
  #skipped = 0;

  constructor(options: ServiceOptions) {
    const { place, paths, log } = options;
    const trouble = (part: string) => (what: string) => log(`${part}: ${what}`, { level: 'warn' });
    this.#options = options;
    this.#desk = new CommandDesk(place.inbox, trouble('inbox'));
    this.#watch = new KillWatch(paths, (command) => this.#desk.give(command));
    this.#publisher = new StatusPublisher(place.statusBoard, trouble('status'));
    this.#parity = new ParityDesk({
      board: place.statusBoard,
      check: options.checkParity,
      onTrouble: trouble('parity'),
      onDifference: ({ run, firstDifference }) =>
        log('the journal does not replay to what it says', {
          level: 'error',
          run,
          firstDifference,
          say: `Run ${run} does not replay to its own journal, first at entry ${firstDifference?.sequence}. Keep the folder and report it.`,
        }),
    });
    this.#stoppedPath = join(paths.folder, 'agent.stopped');
  }

  /** Runs until the signal is given. Rejects when it cannot go on; the journal has everything up to there. */
  async run(signal: AbortSignal): Promise<void> {
    const { playlist, paths } = this.#options;
    writeProcessFile(paths.agentPid);
    try {
      let index = await this.#placeToGoOn();
      while (!signal.aborted) {
        if (existsSync(this.#stoppedPath)) await this.#untilArmed(signal);
        if (signal.aborted) break;
        const next = playlist[(index + 1) % playlist.length] as MarketReference;
        const ending = await this.#play(playlist[index] as MarketReference, nameOf(next), signal);
        this.#skipped = ending === 'unplayable' ? this.#skipped + 1 : 0;
        if (ending === 'stopped') putFile(this.#stoppedPath, 'an operator has stopped the agent\n');
        else if (ending === 'feed-ended' || ending === 'unplayable') index = (index + 1) % playlist.length;
        if (ending !== 'suspended') await delay(REST_MS, undefined, { signal }).catch(() => {});
      }
    } finally {
      this.#publisher.close();
      this.#watch.close();
      await this.#desk.close();
      await this.#parity.close();
      removeProcessFile(paths.agentPid);
    }
  }

  /** Where in the playlist the newest run stands, or the place after one that has ended; the beginning when there is none. */
  async #placeToGoOn(): Promise<number> {
    const { store, playlist } = this.#options;
    for (const record of await store.listRuns()) {
      if (record.mode === 'backtest') continue;
      const place = playlist.findIndex((each) => this.#isOf(record, each));
      if (place >= 0) return record.status === 'done' ? (place + 1) % playlist.length : place;
    }
    return 0;
  }

  #isOf(record: RunRecord, reference: MarketReference): boolean {
    return placeless(readPlan(record.configuration).market) === placeless(reference);
  }

  async #play(
    reference: MarketReference,
    next: string,
    signal: AbortSignal,
  ): Promise<Ending | 'other-build' | 'unplayable'> {
    const { log, speed } = this.#options;
    const isLive = reference.kind === 'live';
    const prepared = isLive
      ? await this.#prepareLive(reference, signal)
      : await this.#prepare(reference, next);
    if (prepared === undefined) return 'suspended';
    if (prepared === 'unplayable') return prepared;
    const { market, record, isResumed, warnings } = prepared;
    const pace = isLive ? 1 : (speed ?? usualSpeed(market));
    const name = `${market.label} ${market.name}`;
    log('playing', {
      run: record.id,
      market: market.name,
      speed: spokenSpeed(pace),
      say: isLive
        ? `${isResumed ? 'goes on with' : 'trades'} ${name}, ${reference.dryRun ? 'dry run: nothing is placed' : 'REAL ORDERS'} (run ${record.id}).`
        : `${isResumed ? 'goes on with' : 'plays'} ${name}, ${spokenSpeed(pace)}, simulated fills (run ${record.id}).`,
    });
    for (const warning of warnings) log(warning);
    const quality = new DataQuality({ run: record.id, market, warnings });
    const stopPublishing = this.#publishQuality(quality);
    try {
      const ending = await this.#playThroughOutages(
        { record, plan: readPlan(record.configuration), market, speed: pace, next, quality },
        signal,
      );
      if (ending === 'suspended' || ending === 'other-build') return ending;
      this.#parity.runOver(record.id, quality.lastHeardUs ?? wallClockUs());
      log('run over', {
        run: record.id,
        ending,
        say:
          ending === 'stopped'
            ? `run ${record.id} was stopped by an operator. Nothing is played until: qca agent arm`
            : `${name} has ended; next is ${next}.`,
      });
      return ending;
    } finally {
      await stopPublishing();
    }
  }

  async #prepare(reference: MarketReference, next: string): Promise<Prepared | 'unplayable'> {
    let market: Market;
    try {
      market = await openMarket(reference);
    } catch (error) {
      // At the start, and where nothing is left to play, it is for whoever started the agent.
      const isLast = !this.#isReady || this.#skipped + 1 >= this.#options.playlist.length;
      if (!(error instanceof Refusal) || isLast) throw error;
      const say = `${nameOf(reference)} cannot be played: ${error.message} Next is ${next}.`;
      this.#options.log(say, { level: 'error', say });
      return 'unplayable';
    }
    const { plan, warnings } = this.#plan(market);
    const unfinished = await this.#unfinished(market, plan);
    const record = unfinished ?? (await this.#newRun(market, plan));
    return { market, record, isResumed: unfinished !== undefined, warnings };
  }

  /** Waits out a venue that does not answer; nothing when the process is to end meanwhile. */
  async #prepareLive(reference: LiveReference, signal: AbortSignal): Promise<Prepared | undefined> {
    const { store, keys, log } = this.#options;
    assert(keys !== undefined, 'a live market is traded with keys');
    const wish = this.#wish();
    for (const waitMs of [...OUTAGE_WAITS_MS, 0]) {
      try {
        const options = { store, reference, keys, wish };
        return (await unfinishedLiveRun(options)) ?? (await newLiveRun(options));
      } catch (error) {
        if (!(error instanceof Fault) || !error.retryable || waitMs === 0) throw error;
        log('the venue does not answer; nothing is sent', { level: 'error', why: error.message });
        await delay(waitMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) return undefined;
      }
    }
    return undefined;
  }

  /** A database that does not answer stops the run where it is; when it is back, the run goes on from its journal. */
  async #playThroughOutages(
    part: Pick<Parameters<typeof playRun>[0], 'record' | 'plan' | 'market' | 'speed' | 'next' | 'quality'>,
    signal: AbortSignal,
  ): Promise<Ending | 'other-build'> {
    const { store, paths, log, file } = this.#options;
    for (;;) {
      try {
        if (!this.#isReady) {
          this.#isReady = true;
          this.#options.onReady?.();
        }
        return await playRun({
          ...part,
          store,
          paths,
          keys: this.#options.keys,
          desk: this.#desk,
          watch: this.#watch,
          publisher: this.#publisher,
          // Nobody but a person re-arms what stands before real money.
          withDemonstrationOperator: part.market.label !== 'live' && (file.demonstrationOperator ?? true),
          signal,
          log,
          onDay: (timeUs) => this.#parity.dayOver(part.record.id, timeUs),
        });
      } catch (error) {
        if (signal.aborted) return 'suspended';
        if (error instanceof OtherBuild) {
          log(`run ${part.record.id} cannot go on: ${error.message}`, {
            level: 'error',
            say: `run ${part.record.id} was begun by another build, which decides otherwise; it is closed as failed, and a new one begins.`,
          });
          await store.saveRun({ ...part.record, status: 'failed' });
          return 'other-build';
        }
        if (!(error instanceof Fault)) throw error;
        await this.#waitOut(error, part.record.id, signal);
      }
    }
  }

  async #waitOut(fault: Fault, run: string, signal: AbortSignal): Promise<void> {
    const { store, log } = this.#options;
    log('the database does not answer; nothing is sent', {
      level: 'error',
      why: fault.message,
      say: 'the database does not answer; nothing is sent until it does.',
    });
    for (const waitMs of this.#options.outageWaitsMs ?? OUTAGE_WAITS_MS) {
      await delay(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await store.readRun(run);
        log('the database answers again', {
          say: 'the database answers again; the run goes on from its journal.',
        });
        return;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    }
    throw new Fault(`the database does not answer: ${fault.message}`, { retryable: true, cause: fault });
  }

  #plan(market: Market): Planned {
    return planRun({ market, ...this.#wish() });
  }

  #wish(): Omit<PlanOptions, 'market'> {
    const { file, seed, budget } = this.#options;
    const own = file.strategies ?? [];
    return {
      strategies: own.map(({ name }) => name),
      lenient: true,
      parameters: Object.fromEntries(
        own.flatMap(({ name, parameters }) => (parameters === undefined ? [] : [[name, parameters]])),
      ),
      budgets: Object.fromEntries(
        own.flatMap((each) => (each.budget === undefined ? [] : [[each.name, each.budget]])),
      ),
      seed,
      budget,
      ...(file.killPlan === undefined ? {} : { killPlan: file.killPlan }),
      ...(file.limits === undefined ? {} : { limits: file.limits }),
    };
  }

  /** The newest unfinished run of this market; one that was given other settings is closed, and a new one begins. */
  async #unfinished(market: Market, plan: RunPlan): Promise<RunRecord | undefined> {
    const { store, log } = this.#options;
    const records = await store.listRuns();
    const record = records.find(
      (each) => each.status === 'running' && each.mode === 'paper' && this.#isOf(each, market.reference),
    );
    if (record === undefined) return undefined;
    if (readPlan(record.configuration).configuration.stream === plan.configuration.stream) return record;
    log(`run ${record.id} was given other settings and is left where it is`);
    await store.saveRun({ ...record, status: 'stopped' });
    return undefined;
  }

  async #newRun(market: Market, plan: RunPlan): Promise<RunRecord> {
    const createdUs = wallClockUs();
    const record: RunRecord = {
      id: runId(createdUs, plan.configuration.stream),
      mode: 'paper',
      label: market.label,
      createdUs,
      status: 'running',
      configuration: writePlan(plan),
      build: buildName(),
      head: undefined,
      summary: undefined,
    };
    await this.#options.store.saveRun(record);
    return record;
  }

  /** Publishes now and then, and once more when it is stopped. */
  #publishQuality(quality: DataQuality): () => Promise<void> {
    const publish = (): Promise<void> =>
      this.#options.place.statusBoard
        .publish('data-quality', { sequence: -1, timeUs: wallClockUs(), document: quality.document() })
        .catch((error: Error) => this.#options.log(`data quality: ${error.message}`, { level: 'warn' }));
    void publish();
    const timer = setInterval(publish, QUALITY_MS);
    return () => {
      clearInterval(timer);
      return publish();
    };
  }

  /** An operator has stopped the agent: it waits for the command that arms the platform, over restarts, too. */
  async #untilArmed(signal: AbortSignal): Promise<void> {
    const { place, log } = this.#options;
    log('stopped', { say: 'stopped by an operator. Nothing is played until: qca agent arm' });
    if (!this.#isReady) this.#options.onReady?.();
    this.#isReady = true;
    while (!signal.aborted) {
      try {
        for (const { commandId, kind } of await place.inbox.waiting(1)) {
          const outcome = kind === 'rearm' ? 'applied' : 'refused';
          const detail = {
            detail: kind === 'rearm' ? 'the next run begins' : 'the agent is stopped: arm it first',
          };
          await place.inbox.answer(commandId, {
            outcome,
            rule: outcome === 'applied' ? '' : 'agent-stopped',
            detail,
            sequence: -1,
          });
          if (kind === 'rearm') return removeFile(this.#stoppedPath);
        }
      } catch (error) {
        log(`inbox: ${(error as Error).message}`, { level: 'warn' });
      }
      await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** A run with its market, ready to be played. */
interface Prepared {
  readonly market: Market;
  readonly record: RunRecord;
  readonly isResumed: boolean;
  readonly warnings: readonly string[];
}

function placeless(reference: MarketReference): string {
  return canonicalJson(reference);
}
