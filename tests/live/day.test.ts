import { DAY, SECOND } from '@qca/base';
import { createSystemClock } from '@qca/clock-system';
import {
  Commands,
  createKernelState,
  freshBeginning,
  isInput,
  type RunConfiguration,
  replay,
  run,
} from '@qca/engine';
import type { Instrument } from '@qca/market';
import { DEFAULT_LIMITS } from '@qca/risk';
import { MemoryJournal } from '@qca/store-local';
import type { Strategy } from '@qca/strategies';
import { FAULT_KINDS, SeededFeed } from '@qca/venue-binance';
import { expect, it } from 'vitest';
import { agreesWithVenue, disagreements, entriesOf } from './agreement.ts';
import restless from './restless.ts';
import { connectTo, KEY, openVenue, pause, SECRET } from './venueHarness.ts';

/** A day of a made-up market, an event every two seconds of it, played in three quarters of a minute. */
const EVENTS = DAY / (2 * SECOND);
const SPEED = 1_920;
const START = { BTC: '10', USDT: '1000000' } as const;
const SEED = 11;

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
  await pause(8_000);
  commands.give({ kind: 'stop', commandId: 'stop-1', who: 'test', why: 'the day is over' });
  await running;

  const entries = await entriesOf(journal);
  agreesWithVenue(state, venue);
  const reconciled = entries.filter((entry) => entry.kind === 'reconciled');
  expect(reconciled.length).toBeGreaterThan(3);
  expect(disagreements(entries)).toEqual([]);
  const replayed = await replay(journal, find);
  expect(replayed.firstDifference).toBeUndefined();
  expect(replayed.inputs).toBe(entries.filter(isInput).length);
  const orders = venue.stateOf(KEY).orders.length;
  expect(orders).toBeGreaterThan(20);
  expect(venue.faults.struck.size).toBeGreaterThan(6);
  await exchange.close();
  await venue.close();
}, 120_000);
