import type { Study, StudyRun } from './Study.ts';

/** A study as a document: everything but the series of returns. Keys are documented in docs/cli.md. */
export function studyJson(study: Study): Readonly<Record<string, unknown>> {
  const { choice, data, periods, runs, refused, best, bestHonest, folds, overfitting, trials } = study;
  return {
    strategy: study.strategy,
    data: { path: choice.market.path, ...data },
    periods: { name: periods.name, count: periods.count, perYear: periods.perYear },
    method: choice.method,
    metric: choice.metric,
    seed: choice.seed,
    budget: choice.budget,
    space: choice.space,
    runs: runs.map(runJson),
    refused,
    best: { ...runJson(best), ...bestHonest },
    walkForward: {
      folds: folds.map(({ returns: _, ...fold }) => fold),
      outOfSample: { ...study.outOfSample, ...study.outOfSampleHonest },
    },
    overfitting,
    trials: { developer: choice.developer, ...trials },
    warnings: study.warnings,
    timing: study.timing,
  };
}

function runJson({ returns: _, ...run }: StudyRun): Omit<StudyRun, 'returns'> {
  return run;
}
