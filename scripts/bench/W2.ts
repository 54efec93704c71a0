import { type CrossWindows, runCrossGrid } from '@qca/engine';
import { startPeers } from './peers/startPeers.ts';
import { readCloses } from './readCloses.ts';
import { check, type Runner, type Workload } from './Workload.ts';

const ORDERS = 67_321;
/** Total returns of the windows (5, 60), (5, 70), (5, 80), from two independent implementations. */
const RETURNS = [-0.7970844016834719, -0.7794433807022456, -0.767779154207961];
const START_CASH = 10_000;
const FEE_RATIO = 0.001;

/** Fast windows 5 to 50 by 5, slow 60 to 150 by 10: every pair, fast by fast. */
export const W2_RUNS: readonly CrossWindows[] = Array.from({ length: 100 }, (_, i) => ({
  fast: 5 + 5 * Math.floor(i / 10),
  slow: 60 + 10 * (i % 10),
}));

/** W2: the moving-average cross on 100 pairs of windows, vectorised, with order records. */
export const W2: Workload = {
  name: 'W2',
  title: 'moving-average cross, 100 pairs × 45,031 bars, vectorised, with order records',
  async prepare(settings) {
    const closes = await readCloses(settings.data);
    let result = runCrossGrid({ closes, runs: W2_RUNS, startCash: START_CASH, feeRatio: FEE_RATIO });
    const { peers, missing } = await startPeers(settings, [
      { name: 'vectorbt', file: 'peer_vectorbt.py', task: { workload: 'W2' } },
      { name: 'grademark', file: 'grademark.ts', task: {} },
    ]);
    const evaluations = closes.length * W2_RUNS.length;
    const ours: Runner = {
      name: 'ours',
      version: '',
      run() {
        const start = performance.now();
        result = runCrossGrid({ closes, runs: W2_RUNS, startCash: START_CASH, feeRatio: FEE_RATIO });
        return (evaluations * 1000) / (performance.now() - start);
      },
    };
    const bare = bareLoop(closes);
    const vectorbt = peers.filter(({ name }) => name === 'vectorbt');
    return {
      unit: 'bar-evaluations/s',
      ours,
      peers: [bare, ...peers],
      missing,
      check: () => [
        check('bars', 45_031, closes.length),
        check('orders', ORDERS, result.orders.count),
        ...RETURNS.map((expected, i) => check(`total return ${i}`, expected, result.totalReturns[i]!, 1e-12)),
        check('orders of the bare loop', ORDERS, bare.details!()['orders']!),
        ...vectorbt.map((peer) => check('vectorbt orders', ORDERS, peer.details?.()['orders'] ?? 'nothing')),
      ],
    };
  },
};

/** The floor under W2: the same averages, signals and returns in one loop, without order records or checks. */
function bareLoop(closes: Float64Array): Runner {
  let orders = 0;
  const returns = new Float64Array(W2_RUNS.length);
  return {
    name: 'bare loop, no order records',
    version: '(floor)',
    run() {
      const start = performance.now();
      orders = 0;
      const averages = new Map<number, Float64Array>();
      W2_RUNS.forEach(({ fast, slow }, i) => {
        for (const window of [fast, slow]) {
          if (!averages.has(window)) averages.set(window, bareAverage(closes, window));
        }
        const [worth, count] = bareCross(closes, averages.get(fast)!, averages.get(slow)!, slow);
        returns[i] = worth / START_CASH - 1;
        orders += count;
      });
      return (closes.length * W2_RUNS.length * 1000) / (performance.now() - start);
    },
    details: () => ({ orders }),
  };
}

function bareAverage(closes: Float64Array, window: number): Float64Array {
  const averages = new Float64Array(closes.length);
  let sum = 0;
  for (let bar = 0; bar < closes.length; bar += 1) {
    sum += closes[bar]!;
    if (bar >= window) sum -= closes[bar - window]!;
    averages[bar] = sum / window;
  }
  return averages;
}

function bareCross(
  closes: Float64Array,
  fast: Float64Array,
  slow: Float64Array,
  firstBar: number,
): [number, number] {
  let cash = START_CASH;
  let held = 0;
  let count = 0;
  for (let bar = firstBar; bar < closes.length; bar += 1) {
    if (held === 0) {
      if (fast[bar]! > slow[bar]! && fast[bar - 1]! <= slow[bar - 1]!) {
        held = cash / (closes[bar]! * (1 + FEE_RATIO));
        cash = 0;
        count += 1;
      }
    } else if (fast[bar]! < slow[bar]! && fast[bar - 1]! >= slow[bar - 1]!) {
      cash = held * closes[bar]! * (1 - FEE_RATIO);
      held = 0;
      count += 1;
    }
  }
  return [cash + held * closes[closes.length - 1]!, count];
}
