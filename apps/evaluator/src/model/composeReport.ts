import { formatTime, type Sha256 } from '@qca/base';
import type { CopyFinding, ListedBook } from '../leaks/copies.ts';
import type { LeakFinding } from '../leaks/Subject.ts';
import { type EvaluationReport, type Figure, figure, type StressRow } from '../report/EvaluationReport.ts';
import { hashBars } from './alignBars.ts';
import { contribution } from './contribution.ts';
import { foldRows } from './folds.ts';
import { type Honesty, honesty, overfitting, type TrialWeight } from './honesty.ts';
import { judge } from './judge.ts';
import { marketDays } from './marketDays.ts';
import type { WalkedForward } from './play.ts';
import type { Prepared } from './prepare.ts';
import { regimes } from './regimes.ts';
import { DEFINITIONS, intervals, performanceFigures, pictures } from './scores.ts';

/** What the parts of an evaluation found. */
export interface Found {
  readonly prepared: Prepared;
  readonly walked: WalkedForward;
  readonly costs: EvaluationReport['costs'];
  readonly leaks: { readonly findings: readonly LeakFinding[]; readonly copy: CopyFinding };
  readonly stress: readonly StressRow[];
  readonly attributions: EvaluationReport['attributions'];
  readonly trials: EvaluationReport['trials'];
  readonly listed: readonly ListedBook[];
  readonly seed: number;
  readonly budget: number;
  readonly adversaryPaths: number;
}

/** Puts together what an evaluation found. Pure: the same findings give the same report. */
export function composeReport(found: Found): EvaluationReport {
  const { prepared, walked, costs, leaks, stress, trials, seed } = found;
  const { daily, folds, variants } = walked;
  const market = marketDays(prepared.evaluated, daily.days);
  const honest = honesty(daily.returns, trials);
  const added = contribution(
    walked.book,
    prepared.evaluated,
    found.listed.filter(({ hash }) => hash !== prepared.model.hash),
  );
  const overfit = overfitting(variants.map((each) => each.daily.returns));
  const rows = foldRows(
    folds.map((fold) => ({
      ...fold,
      from: fold.from - (folds[0]?.from ?? 0),
      to: fold.to - (folds[0]?.from ?? 0),
    })),
    {
      days: daily.days,
      returns: daily.returns,
      names: variants.map(({ name }) => name),
      perYear: daily.perYear,
    },
  );
  const turnover = turnoverOf(walked);
  const metrics = {
    ...performanceFigures(daily, market),
    turnover: figure(turnover),
    ...counts(walked),
    ...honestMetrics(honest, trials),
  };
  const gates = judge({
    walked,
    honest,
    costs,
    leaks,
    overfit,
    folds: rows,
    added: added?.annualReturn,
    turnover,
  });
  return {
    schema: 'qca-evaluation/1',
    ...subjectOf(found),
    trials,
    verdict: gates.every(({ passed }) => passed) ? 'passed' : 'refused',
    gates,
    metrics,
    intervals: intervals(daily, seed),
    costs,
    folds: rows,
    overfitting: overfit,
    regimes: regimes(daily.returns, market, daily.perYear),
    stress,
    leaks: leaks.findings.map(({ name, passed, value, threshold, detail }) => ({
      name,
      passed,
      value: figure(value),
      threshold,
      detail,
    })),
    contribution: {
      listed: found.listed.map(({ hash }) => hash as Sha256),
      annualReturn: figure(added?.annualReturn ?? Number.NaN),
      correlation: figure(added?.correlation ?? Number.NaN),
    },
    attributions: found.attributions,
    ...pictures(daily, market),
  };
}

function subjectOf({
  prepared,
  walked,
  seed,
  budget,
  adversaryPaths,
}: Found): Pick<EvaluationReport, 'model' | 'data' | 'method'> {
  const { model, evaluated, bars, market } = prepared;
  const { manifest } = model;
  const { name, version, author, licence, summary, format, output, horizon, interval, trainedUntil } =
    manifest;
  return {
    model: {
      ...{ hash: model.hash, format, name, version, author, licence, summary },
      ...{ output: output.meaning, horizon, interval, trainedUntil: trainedUntil ?? null },
      variants: Object.keys(manifest.variants ?? {}),
    },
    data: {
      hash: hashBars(bars),
      label: market.label,
      fills: 'simulated',
      instruments: bars.instruments,
      from: formatTime((evaluated.timeUs[0] ?? 0) - bars.intervalUs),
      to: formatTime(evaluated.timeUs.at(-1) ?? 0),
      bars: evaluated.timeUs.length,
      days: walked.daily.days.length,
      notes: [...new Set(walked.played.notes)],
    },
    method: {
      ...{ seed, budget, reportingAsset: walked.played.reportingAsset, periodsPerYear: walked.daily.perYear },
      ...{
        folds: walked.folds.length,
        adversaryPaths,
        purgeBars: prepared.purgeBars,
        embargoBars: prepared.embargoBars,
      },
      journal: walked.played.journal,
      definitions: DEFINITIONS,
    },
  };
}

/** Value traded a year, as a multiple of the mean equity. */
function turnoverOf({ played, daily }: WalkedForward): number {
  const years = daily.days.length / daily.perYear;
  const meanEquity = daily.equity.reduce((sum, value) => sum + value, 0) / Math.max(1, daily.equity.length);
  return played.traded / Math.max(meanEquity, Number.MIN_VALUE) / years;
}

function counts({ played }: WalkedForward): Record<string, number> {
  return { orders: played.orders, fills: played.fills, 'orders-refused': played.refused };
}

function honestMetrics(honest: Honesty, { count, effective }: TrialWeight): Record<string, Figure> {
  return {
    psr: figure(honest.psr),
    dsr: figure(honest.dsr),
    'expected-max-sharpe': figure(honest.sr0),
    'min-track-record-days': figure(honest.minTrackRecord),
    'min-backtest-years': figure(honest.minBacktestYears),
    trials: count,
    'effective-trials': effective,
  };
}
