import { DAY, SECOND } from '@qca/base';
import { createSystemClock } from '@qca/clock-system';
import {
  Commands,
  createKernelState,
  freshBeginning,
  isInput,
  type KernelState,
  type RunConfiguration,
  replay,
  run,
} from '@qca/engine';
import type { Instrument } from '@qca/market';
import { DEFAULT_LIMITS } from '@qca/risk';
import { MemoryJournal } from '@qca/store-local';
import type { Strategy } from '@qca/strategies';
import { parseAmount } from '@qca/units';
import { FAULT_KINDS, type RunningVenue, SeededFeed, type VenueRules } from '@qca/venue-binance';
import { expect, it } from 'vitest';
import { agreesWithVenue, disagreements, entriesOf } from './agreement.ts';
import restless from './restless.ts';
import { connectTo, KEY, openVenue, pause, SECRET } from './venueHarness.ts';

/** A coin that pays commissions a quarter cheaper, and so little of it that it runs out in the course of the day. */
const BNB = { asset: 'BNB', multiplier: '0.75000000', prices: { USDT: '600.00000000' } } as const;
const SPARE_BNB = '0.2';

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
    // No strategy has the coin: what fees take of it is advanced.
    unassigned: [{ venue: 'binance', asset: 'BNB', atoms: '20000000' }],
    limits: {
      ...DEFAULT_LIMITS,
      dailyTurnoverMax: null,
      // Ten bitcoins are held from the start: both sides are to be traded all the same.
      positionValueMax: null,
      orderRate: null,
      strategyExposureMax: 10,
      concentrationMax: 10,
      venueExposureMax: 10,
    },
    label: 'generated',
  };
}

/** Commissions of all fills by the venue's own account, in atoms by asset. */
function feesOf(venue: RunningVenue): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const { commission, commissionAsset } of venue.stateOf(KEY).fills) {
    const atoms = parseAmount(String(commission), 8);
    if (!atoms.ok) throw new Error(`a commission of ${commission}`);
    sums[String(commissionAsset)] = (sums[String(commissionAsset)] ?? 0n) + atoms.value;
  }
  return sums;
}

/** What the ledger has paid to the venue as fees, in atoms. */
function feesBooked({ books }: KernelState, asset: string): bigint {
  const { accounts, creditsPosted, debitsPosted } = books.ledger;
  const account = accounts.findIndex(({ path }) => path === `venue/binance/fees/${asset}`);
  return (creditsPosted[account] ?? 0n) - (debitsPosted[account] ?? 0n);
}

it.each<[string, VenueRules['commissionAsset'], number, string[]]>([
  ['a day with fees kept back', 'received', EVENTS, ['BTC', 'USDT']],
  ['half a day with fees in a coin that runs out', BNB, EVENTS / 2, ['BNB', 'BTC', 'USDT']],
])(
  'trades %s, through faults, and agrees with the venue at every reconciliation and at the end',
  async (_what, commissionAsset, events, feeAssets) => {
    const venue = await openVenue({
      accounts: [{ key: KEY, secret: SECRET, balances: { ...START, BNB: SPARE_BNB } }],
      feed: new SeededFeed({ seed: SEED, events, eventsPerSecond: 0.5 }),
      speed: SPEED,
      rules: { commissionAsset, ordersPer10sMax: 10_000, weightMax: 1_000_000 },
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
    expect(Object.keys(feesOf(venue)).sort()).toEqual([...feeAssets].sort());
    for (const [asset, charged] of Object.entries(feesOf(venue)))
      expect([asset, feesBooked(state, asset)]).toEqual([asset, charged]);
    const orders = venue.stateOf(KEY).orders.length;
    expect(orders).toBeGreaterThan(20);
    expect(venue.faults.struck.size).toBeGreaterThan(6);
    await exchange.close();
    await venue.close();
  },
  120_000,
);
