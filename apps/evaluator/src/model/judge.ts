import { maxDrawdown } from '@qca/statistics';
import type { LeakFinding } from '../leaks/Subject.ts';
import { type EvaluationReport, type Gate, unfigure } from '../report/EvaluationReport.ts';
import { type GateName, holdGate } from './gates.ts';
import type { Honesty } from './honesty.ts';
import type { WalkedForward } from './play.ts';

export interface Judged {
  readonly walked: WalkedForward;
  readonly honest: Honesty;
  readonly costs: EvaluationReport['costs'];
  readonly leaks: { readonly findings: readonly LeakFinding[] };
  readonly overfit: EvaluationReport['overfitting'];
  readonly folds: EvaluationReport['folds'];
  /** What the model adds to the listed ones; undefined without any. */
  readonly added: number | undefined;
  /** Value traded a year, as a multiple of equity. */
  readonly turnover: number;
}

/** Holds every gate that applies. */
export function judge({ walked, honest, costs, leaks, overfit, folds, added, turnover }: Judged): Gate[] {
  const { daily, played } = walked;
  const fall = -maxDrawdown(daily.returns);
  const withProfit =
    folds.filter(({ totalReturn }) => unfigure(totalReturn) > 0).length / Math.max(1, folds.length);
  const doubled = costs.sensitivity.find(({ factor }) => factor === 2);
  return [
    holdGate('days', daily.days.length),
    holdGate('fills', played.fills),
    holdGate('psr', honest.psr),
    holdGate('dsr', honest.dsr),
    holdGate('min-trl', honest.minTrackRecord / daily.days.length),
    ...(overfit.rows.length === 0 ? [] : [holdGate('pbo', unfigure(overfit.pbo))]),
    holdGate('max-drawdown', fall),
    holdGate('folds-with-profit', withProfit),
    holdGate('double-costs', unfigure(doubled?.annualReturn ?? null)),
    holdGate('capacity', unfigure(costs.capacityBudget)),
    holdGate('turnover', turnover),
    ...leaks.findings.map(({ name, value, passed }) => holdGate(name as GateName, value, passed)),
    ...(added === undefined ? [] : [holdGate('contribution', added, added > 0)]),
  ];
}
