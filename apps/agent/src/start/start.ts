import { fileURLToPath } from 'node:url';
import { Fault, Refusal } from '@qca/base';
import { createPacedClock } from '@qca/clock-system';
import { Commands } from '@qca/engine';
import type { Store } from '@qca/ports';
import { type MarketChoice, openMarket } from '../market/openMarket.ts';
import { runLines } from '../present/runLines.ts';
import { planChoice } from '../run/backtest.ts';
import { type Executed, executePlan } from '../run/executePlan.ts';
import { openStore, runId } from '../run/runs.ts';
import { stopOnSignals } from '../run/stopOnSignals.ts';
import { wallClockUs } from '../wallClock.ts';
import { DemonstrationOperator } from './DemonstrationOperator.ts';
import { LiveTable } from './LiveTable.ts';
import { readStartFlags, START_USAGE, type StartFlags } from './startFlags.ts';

/** The markets that come with the product, in the order they are played. */
const SHIPPED = ['bitstamp', 'binance-l2'];

/** Brings up database and agent, plays the markets, and says where to look. Returns the exit code. */
export async function start(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    say(START_USAGE);
    return 0;
  }
  try {
    return await play(readStartFlags(words));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof Refusal) return error.where.startsWith('--') ? 2 : 1;
    if (!(error instanceof Fault) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return 1;
  }
}

async function play(flags: StartFlags): Promise<number> {
  say('Quantum Chain AI. Prices are recorded or generated, fills are simulated; no real money moves.');
  const startedMs = performance.now();
  say(flags.store === 'postgres' ? 'Database: starting PostgreSQL …' : 'Database: memory, nothing is kept.');
  const store = await openStore(flags.home, flags.store, false);
  say(`Database: ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
  const commands = new Commands();
  const signals = stopOnSignals(commands, say);
  try {
    for (const choice of choicesOf(flags)) {
      if (signals.asked()) break;
      const done = await playOne(choice, flags, store, commands, signals.signal);
      const order = lastFilledOrder(done);
      if (order !== undefined && flags.store === 'postgres')
        say(`Ask for any order, for example: npm run qca -- order explain ${order}`);
      say('');
    }
  } finally {
    signals.done();
    await store.close();
  }
  say(
    signals.asked()
      ? 'Stopped. The journal is closed and complete.'
      : 'Done. Other recordings: npm start -- --data <folder>',
  );
  return 0;
}

function choicesOf(flags: StartFlags): MarketChoice[] {
  if (flags.generated) return [{ kind: 'generated', seed: flags.seed, days: flags.days }];
  const shipped = SHIPPED.map((name) =>
    fileURLToPath(new URL(`../../../../markets/${name}`, import.meta.url)),
  );
  const folders = flags.data.length > 0 ? flags.data : shipped;
  return folders.map((path) => ({ kind: 'recorded', path, fromUs: null, toUs: null, skipBadRows: false }));
}

async function playOne(
  choice: MarketChoice,
  flags: StartFlags,
  store: Store,
  commands: Commands,
  signal: AbortSignal,
): Promise<Executed> {
  const market = await openMarket(choice);
  const run = { strategies: [], file: null, parameters: {}, seed: flags.seed, budget: flags.budget };
  const { planned } = await planChoice(run, market);
  const createdUs = wallClockUs();
  const id = runId(createdUs, planned.plan.configuration.stream);
  const table = new LiveTable(`${market.label === 'recorded' ? 'Recorded' : 'Generated'} ${market.name}`);
  const operator = new DemonstrationOperator(commands);
  const executed = await executePlan(planned.plan, market, {
    store,
    mode: 'paper',
    id,
    createdUs,
    clock: createPacedClock({ speed: flags.speed, signal }),
    commands,
    observe: (state) => {
      table.observe(state);
      operator.observe(state);
    },
    project: flags.store === 'postgres',
  });
  table.clear();
  for (const line of runLines(executed, market, planned.warnings)) say(line);
  return executed;
}

function lastFilledOrder(executed: Executed): string | undefined {
  const filled = [...executed.state.orders.values()].filter(
    (order) => order.filledLots > 0 && order.paySlot >= 0,
  );
  return filled.at(-1)?.id;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
