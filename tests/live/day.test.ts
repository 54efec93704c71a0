import { accept, DAY, Random, SECOND } from '@qca/base';
import { createSystemClock } from '@qca/clock-system';
import {
  Commands,
  createKernelState,
  decodeEntries,
  type Entry,
  freshBeginning,
  isInput,
  type KernelState,
  type RunConfiguration,
  replay,
  run,
} from '@qca/engine';
import { trialBalance } from '@qca/ledger';
import type { Instrument } from '@qca/market';
import { isFinal, type OrderSpec } from '@qca/orders';
import { DEFAULT_LIMITS } from '@qca/risk';
import { MemoryJournal } from '@qca/store-local';
import { defineStrategy, NO_INTENTS, type Strategy } from '@qca/strategies';
import { parseAmount } from '@qca/units';
import { FAULT_KINDS, type RunningVenue, SeededFeed } from '@qca/venue-binance';
import { expect, it } from 'vitest';
import { connectTo, KEY, openVenue, pause, SECRET } from './venueHarness.ts';

/** A day of a made-up market, an event every two seconds of it, played in three quarters of a minute. */
const EVENTS = DAY / (2 * SECOND);
const SPEED = 1_920;
const START = { BTC: '10', USDT: '1000000' } as const;
const SEED = 11;

/** Places and cancels orders at random around the market, about five a second of ours. */
const restless = defineStrategy<{ readonly seed: number }, { readonly random: Random; lastUs: number }>({
  name: 'restless',
  summary: 'Places and cancels random spot orders.',
  source: 'Test of live trading; no market idea.',
  defaults: { seed: SEED },
  fit: () => accept({ instruments: [0], funding: [{ venue: 'binance', asset: 'USDT', part: 1 }] }),
  start: (_fit, { seed }) => ({ random: new Random(seed), lastUs: 0 }),
  react: (state, view, event) => {
    if (event.kind !== 'depth' && event.kind !== 'trade') return NO_INTENTS;
    if (view.timeUs - state.lastUs < SECOND / 5) return NO_INTENTS;
    state.lastUs = view.timeUs;
    const { random } = state;
    const open = [...view.openOrders()];
    if (open.length > 5 || (open.length > 0 && random.nextBoolean(0.25)))
      return [{ kind: 'cancel', orderId: random.pick(open).id, why: { text: 'dice', numbers: {} } }];
    const bid = view.bidTicks(0);
    const ask = view.askTicks(0);
    if (bid === 0 || ask === 0) return NO_INTENTS;
    return [{ kind: 'place', order: orderOf(random, bid, ask), why: { text: 'dice', numbers: {} } }];
  },
});

function orderOf(random: Random, bid: number, ask: number): OrderSpec {
  const isBuy = random.nextBoolean(0.5);
  const plain = {
    instrument: 0,
    side: isBuy ? ('buy' as const) : ('sell' as const),
    quantityLots: 1_000 + random.nextBelow(20_000),
  };
  const near = isBuy ? bid - random.nextBelow(50) : ask + random.nextBelow(50);
  const through = isBuy ? ask + 500 : bid - 500;
  return random.pick<OrderSpec>([
    { ...plain, type: 'market' },
    { ...plain, type: 'limit', limitTicks: near },
    { ...plain, type: 'limit', limitTicks: near, postOnly: true },
    { ...plain, type: 'limit', limitTicks: through, timeInForce: 'ioc' },
    { ...plain, type: 'limit', limitTicks: through, timeInForce: 'fok' },
    { ...plain, type: 'market', limitTicks: through },
  ]);
}

function configure(instruments: readonly Instrument[]): RunConfiguration {
  const funds = { BTC: 600_000, USDT: 1_000_000 };
  return {
    stream: 'day',
    seed: SEED,
    reportingAsset: 'USDT',
    cashAssets: ['USDT'],
    answerTimeoutUs: 5 * SECOND,
    pegs: {},
    instruments,
    data: [{ kinds: ['depth', 'trades'], barIntervalUs: 0 }],
    strategies: [
      {
        name: restless.name,
        parameters: { seed: SEED },
        budget: 1_600_000,
        instruments: [0],
        funding: (['BTC', 'USDT'] as const).map((asset) => ({
          venue: 'binance',
          asset,
          atoms: `${START[asset]}00000000`,
          value: `${funds[asset]}00000000`,
        })),
      },
    ],
    limits: {
      ...DEFAULT_LIMITS,
      dailyTurnoverMax: null,
      orderRate: null,
      strategyExposureMax: 10,
      concentrationMax: 10,
      venueExposureMax: 10,
    },
    label: 'generated',
  };
}

it('trades a day with faults, and agrees with the venue at every reconciliation and at the end', async () => {
  const venue = await openVenue({
    accounts: [{ key: KEY, secret: SECRET, balances: START }],
    feed: new SeededFeed({ seed: SEED, events: EVENTS, eventsPerSecond: 0.5 }),
    speed: SPEED,
    // This ledger keeps fees in quote, so the venue takes them there.
    rules: { commissionAsset: 'quote', ordersPer10sMax: 10_000, weightMax: 1_000_000 },
    faults: { seed: SEED, meanBetweenMs: 1_200, kinds: FAULT_KINDS },
  });
  const clock = createSystemClock();
  const exchange = await connectTo(venue, { nowUs: clock.nowUs });
  const configuration = configure(exchange.instruments);
  const find = (name: string): Strategy | undefined =>
    name === restless.name ? (restless as Strategy) : undefined;
  const journal = new MemoryJournal();
  const commands = new Commands();
  const state = createKernelState(configuration, find);
  const first = { kind: 'run-started', timeUs: clock.nowUs(), configuration } as const;
  const running = run(state, { exchange, journal, clock, commands }, freshBeginning(first));
  while (!venue.ended()) await pause(200);
  venue.faults.calm();
  // What is under way comes to rest, and every connection is heard again.
  await pause(3_000);
  commands.give({ kind: 'stop', commandId: 'stop-1', who: 'test', why: 'the day is over' });
  await running;

  const entries = await entriesOf(journal);
  await agreesAtTheEnd(state, venue);
  const reconciled = entries.filter((entry) => entry.kind === 'reconciled');
  expect(reconciled.length).toBeGreaterThan(3);
  const differences = reconciled.flatMap((entry) => entry.differences);
  expect(
    differences.filter((text) => text.includes('the ledger holds') || text.includes('not ours')),
  ).toEqual([]);
  const replayed = await replay(journal, find);
  expect(replayed.firstDifference).toBeUndefined();
  expect(replayed.inputs).toBe(entries.filter(isInput).length);
  const orders = venue.stateOf(KEY).orders.length;
  expect(orders).toBeGreaterThan(20);
  expect(venue.faults.struck.size).toBeGreaterThan(6);
  await exchange.close();
  await venue.close();
}, 120_000);

async function agreesAtTheEnd(state: KernelState, venue: RunningVenue): Promise<void> {
  const truth = venue.stateOf(KEY);
  for (const { asset, balanced } of trialBalance(state.books.ledger))
    expect([asset, balanced]).toEqual([asset, true]);
  expect(truth.openOrders).toEqual([]);
  expect([...state.orders.values()].filter((order) => !isFinal(order))).toEqual([]);
  // No order is doubled, and each filled here what it filled there.
  const ids = truth.orders.map((order) => String(order['clientOrderId']));
  expect(new Set(ids).size).toBe(ids.length);
  const lots = (text: unknown): number => Math.round(Number(text) * 100_000);
  const theirs = Object.fromEntries(
    truth.orders.map((order) => [order['clientOrderId'], lots(order['executedQty'])]),
  );
  const ours = Object.fromEntries([...state.orders.values()].map((order) => [order.id, order.filledLots]));
  expect(Object.keys(theirs).filter((id) => !(id in ours))).toEqual([]);
  for (const [id, filled] of Object.entries(ours)) expect([id, filled]).toEqual([id, theirs[id] ?? 0]);
  for (const asset of ['BTC', 'USDT']) {
    const { free = '0', locked = '0' } = truth.balances[asset] ?? {};
    const slot = state.slots.find('binance', asset);
    expect([asset, state.books.venueTotal(slot?.index ?? -1)]).toEqual([asset, atoms(free) + atoms(locked)]);
  }
}

async function entriesOf(journal: MemoryJournal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const block of journal.blocks()) decodeEntries(block.bytes, (entry) => entries.push(entry));
  return entries;
}

function atoms(text: string): bigint {
  const parsed = parseAmount(text, 8);
  return parsed.ok ? parsed.value : -1n;
}
