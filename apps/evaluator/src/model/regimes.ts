import { annualReturn, quantile, sharpeRatio, standardDeviation, totalReturn } from '@qca/statistics';
import { figure, type RegimeRow } from '../report/EvaluationReport.ts';

/** Days that a regime is told by. They lie before the day, so that nobody needs tomorrow to know today's regime. */
const LOOK_BACK_DAYS = 30;

/** Splits days by how rough the thirty before them were (thirds) and by whether the market had risen in them. */
export function regimes(returns: Float64Array, market: Float64Array, perYear: number): RegimeRow[] {
  const known = Array.from(returns, (_, day) => day).slice(LOOK_BACK_DAYS);
  const before = (day: number): Float64Array => market.subarray(day - LOOK_BACK_DAYS, day);
  const roughness = new Map(known.map((day) => [day, standardDeviation(before(day), 1)]));
  const calmMax = quantile([...roughness.values()], 1 / 3);
  const roughMin = quantile([...roughness.values()], 2 / 3);
  const kinds: readonly (readonly [string, (day: number) => boolean])[] = [
    ['calm', (day) => (roughness.get(day) as number) <= calmMax],
    ['usual', (day) => (roughness.get(day) as number) > calmMax && (roughness.get(day) as number) < roughMin],
    ['rough', (day) => (roughness.get(day) as number) >= roughMin],
    ['rising', (day) => totalReturn(before(day)) >= 0],
    ['falling', (day) => totalReturn(before(day)) < 0],
  ];
  return kinds.map(([name, belongs]) => {
    const days = known.filter(belongs);
    const own = Float64Array.from(days, (day) => returns[day] as number);
    const around = Float64Array.from(days, (day) => market[day] as number);
    return {
      name,
      days: days.length,
      annualReturn: figure(days.length === 0 ? Number.NaN : annualReturn(own, perYear)),
      sharpe: figure(sharpeRatio(own, perYear)),
      market: figure(days.length === 0 ? Number.NaN : annualReturn(around, perYear)),
    };
  });
}
