import { annualReturn, sharpeRatio, totalReturn } from '@qca/statistics';
import { type EvaluationReport, figure } from '../report/EvaluationReport.ts';
import { dailyReturns, sliceDays } from './dailyReturns.ts';
import type { WalkedForward } from './play.ts';
import { playWeights } from './playWeights.ts';
import type { Prepared } from './prepare.ts';

const FACTORS = [0, 0.5, 1, 2, 3] as const;
/** Whole reporting units: from a private investor to a fund. */
const BUDGETS = [10_000, 100_000, 1_000_000, 10_000_000] as const;
/** Part of the smallest budget's annual return that a larger one must keep. */
const KEPT = 0.5;

/** What costs took, what they would take elsewhere, and how much money the model can use. */
export async function measureCosts(
  prepared: Prepared,
  walked: WalkedForward,
  seed: number,
): Promise<EvaluationReport['costs']> {
  const { played, daily, folds, book } = walked;
  const skipped = folds[0]?.from ?? 0;
  const replay = async (change: { costFactor?: number; budget?: number }): Promise<Outcome> => {
    const other = await playWeights({
      market: prepared.market,
      book,
      budget: played.budget,
      seed,
      ...change,
    });
    return outcomeOf(sliceDays(dailyReturns(other), skipped));
  };
  const own = outcomeOf(daily);
  const sensitivity = [];
  for (const factor of FACTORS)
    sensitivity.push({ factor, ...(factor === 1 ? own : await replay({ costFactor: factor })) });
  const capacity = [];
  for (const budget of BUDGETS)
    capacity.push({ budget, ...(budget === played.budget ? own : await replay({ budget })) });
  const fees = daily.fees.reduce((sum, fee) => sum + fee, 0);
  const slippage = daily.slippage.reduce((sum, each) => sum + each, 0);
  const profit = (daily.equity[daily.equity.length - 1] ?? played.budget) - played.budget;
  const grossProfit = profit + fees + slippage;
  return {
    grossReturn: figure(totalReturn(daily.gross)),
    netReturn: figure(totalReturn(daily.returns)),
    fees: figure(fees),
    slippage: figure(slippage),
    shareOfGross: figure(grossProfit > 0 ? (fees + slippage) / grossProfit : Number.NaN),
    sensitivity: sensitivity.map(({ factor, annual, sharpe }) => ({
      factor,
      annualReturn: figure(annual),
      sharpe: figure(sharpe),
    })),
    breakEvenFactor: figure(breakEven(sensitivity)),
    capacity: capacity.map(({ budget, annual, sharpe }) => ({
      budget,
      annualReturn: figure(annual),
      sharpe: figure(sharpe),
    })),
    capacityBudget: figure(capacityOf(capacity)),
  };
}

interface Outcome {
  readonly annual: number;
  readonly sharpe: number;
}

function outcomeOf({
  returns,
  perYear,
}: {
  readonly returns: Float64Array;
  readonly perYear: number;
}): Outcome {
  return { annual: annualReturn(returns, perYear), sharpe: sharpeRatio(returns, perYear) };
}

/** Factor at which the line between two neighbours crosses zero; infinite when the dearest still earns, 0 when the free one does not. */
function breakEven(rows: readonly { readonly factor: number; readonly annual: number }[]): number {
  const lost = rows.findIndex(({ annual }) => !(annual > 0));
  if (lost < 0) return Number.POSITIVE_INFINITY;
  const before = rows[lost - 1];
  const after = rows[lost];
  if (before === undefined || after === undefined) return 0;
  return before.factor + ((after.factor - before.factor) * before.annual) / (before.annual - after.annual);
}

function capacityOf(rows: readonly { readonly budget: number; readonly annual: number }[]): number {
  const smallest = rows[0]?.annual ?? 0;
  if (!(smallest > 0)) return 0;
  let most = 0;
  for (const { budget, annual } of rows) {
    if (annual < KEPT * smallest) break;
    most = budget;
  }
  return most;
}
