import { Random } from '@qca/base';
import {
  fitArima,
  fitSmoothing,
  fitVolatility,
  forecastDemand,
  searchArima,
  type VolatilityModel,
} from './index.ts';

// What fits cost: volatility of twenty years of days, and series of a few hundred values. Run: node packages/domain/forecasting/src/forecasting.bench.ts

const random = new Random(1);

function returns(length: number): Float64Array {
  let variance = 1;
  return Float64Array.from({ length }, () => {
    const error = Math.sqrt(variance) * random.nextGaussian();
    variance = 0.02 + (error < 0 ? 0.15 : 0.05) * error * error + 0.88 * variance;
    return 0.03 + error;
  });
}

function seasonal(length: number, period: number): Float64Array {
  let level = 200;
  return Float64Array.from({ length }, (_, at) => {
    level += 0.5 * random.nextGaussian();
    return level + 30 * Math.sin((2 * Math.PI * at) / period) + 3 * random.nextGaussian();
  });
}

const ROUNDS = 5;

function measure(what: string, work: () => unknown): void {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    work();
    best = Math.min(best, performance.now() - from);
  }
  process.stdout.write(`${what}: ${best.toFixed(1)} ms\n`);
}

const days = returns(5_030);
for (const rule of ['garch', 'gjr-garch', 'egarch'] as const)
  for (const law of ['normal', 'studentst'] as const) {
    const model: VolatilityModel = { rule, law, mean: 'constant' };
    measure(`${rule}, ${law} errors, 5,030 returns`, () => fitVolatility(model, days));
  }

const months = seasonal(120, 12);
const form = { trend: true, damped: false, seasonal: 'additive', period: 12 } as const;
measure('Holt-Winters, 120 months, start estimated', () => fitSmoothing(form, months));

const order = { p: 2, d: 1, q: 2, seasonalP: 0, seasonalD: 0, seasonalQ: 0, period: 1, constant: false };
const walk = returns(300).map(
  (
    (level) => (step: number) =>
      (level += step)
  )(100),
);
measure('ARIMA(2,1,2), 300 values', () => fitArima(order, walk));
measure('ARIMA order search, 300 values', () => searchArima(walk));

const hours = seasonal(24 * 28, 24);
measure('demand, four weeks of hours, 12 origins, 8 methods', () =>
  forecastDemand(hours, { period: 24, horizon: 24, coverage: 0.9, origins: 12 }),
);
