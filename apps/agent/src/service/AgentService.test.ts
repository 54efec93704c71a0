import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platformStatus } from '@qca/api';
import { Fault } from '@qca/base';
import { decodeEntries, type Entry } from '@qca/engine';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { InboxCommand, Journal, MeetingPlace, RunRecord, Store } from '@qca/ports';
import { createMemoryStore } from '@qca/store-local';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FolderPaths, folderPaths } from '../guard/folderPaths.ts';
import { isAcknowledged, isLocked, readKillLock, removeKillLock, writeKillLock } from '../guard/killLock.ts';
import type { MarketReference } from '../market/Market.ts';
import { replayRun } from '../run/inspect.ts';
import { AgentService, type ServiceOptions } from './AgentService.ts';

// The agent over memory twins: a generated market of a few minutes, played faster than it happened.

const PATIENCE = { timeout: 20_000, interval: 20 };

let paths: FolderPaths;
let store: Store;
let place: MeetingPlace;
let running: { readonly ending: AbortController; readonly done: Promise<void> } | undefined;
let said: string[];

beforeEach(() => {
  paths = folderPaths(mkdtempSync(join(tmpdir(), 'qca-service-')));
  store = createMemoryStore();
  place = createMemoryMeetingPlace();
  said = [];
});

afterEach(async () => {
  await suspend();
  await place.close();
  rmSync(paths.folder, { recursive: true });
});

function start(options: Partial<ServiceOptions> = {}): Promise<void> {
  const ending = new AbortController();
  const service = new AgentService({
    store,
    place,
    paths,
    playlist: [{ kind: 'generated', seed: 1, days: 0.02 }],
    file: {},
    seed: 1,
    budget: 100_000,
    speed: 60,
    checkParity: async (id) => replayRun(store, (await store.readRun(id)) as RunRecord),
    log: (_what, details) => {
      if (typeof details?.['say'] === 'string') said.push(details['say']);
    },
    ...options,
  });
  const done = service.run(ending.signal);
  running = { ending, done };
  done.catch(() => {});
  return done;
}

async function suspend(): Promise<void> {
  const was = running;
  running = undefined;
  was?.ending.abort();
  await was?.done.catch(() => {});
}

async function give(commandId: string, kind: string, body: unknown = {}): Promise<void> {
  await place.inbox.put({ commandId, kind, body, who: 'ada', why: 'a test', createdUs: Date.now() * 1_000 });
}

async function answerTo(commandId: string): Promise<NonNullable<InboxCommand['answer']>> {
  return vi.waitFor(async () => {
    const command = await place.inbox.read(commandId);
    expect(command?.answer).toBeDefined();
    return command?.answer as NonNullable<InboxCommand['answer']>;
  }, PATIENCE);
}

async function status(after = -1) {
  return vi.waitFor(async () => {
    const read = await place.statusBoard.read('agent');
    expect(read?.sequence ?? -1).toBeGreaterThan(after);
    return platformStatus.parse(read?.document);
  }, PATIENCE);
}

async function entriesOf(record: RunRecord): Promise<Entry[]> {
  const journal: Journal = await store.openJournal(record.id, { writer: false });
  const entries: Entry[] = [];
  for await (const block of journal.blocks()) decodeEntries(block.bytes, (entry) => void entries.push(entry));
  await journal.close();
  return entries;
}

const newest = async (): Promise<RunRecord> => (await store.listRuns())[0] as RunRecord;

describe('the agent as a service', () => {
  it('plays, says what it does in the words of the API, and what is known of the data', async () => {
    void start();
    const seen = await status(50);
    expect(seen.run).toMatchObject({ mode: 'paper', prices: 'generated', fills: 'simulated', speed: 60 });
    expect(seen.ledger.balanced).toBe(true);
    // The pace is known once the process has worked for a while.
    await vi.waitFor(async () => {
      const { pace } = await status();
      expect(pace.inputsPerSecond ?? 0).toBeGreaterThan(0);
      expect(pace.decisionMsP99 ?? -1).toBeGreaterThanOrEqual(pace.decisionMsP50 ?? 0);
    }, PATIENCE);
    const quality = await place.statusBoard.read('data-quality');
    expect(quality?.document).toMatchObject({ prices: 'generated', instruments: expect.any(Array) });
    expect(said[0]).toMatch(/plays generated seed 1.*60 times as fast/);
  });

  it('says when a market has ended, proves its journal, and plays the first again after the last', async () => {
    const playlist = [1, 2].map((seed) => ({ kind: 'generated', seed, days: 0.001 }) as const);
    void start({ playlist, speed: Number.POSITIVE_INFINITY });
    await vi.waitFor(async () => expect((await store.listRuns()).length).toBeGreaterThan(2), PATIENCE);
    expect(said.filter((each) => each.includes('has ended')).length).toBeGreaterThanOrEqual(2);
    const markets = (await store.listRuns())
      .toReversed()
      .map((run) => JSON.parse(run.configuration).market.seed);
    expect(markets.slice(0, 3)).toEqual([1, 2, 1]);
    await vi.waitFor(async () => {
      const parity = await place.statusBoard.read('parity');
      const { reports = [] } = (parity?.document ?? {}) as { reports?: { same: boolean }[] };
      expect(reports.length).toBeGreaterThanOrEqual(2);
      for (const report of reports) expect(report.same).toBe(true);
    }, PATIENCE);
  });

  it('says that a market cannot be played and goes on to the next, but not at its start', async () => {
    const recorded = {
      kind: 'recorded',
      path: join(paths.folder, 'gone'),
      fromUs: null,
      toUs: null,
    } as const;
    const gone = { ...recorded, skipBadRows: false };
    const [one, two] = [1, 2].map((seed) => ({ kind: 'generated', seed, days: 0.001 }) as const);
    const playlist = [one, gone, two] as readonly MarketReference[];
    void start({ playlist, speed: Number.POSITIVE_INFINITY });
    await vi.waitFor(async () => expect((await store.listRuns()).length).toBeGreaterThan(1), PATIENCE);
    expect(said).toContainEqual(
      expect.stringMatching(/^gone cannot be played: .*no such folder.*Next is a gen/),
    );
    await suspend();
    await expect(start({ playlist: [gone] })).rejects.toThrow('no such folder');
  });

  it('goes on after a market that has ended, over a restart, too', async () => {
    const [one, two] = [1, 2].map((seed) => ({ kind: 'generated', seed, days: 0.001 }) as const);
    void start({ playlist: [one] as MarketReference[], speed: Number.POSITIVE_INFINITY });
    await vi.waitFor(async () => expect((await newest()).status).toBe('done'), PATIENCE);
    await suspend();
    said = [];
    void start({ playlist: [one, two] as MarketReference[], speed: Number.POSITIVE_INFINITY });
    await vi.waitFor(() => expect(said[0]).toContain('seed 2'), PATIENCE);
  });

  it('carries commands out in order and answers each with the entry that says so', async () => {
    void start();
    const { strategies } = await status();
    const [first, second] = strategies.map(({ name }) => name);
    await give('c1', 'switch-strategy', { strategy: first, on: false });
    await give('c2', 'halt', { scope: second });
    await give('c3', 'rearm', { scope: second });
    await give('c4', 'switch-strategy', { strategy: 'nobody', on: false });
    const answers = [await answerTo('c1'), await answerTo('c2'), await answerTo('c3'), await answerTo('c4')];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied', 'refused']);
    const sequences = answers.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    const entries = await entriesOf(await newest());
    for (const [index, { sequence }] of answers.entries())
      expect(entries[sequence]).toMatchObject({ commandId: `c${index + 1}` });
    expect((await status(answers[3]?.sequence)).strategies[0]?.on).toBe(false);
  });

  it.each([
    ['a kind nobody knows', 'dance', {}, 'there is no command'],
    ['a body that does not fit', 'halt', { scope: 5 }, 'scope'],
    ['a body with more than belongs', 'stop', { more: 1 }, ''],
  ])('refuses %s without troubling the engine', async (_name, kind, body, what) => {
    void start();
    await give('c1', kind, body);
    const answer = await answerTo('c1');
    expect(answer).toMatchObject({ outcome: 'refused', rule: 'bad-command' });
    expect(JSON.stringify(answer.detail)).toContain(what);
  });

  it('goes on with an unfinished run where its journal ends, and answers what it had not', async () => {
    void start();
    const before = await status(80);
    await suspend();
    await give('late', 'halt', { scope: 'platform' });
    void start();
    const after = await status(before.sequence);
    expect(after.run.id).toBe(before.run.id);
    expect(await store.listRuns()).toHaveLength(1);
    expect(await answerTo('late')).toMatchObject({ outcome: 'applied' });
    await suspend();
    expect((await newest()).status).toBe('running');
    expect((await replayRun(store, await newest())).firstDifference).toBeNull();
  });

  it('goes on again and again, with commands in between, and stays the same run', async () => {
    let sequence = 0;
    for (let round = 0; round < 4; round += 1) {
      void start();
      await give(`h${round}`, 'halt', { scope: 'platform' });
      await give(`r${round}`, 'rearm', { scope: 'platform' });
      expect(await answerTo(`r${round}`)).toMatchObject({ outcome: 'applied' });
      ({ sequence } = await status(sequence));
      await suspend();
    }
    expect(await store.listRuns()).toHaveLength(1);
    expect((await replayRun(store, await newest())).same).toBe(true);
  });

  it('begins a new run where the settings are others', async () => {
    void start();
    await status(20);
    await suspend();
    void start({ budget: 50_000 });
    await vi.waitFor(async () => expect(await store.listRuns()).toHaveLength(2), PATIENCE);
    expect((await store.listRuns()).map(({ status: each }) => each).toSorted()).toEqual([
      'running',
      'stopped',
    ]);
  });

  it('takes strategies, budgets and the kill plan from the agent file', async () => {
    const killPlan = { reduce: 'nothing', order: ['BTC'] } as const;
    void start({
      file: {
        strategies: [{ name: 'market-making', budget: 7_000 }],
        killPlan: { ...killPlan, order: ['BTC'] },
      },
    });
    const seen = await status(20);
    expect(seen.strategies.map(({ name, budget }) => [name, budget])).toEqual([['market-making', 7_000]]);
    expect(seen.kill.plan).toEqual(killPlan);
  });
});

describe('the kill switch, on the side of the agent', () => {
  const lock = { commandId: 'k1', who: 'ada', why: 'smoke', atUs: 1 };

  it('is seen without the inbox, journaled, acknowledged, and has one effect', async () => {
    void start();
    await status(50);
    writeKillLock(paths.killLock, lock);
    await vi.waitFor(() => expect(isAcknowledged(paths.killAck, 'k1')).toBe(true), PATIENCE);
    await give('k1', 'kill');
    expect(await answerTo('k1')).toMatchObject({ outcome: 'applied' });
    const seen = await status((await answerTo('k1')).sequence);
    expect(seen.kill.killed).toBe(true);
    const kills = (await entriesOf(await newest())).filter(({ kind }) => kind === 'kill');
    expect(kills).toMatchObject([{ commandId: 'k1', who: 'ada', why: 'smoke' }]);
  });

  it('comes first after a restart, and in a new run', async () => {
    void start();
    const before = await status(50);
    await suspend();
    writeKillLock(paths.killLock, lock);
    void start();
    await vi.waitFor(() => expect(isAcknowledged(paths.killAck, 'k1')).toBe(true), PATIENCE);
    await suspend();
    const entries = await entriesOf(await newest());
    const at = entries.findIndex(({ kind }) => kind === 'kill');
    expect(at).toBeGreaterThanOrEqual(before.sequence);
    const placed = entries.slice(at).filter(({ kind }) => kind === 'order-placed');
    expect(placed.every((each) => each.kind === 'order-placed' && each.why.text.length > 0)).toBe(true);
    void start({ budget: 50_000 });
    await vi.waitFor(async () => expect(await store.listRuns()).toHaveLength(2), PATIENCE);
    await vi.waitFor(async () => {
      const fresh = await entriesOf(await newest());
      expect(fresh.some(({ kind }) => kind === 'order-placed')).toBe(false);
      expect(fresh.find((each) => each.kind !== 'run-started' && 'commandId' in each)).toMatchObject({
        kind: 'kill',
      });
    }, PATIENCE);
  });

  it('by the inbox alone leaves the lock, so that the next run knows; re-arming is journaled', async () => {
    void start();
    await status(20);
    await give('k2', 'kill');
    await answerTo('k2');
    await vi.waitFor(
      () => expect(readKillLock(paths.killLock)).toMatchObject({ commandId: 'k2', who: 'ada' }),
      PATIENCE,
    );
    await give('r1', 'rearm', { scope: 'platform' });
    expect(await answerTo('r1')).toMatchObject({ outcome: 'applied' });
    removeKillLock(paths.killLock);
    expect((await status((await answerTo('r1')).sequence)).kill.killed).toBe(false);
    expect(isLocked(paths.killLock)).toBe(false);
  });
});

describe('a stop', () => {
  it('ends the run, holds over a restart, and is ended by arming', async () => {
    void start();
    await status(20);
    await give('s1', 'stop');
    expect(await answerTo('s1')).toMatchObject({ outcome: 'applied' });
    await vi.waitFor(async () => expect((await newest()).status).toBe('stopped'), PATIENCE);
    await vi.waitFor(() => expect(existsSync(join(paths.folder, 'agent.stopped'))).toBe(true), PATIENCE);
    await suspend();
    void start();
    await give('h1', 'halt', { scope: 'platform' });
    expect(await answerTo('h1')).toMatchObject({ outcome: 'refused', rule: 'agent-stopped' });
    expect(await store.listRuns()).toHaveLength(1);
    await give('a1', 'rearm', { scope: 'platform' });
    expect(await answerTo('a1')).toMatchObject({ outcome: 'applied' });
    await vi.waitFor(async () => expect(await store.listRuns()).toHaveLength(2), PATIENCE);
  });
});

describe('a database that goes away', () => {
  it('stops the run where it is, and the run goes on from its journal when it is back', async () => {
    let isDown = false;
    const { openJournal } = store;
    const down = () => new Fault('connection refused', { retryable: true });
    const shaky: Store = {
      ...store,
      projections: store.projections,
      saveRun: (record) => store.saveRun(record),
      listRuns: () => store.listRuns(),
      readRun: (id) => (isDown ? Promise.reject(down()) : store.readRun(id)),
      close: () => store.close(),
      async openJournal(id, as) {
        if (isDown) throw down();
        const journal = await openJournal.call(store, id, as);
        return {
          writeAhead: journal.writeAhead,
          head: () => journal.head(),
          blocks: (from) => journal.blocks(from),
          close: () => journal.close(),
          append: (block) => (isDown ? Promise.reject(down()) : journal.append(block)),
        };
      },
    };
    void start({ store: shaky });
    const before = await status(50);
    isDown = true;
    await vi.waitFor(() => expect(said.join()).toContain('nothing is sent until it does'), PATIENCE);
    const stood = await status();
    isDown = false;
    await vi.waitFor(() => expect(said.join()).toContain('the run goes on from its journal'), PATIENCE);
    const after = await status(stood.sequence + 50);
    expect(after.run.id).toBe(before.run.id);
    await suspend();
    expect((await replayRun(store, await newest())).same).toBe(true);
  });

  it('that stays away ends the agent with a message', async () => {
    const gone: Store = {
      ...store,
      projections: store.projections,
      saveRun: (record) => store.saveRun(record),
      listRuns: () => store.listRuns(),
      readRun: () => Promise.reject(new Fault('connection refused', { retryable: true })),
      openJournal: () => Promise.reject(new Fault('connection refused', { retryable: true })),
      close: () => store.close(),
    };
    await expect(start({ store: gone, outageWaitsMs: [1, 2] })).rejects.toThrow(
      'the database does not answer',
    );
  });
});
