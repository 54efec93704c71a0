import { Random, SECOND } from '@qca/base';
import { createSimulatedClock } from '@qca/clock-simulated';
import {
  createKernelState,
  freshBeginning,
  type KernelState,
  type Outside,
  type RunConfiguration,
  replay,
  run,
} from '@qca/engine';
import {
  createSimulatedExchange,
  DEFAULT_SETTINGS,
  type SimulatedExchange,
  type SimulationSettings,
} from '@qca/exchange-simulated';
import { DEFAULT_LIMITS, type RiskLimits } from '@qca/risk';
import { MemoryJournal } from '@qca/store-local';
import { findStrategy, type Strategy } from '@qca/strategies';
import { amount } from '@qca/units';
import { Crash, CrashPoint, crashingExchange, crashingJournal } from './Crash.ts';
import { dice } from './diceStrategy.ts';
import { checkAtEnd, checkEachStep } from './invariants.ts';
import { type Planted, plantExchange, plantState, plantStrategy } from './planted.ts';
import { SimulatedOperator } from './SimulatedOperator.ts';
import { simulationFeed, simulationInstruments } from './SimulationFeed.ts';
import { Violation } from './Violation.ts';

/** What went wrong in a run, and the seed that shows it again. */
export interface SimulationFailure {
  readonly seed: number;
  readonly invariant: string;
  readonly detail: string;
}

const BUDGET = 100_000;
/** Opening value of each asset in USD: the simulated market starts there. */
const VALUES: Readonly<Record<string, number>> = { USD: 1, BTC: 20_000, ETH: 1_200 };

/** Runs the whole platform once on a seed: venues with faults, a strategy that throws dice, crashes, recovery, and every check. */
export async function simulate(
  seed: number,
  planted: Planted | undefined = undefined,
): Promise<SimulationFailure | undefined> {
  const random = new Random(seed);
  const configuration = configure(seed, random);
  const settings = simulationSettings(random);
  const exchange = createSimulatedExchange({ feed: simulationFeed(seed), seed, settings });
  for (const strategy of configuration.strategies) {
    for (const { venue, asset, atoms } of strategy.funding)
      exchange.deposit(venue, asset, amount(BigInt(atoms)));
  }
  for (const { venue, asset, atoms } of configuration.unassigned ?? [])
    exchange.deposit(venue, asset, amount(BigInt(atoms)));
  const journal = new MemoryJournal();
  try {
    await live(configuration, exchange, journal, random, planted);
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return { seed, invariant: error.invariant, detail: error.message };
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, invariant: 'no bug is met', detail };
  }
}

/** Lives through crashes: each one rebuilds the state from the journal and goes on against the same venues. */
async function live(
  configuration: RunConfiguration,
  venues: SimulatedExchange,
  journal: MemoryJournal,
  random: Random,
  planted: Planted | undefined,
): Promise<void> {
  const crashes = new CrashPoint(random.fork('crashes'), random.nextBelow(4), 0.01);
  const strategyOf = plantStrategy(finder, planted);
  const exchange = crashingExchange(plantExchange(venues, planted), crashes);
  const operator = new SimulatedOperator(random.fork('operator'));
  const outside: Outside = {
    exchange,
    journal: crashingJournal(journal, crashes),
    clock: createSimulatedClock(),
    commands: operator.commands,
  };
  let state = createKernelState(configuration, strategyOf);
  let beginning = freshBeginning({ kind: 'run-started', timeUs: 0, configuration });
  for (;;) {
    try {
      await run(state, outside, beginning, (now) => {
        plantState(now, planted);
        checkEachStep(now);
        operator.observe(now);
      });
      break;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      ({ state, beginning } = await recover(configuration, journal, strategyOf, { state, venues }));
    }
  }
  await checkAtEnd(state, venues, journal, strategyOf);
}

async function recover(
  configuration: RunConfiguration,
  journal: MemoryJournal,
  strategyOf: (name: string) => Strategy | undefined,
  before: { readonly state: KernelState; readonly venues: SimulatedExchange },
): Promise<{ state: KernelState; beginning: ReturnType<typeof freshBeginning> }> {
  const replayed = await replay(journal, strategyOf);
  if (replayed.firstDifference !== undefined) {
    throw new Violation('replay decides the same', JSON.stringify(replayed.firstDifference));
  }
  // Nothing was stored before the crash: the run starts again.
  if (replayed.state === undefined) {
    return {
      state: createKernelState(configuration, strategyOf),
      beginning: freshBeginning({ kind: 'run-started', timeUs: 0, configuration }),
    };
  }
  // Starting again takes time: the venues have gone on meanwhile.
  const heardUs = before.venues.peekTimeUs();
  const timeUs = Math.max(before.state.timeUs, Number.isFinite(heardUs) ? heardUs : 0);
  const first = { kind: 'run-resumed', timeUs } as const;
  return { state: replayed.state, beginning: { head: replayed.head, hash: replayed.hash, first } };
}

function finder(name: string): Strategy | undefined {
  return name === dice.name ? (dice as Strategy) : findStrategy(name);
}

function configure(seed: number, random: Random): RunConfiguration {
  const instruments = simulationInstruments(seed);
  const data = instruments.map(() => ({ kinds: ['quotes', 'trades'] as const, barIntervalUs: 0 }));
  const offer = {
    instruments,
    data: data.map((each) => new Set(each.kinds)),
    barIntervalUs: data.map((each) => each.barIntervalUs),
    reportingAsset: 'USD',
  };
  const chosen: Strategy[] = [dice as Strategy];
  for (const name of ['cross-exchange-arbitrage', 'triangular-arbitrage', 'market-making']) {
    const strategy = findStrategy(name);
    if (strategy !== undefined && random.nextBoolean(0.5)) chosen.push(strategy);
  }
  return {
    stream: `s${seed % 1_000_000}`,
    seed,
    reportingAsset: 'USD',
    cashAssets: ['USD'],
    answerTimeoutUs: 5 * SECOND,
    pegs: {},
    instruments,
    data,
    strategies: chosen.flatMap((strategy) => {
      const parameters = strategy.name === dice.name ? { seed } : strategy.defaults;
      const fit = strategy.fit(offer, parameters);
      if (!fit.ok) return [];
      const funding = fit.value.funding.map(({ venue, asset, part }) => {
        const atoms = Math.round((BUDGET * part * 1e8) / (VALUES[asset] ?? 1));
        return {
          venue,
          asset,
          atoms: String(atoms),
          value: String(Math.round(atoms * (VALUES[asset] ?? 1))),
        };
      });
      return [
        { name: strategy.name, parameters, budget: BUDGET, instruments: fit.value.instruments, funding },
      ];
    }),
    limits: limits(random),
    // Coins that venues may take fees in, beside what strategies hold: enough for some fills of some runs.
    unassigned: [
      { venue: 'east', asset: 'ETH', atoms: String(random.fork('spare ETH').nextBelow(2_000_000)) },
      { venue: 'west', asset: 'BTC', atoms: String(random.fork('spare BTC').nextBelow(100_000)) },
    ],
    label: 'generated',
  };
}

function limits(random: Random): RiskLimits {
  if (random.nextBoolean(0.3)) return DEFAULT_LIMITS;
  return {
    ...DEFAULT_LIMITS,
    dailyTurnoverMax: null,
    orderRate: null,
    strategyExposureMax: 10,
    concentrationMax: 10,
    venueExposureMax: 10,
  };
}

/** Faults of every kind, each in about half of the runs. */
function simulationSettings(random: Random): SimulationSettings {
  const sometimes = (): boolean => random.nextBoolean(0.5);
  return {
    ...DEFAULT_SETTINGS,
    feedLatencyUs: random.nextBelow(50_000),
    orderLatency: { kind: 'log-normal', medianUs: 20_000, sigma: 0.8 },
    reportLatency: { kind: 'log-normal', medianUs: 20_000, sigma: 0.8 },
    limitFill: sometimes() ? 'touch' : 'through',
    queue: sometimes() ? { kind: 'risk-averse' } : { kind: 'probabilistic', power: 2 },
    faults: {
      ...(sometimes() ? { outages: { meanBetweenUs: 200 * SECOND, meanLastingUs: 5 * SECOND } } : {}),
      ...(sometimes() ? { disconnects: { meanBetweenUs: 120 * SECOND, meanLastingUs: 3 * SECOND } } : {}),
      rejectProbability: sometimes() ? 0.03 : 0,
      lostAnswerProbability: sometimes() ? 0.05 : 0,
      lateProbability: sometimes() ? 0.1 : 0,
      lateUs: 2 * SECOND,
      duplicateProbability: sometimes() ? 0.1 : 0,
      outOfOrderProbability: sometimes() ? 0.1 : 0,
    },
  };
}
