import { Random } from '@qca/base';
import { drawStationary, maxDrawdown, optimalBlockLength, quantile, totalReturn } from '@qca/statistics';

export interface BootstrapYears {
  readonly draws: number;
  /** Over the drawn years: median and 5 % worst return, median and 5 % worst fall, share that lost. */
  readonly medianReturn: number;
  readonly poorReturn: number;
  readonly medianFall: number;
  readonly poorFall: number;
  readonly lossShare: number;
}

const DRAWS = 2_000;
/** One year in twenty. */
const POOR = 0.05;

/** Draws years from the days of a run, in stretches as long as its days depend on each other. */
export function bootstrapYears(returns: Float64Array, perYear: number, seed: number): BootstrapYears {
  const random = new Random(seed).fork('bootstrap-years');
  const found = optimalBlockLength(returns).stationary;
  const meanBlock = Number.isNaN(found) ? 1 : Math.max(1, found);
  const rows = new Int32Array(returns.length);
  const year = new Float64Array(perYear);
  const totals = new Float64Array(DRAWS);
  const falls = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    for (let day = 0; day < perYear; day += 1) {
      const at = day % rows.length;
      if (at === 0) drawStationary(random, meanBlock, rows);
      year[day] = returns[rows[at] as number] as number;
    }
    totals[draw] = totalReturn(year);
    falls[draw] = -maxDrawdown(year);
  }
  return {
    draws: DRAWS,
    medianReturn: quantile(totals, 0.5),
    poorReturn: quantile(totals, POOR),
    medianFall: quantile(falls, 0.5),
    poorFall: quantile(falls, 1 - POOR),
    lossShare: totals.filter((total) => total < 0).length / DRAWS,
  };
}
