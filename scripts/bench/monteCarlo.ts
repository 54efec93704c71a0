import {
  type PathSummary,
  simulateBrownian,
  simulateGarch,
  simulateHistory,
  summarisePaths,
} from '@qca/allocation';
import { Random } from '@qca/base';
import { startPeers } from './peers/startPeers.ts';
import { check, type Prepared, type Runner, type Settings, type Workload } from './Workload.ts';

const PATHS = 10_000;
const PERIODS = 252;
const ASSETS = 20;
const LEVELS = [0.05, 0.5, 0.95];
const STEPS = PATHS * PERIODS * ASSETS;

/** A year of a portfolio of twenty assets, brought back to its weights every day, ten thousand times. */
export const MONTE_CARLO: Workload = {
  name: 'monte-carlo',
  title: `${PATHS} paths × ${PERIODS} days × ${ASSETS} assets, weights kept: terminal values and deepest drawdowns`,
  prepare,
};

async function prepare(settings: Settings): Promise<Prepared> {
  const { mu, covariance, weights, history } = market();
  let brownian: PathSummary | undefined;
  let processorMs = 0;
  const simulation = () => ({
    weights,
    paths: PATHS,
    horizon: PERIODS,
    rebalance: 'every-period' as const,
    random: new Random(1),
  });
  const ours: Runner = {
    name: 'ours',
    version: '',
    run: () =>
      timed(() => {
        const before = process.cpuUsage();
        const paths = simulateBrownian(simulation(), { mu, covariance, frequency: PERIODS });
        brownian = summarisePaths(paths, { levels: LEVELS, ruin: 0.8 });
        const { user, system } = process.cpuUsage(before);
        processorMs = Math.round((user + system) / 1000);
      }),
    // A shared machine stretches the time on the clock, and hardly the time on the processor.
    details: () => (brownian === undefined ? {} : { 'processor ms': processorMs, ...detailsOf(brownian) }),
  };
  const fitted = garchOf(covariance, mu);
  const garch: Runner = {
    name: 'ours, GARCH',
    version: '',
    run: () => timed(() => simulateGarch(simulation(), fitted)),
  };
  const bootstrap: Runner = {
    name: 'ours, stationary bootstrap',
    version: '',
    run: () => timed(() => simulateHistory(simulation(), history, 10)),
  };
  const task = {
    paths: PATHS,
    mu: Array.from(mu),
    weights: Array.from(weights),
    covariance: covariance.map((row) => Array.from(row)),
  };
  const { peers, missing } = await startPeers(settings, [{ name: 'numpy', file: 'peer_numpy.py', task }]);
  return {
    unit: 'asset days/s',
    ours,
    peers: [garch, bootstrap, ...peers],
    missing,
    check: () => {
      // Weights are kept: each day grows by Σ w e^(mu ÷ 252) in the mean, and the days are independent.
      const exact = weights.reduce(
        (sum, weight, asset) => sum + weight * Math.exp((mu[asset] as number) / PERIODS),
        0,
      );
      return [check('mean at the end', exact ** PERIODS, brownian?.mean ?? Number.NaN, 0.01)];
    },
  };
}

/** GARCH of each asset with the same variances in the long run. */
function garchOf(covariance: readonly Float64Array[], mu: Float64Array) {
  const variances = Array.from(
    { length: ASSETS },
    (_, asset) => (covariance[asset]?.[asset] as number) / PERIODS,
  );
  const processes = variances.map((variance, asset) => ({
    mu: (mu[asset] as number) / PERIODS,
    omega: 0.02 * variance,
    alpha: 0.05,
    gamma: 0.06,
    beta: 0.9,
    variance,
  }));
  const correlation = covariance.map((row, one) =>
    row.map((value, other) =>
      one === other
        ? 1
        : value / PERIODS / Math.sqrt((variances[one] as number) * (variances[other] as number)),
    ),
  );
  return { processes, correlation };
}

function market() {
  const random = new Random(20);
  const loads = Array.from({ length: ASSETS }, () => 0.1 + 0.2 * random.nextFloat());
  const own = Array.from({ length: ASSETS }, () => 0.1 + 0.2 * random.nextFloat());
  const covariance = loads.map((one, row) =>
    Float64Array.from(
      loads,
      (other, column) => one * other + (row === column ? (own[row] as number) ** 2 : 0),
    ),
  );
  const mu = Float64Array.from(loads, () => 0.12 * random.nextFloat());
  const history = Array.from({ length: 4 * PERIODS }, () => {
    const common = random.nextGaussian();
    return Float64Array.from(
      loads,
      (load, asset) => (load * common + (own[asset] as number) * random.nextGaussian()) / Math.sqrt(PERIODS),
    );
  });
  return { mu, covariance, weights: new Float64Array(ASSETS).fill(1 / ASSETS), history };
}

/** Asset days a second. */
function timed(act: () => unknown): number {
  const started = performance.now();
  act();
  return STEPS / ((performance.now() - started) / 1000);
}

function detailsOf({ mean, terminal, drawdown }: PathSummary) {
  const [low, middle, high] = terminal.map((value) => Number(value.toFixed(4)));
  return {
    mean: Number(mean.toFixed(4)),
    '5 %': low as number,
    '50 %': middle as number,
    '95 %': high as number,
    'drawdown 95 %': Number((drawdown.at(-1) as number).toFixed(4)),
  };
}
