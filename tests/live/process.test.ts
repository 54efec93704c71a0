import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askGuard, folderPaths } from '@qca/agent';
import { replay } from '@qca/engine';
import type { RunRecord } from '@qca/ports';
import { createFileStore } from '@qca/store-local';
import type { Strategy } from '@qca/strategies';
import type { FaultKind, RunningVenue } from '@qca/venue-binance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agreesWithVenue, disagreements, entriesOf } from './agreement.ts';
import { LiveHome, until } from './liveProcesses.ts';
import resting from './resting.ts';
import restless from './restless.ts';
import { KEY, openVenue, pause } from './venueHarness.ts';

// Live trading through the command itself: real processes, real sockets, a venue on this machine.

let venue: RunningVenue;
let home: LiveHome;

beforeEach(async () => {
  venue = await openVenue({
    rules: { ordersPer10sMax: 10_000, weightMax: 1_000_000 },
  });
  home = new LiveHome(venue);
  await home.addKey('main');
  await home.addKey('guard');
}, 300_000);

afterEach(async () => {
  await home.close();
  await venue.close();
});

/** Longer than an order without its last word is waited for, with the venue's answer to the question that follows. */
const SILENCE_MS = 8_000;

/** Faults that come again and again; connections break once, when everything goes on. */
const FAULTS: readonly FaultKind[] = [
  'report-lost',
  'report-duplicate',
  'report-late',
  'answer-lost',
  'request-lost',
  'order-rejected',
  'depth-gap',
];

const placed = (): number => venue.requests.get('POST /api/v3/order') ?? 0;
const open = (): number => venue.stateOf(KEY).openOrders.length;

describe('live trading, switched on by name', () => {
  it('places nothing in a dry run, and says what it would send', async () => {
    const agent = home.startAgent('./restless.ts', '--dry-run');
    await until('it decided', () => (agent.said().match(/dry run, not sent: /g) ?? []).length >= 5);
    agent.child.kill('SIGINT');
    expect(await agent.ended).toBe(0);
    expect(JSON.parse(agent.answer())).toMatchObject({ mode: 'live', label: 'live', dryRun: true });
    expect(agent.said()).toMatch(/dry run, not sent: (?:buy|sell) [\d.]+ BTC\/USDT at binance/);
    const asked = [...venue.requests.keys()].filter((each) => /order/i.test(each) && !each.startsWith('GET'));
    expect(asked).toEqual([]);
    expect(venue.stateOf(KEY).orders).toEqual([]);
  }, 300_000);

  it('refuses an account that is smaller than what is asked for', async () => {
    const agent = home.startAgent('./restless.ts', '--dry-run', '--budget', '999000000');
    expect(await agent.ended).toBe(2);
    expect(agent.answer()).toMatch(/account-too-small/);
  }, 300_000);
});

it('loses, doubles and leaves open nothing over a kill -9, through faults, and replays to the same', async () => {
  await home.startGuard();
  const first = home.startAgent('./restless.ts');
  await until('orders', () => placed() > 10);
  venue.faults.follow({ seed: 5, meanBetweenMs: 1_500, kinds: FAULTS });
  await until('more orders', () => placed() > 25);
  first.child.kill('SIGKILL');
  await first.ended;
  const [record] = await runs();
  const before = venue.stateOf(KEY).orders.length;
  const second = home.startAgent('./restless.ts', '--resume', record?.id ?? '');
  await until('it goes on', () => venue.stateOf(KEY).orders.length > before + 8, second);
  venue.faults.arm('disconnect');
  await until('it is back', () => venue.stateOf(KEY).orders.length > before + 16, second);
  venue.faults.calm();
  // What is under way comes to rest, and every connection is heard again.
  await pause(SILENCE_MS);
  second.child.kill('SIGINT');
  expect([await second.ended, second.said()]).toMatchObject([0, expect.any(String)]);
  const { state, entries, same } = await replayed();
  agreesWithVenue(state, venue);
  expect(disagreements(entries)).toEqual([]);
  expect(same).toBe(true);
  // Before it heard of the market, each process had compared itself with the venue.
  for (const start of ['run-started', 'run-resumed'] as const) {
    const begun = entries.findIndex(({ kind }) => kind === start);
    const after = entries.slice(begun + 1);
    const compared = after.findIndex(({ kind }) => kind === 'reconciled');
    const heard = after.findIndex(({ kind }) => kind === 'depth' || kind === 'trade');
    expect([start, compared >= 0 && heard > compared]).toEqual([start, true]);
  }
  expect(venue.faults.struck.size).toBeGreaterThan(2);
}, 600_000);

describe('a live kill', () => {
  const kill = () =>
    askGuard(folderPaths(home.home).guardSocket, { kind: 'kill', commandId: 'k1', who: 'ada', why: 'smoke' });

  async function rested() {
    await home.startGuard();
    const agent = home.startAgent('./resting.ts');
    await until('orders rest', () => open() >= 6);
    return agent;
  }

  it('takes everything back where the agent is dead', async () => {
    const agent = await rested();
    agent.child.kill('SIGKILL');
    await agent.ended;
    // What rests belongs to a run that is to be gone on with: no other one begins beside it.
    const other = home.startAgent('./resting.ts');
    expect(await other.ended).toBe(2);
    expect(other.said()).toMatch(/6 orders are open.*--resume/);
    expect(await kill()).toMatchObject({ kind: 'killed', how: 'no-agent', cancelled: 6 });
    expect(open()).toBe(0);
    // The lock stays: nothing begins on this folder until somebody has looked.
    expect(existsSync(join(home.home, 'kill.lock'))).toBe(true);
    const again = home.startAgent('./resting.ts');
    expect(await again.ended).toBe(2);
    expect(again.said()).toMatch(/kill switch is on/);
  }, 400_000);

  it('ends an agent that hangs, and takes everything back', async () => {
    const agent = await rested();
    agent.child.kill('SIGSTOP');
    expect(await kill()).toMatchObject({ kind: 'killed', how: 'agent-ended' });
    await agent.ended;
    expect(agent.child.signalCode).toBe('SIGKILL');
    await until('nothing is open', () => open() === 0);
  }, 400_000);

  it('is carried out by an agent that is well, which sells what it holds and goes on killed', async () => {
    const agent = await rested();
    expect(await kill()).toMatchObject({ kind: 'killed', how: 'acknowledged' });
    await until('nothing is open', () => open() === 0);
    const [before, ids] = [placed(), venue.stateOf(KEY).orders.length];
    expect(ids).toBeLessThanOrEqual(before);
    agent.child.kill('SIGINT');
    expect(await agent.ended).toBe(0);
    const { entries, same } = await replayed();
    expect(entries.filter(({ kind }) => kind === 'kill')).toHaveLength(1);
    expect(entries.some(({ kind }) => kind === 'kill-completed')).toBe(true);
    expect(same).toBe(true);
  }, 400_000);
});

async function runs(): Promise<readonly RunRecord[]> {
  const store = createFileStore({ root: home.home, durable: false });
  const records = await store.listRuns();
  await store.close();
  return records;
}

async function replayed() {
  const store = createFileStore({ root: home.home, durable: false });
  try {
    const [record] = await store.listRuns();
    const journal = await store.openJournal(record?.id ?? '', { writer: false });
    const file = resting as Strategy;
    const find = (name: string): Strategy | undefined =>
      [restless as Strategy, file].find((each) => each.name === name);
    const { state, firstDifference, hash } = await replay(journal, find);
    const entries = await entriesOf(journal);
    await journal.close();
    if (state === undefined) throw new Error('the journal does not begin');
    return { state, entries, same: firstDifference === undefined && hash.peek() === record?.head?.hash };
  } finally {
    await store.close();
  }
}
