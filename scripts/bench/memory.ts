import { executePlan, openMarket, planRun } from '@qca/agent';
import { Commands } from '@qca/engine';
import { createMemoryStore } from '@qca/store-local';
import { check, type Runner, type Workload } from './Workload.ts';

const INPUTS = 10_000_000;
/** Two windows of inputs; in each the smallest heap seen is what is really held, the rest waits for collection. */
const EARLY = { from: 2_000_000, to: 4_000_000 };
const LATE = { from: 8_000_000, to: INPUTS };
/** A run that kept an entry of a hundred bytes per event would grow by a gigabyte. */
const GROWTH_MB_MAX = 64;
const LOOK_EVERY = 5_000;
/** More than enough for ten million events. */
const DAYS = 30;
const MB = 1 << 20;

/** memory: ten million generated events through the engine with every strategy that fits; memory stays flat. */
export const memory: Workload = {
  name: 'memory',
  title: 'ten million generated events through the engine, all strategies: smallest heap early and late',
  async prepare() {
    const market = await openMarket({ kind: 'generated', seed: 1, days: DAYS });
    const { plan } = planRun({ market, strategies: [], parameters: {}, seed: 1, budget: 100_000 });
    let earlyMb = Number.POSITIVE_INFINITY;
    let lateMb = Number.POSITIVE_INFINITY;
    const ours: Runner = {
      name: 'ours',
      version: '',
      warmUps: 0,
      async run() {
        let inputs = 0;
        const commands = new Commands();
        const startedMs = performance.now();
        let seconds = 0;
        await executePlan(plan, market, {
          store: createMemoryStore({ retain: 'none' }),
          mode: 'backtest',
          id: 'memory',
          createdUs: 0,
          project: false,
          commands,
          observe: () => {
            inputs += 1;
            if (inputs === INPUTS) {
              seconds = (performance.now() - startedMs) / 1000;
              commands.give({ kind: 'stop', commandId: 'stop', who: 'benchmark', why: 'ten million events' });
            }
            if (inputs % LOOK_EVERY !== 0) return;
            const heapMb = process.memoryUsage().heapUsed / MB;
            if (inputs >= EARLY.from && inputs < EARLY.to) earlyMb = Math.min(earlyMb, heapMb);
            if (inputs >= LATE.from && inputs < LATE.to) lateMb = Math.min(lateMb, heapMb);
          },
        });
        return INPUTS / seconds;
      },
      details: () => ({
        'heap from 2 to 4 million, MB': Math.round(earlyMb),
        'heap from 8 to 10 million, MB': Math.round(lateMb),
      }),
    };
    return {
      unit: 'inputs/s',
      ours,
      peers: [],
      check: () => {
        const growthMb = Math.round(lateMb - earlyMb);
        const isFlat = growthMb <= GROWTH_MB_MAX;
        return [
          check(
            `growth over six million events at most ${GROWTH_MB_MAX} MB`,
            'flat',
            isFlat ? 'flat' : `${growthMb} MB`,
          ),
        ];
      },
    };
  },
};
