import { figure, type Gate } from '../report/EvaluationReport.ts';

interface Rule {
  readonly comparison: Gate['comparison'];
  readonly threshold: number;
  readonly meaning: string;
}

/**
 * The published gates. A model is listed when it passes every one that applies to it.
 *
 * Thresholds of the statistics are those of their papers' worked examples (95 %); the others are the platform's own and are
 * changed by vote, never for one model.
 */
export const GATES = {
  days: { comparison: 'at-least', threshold: 90, meaning: 'Days outside of training that were played.' },
  fills: { comparison: 'at-least', threshold: 30, meaning: 'Trades that the result rests on.' },
  psr: {
    comparison: 'at-least',
    threshold: 0.95,
    meaning: 'Confidence that the true Sharpe ratio is above zero, from length and shape of the returns.',
  },
  dsr: {
    comparison: 'at-least',
    threshold: 0.95,
    meaning: 'The same once the best of all trials by this developer on this data was picked.',
  },
  'min-trl': {
    comparison: 'at-most',
    threshold: 1,
    meaning: 'Days that the Sharpe ratio needs to be believed, as a part of the days there are.',
  },
  pbo: {
    comparison: 'at-most',
    threshold: 0.2,
    meaning:
      'Probability that the variant chosen is below the middle elsewhere, mean over numbers of blocks.',
  },
  'max-drawdown': { comparison: 'at-most', threshold: 0.35, meaning: 'Deepest fall from a peak.' },
  'folds-with-profit': {
    comparison: 'at-least',
    threshold: 0.5,
    meaning: 'Part of the walk-forward test folds that ended with a profit.',
  },
  'double-costs': {
    comparison: 'at-least',
    threshold: 0,
    meaning: 'Annual return if the venue asked twice as much.',
  },
  capacity: {
    comparison: 'at-least',
    threshold: 100_000,
    meaning: 'Largest budget that keeps half of the annual return of the smallest.',
  },
  turnover: {
    comparison: 'at-most',
    threshold: 1_000,
    meaning: 'Value traded a year, as a multiple of equity.',
  },
  'future-noise': {
    comparison: 'at-most',
    threshold: 0,
    meaning: 'Outputs that change when only later data does.',
  },
  'shuffled-time': {
    comparison: 'at-most',
    threshold: 4.5,
    meaning: 'How well the next bar is known among bars in random order, in standard errors.',
  },
  memory: {
    comparison: 'at-most',
    threshold: 4,
    meaning: 'How well true outcomes are known from invented bars, in standard errors.',
  },
  'warm-up': {
    comparison: 'at-most',
    threshold: 0.05,
    meaning: 'How far outputs depend on where the data begins, in their own deviations.',
  },
  determinism: { comparison: 'at-most', threshold: 0, meaning: 'Outputs that differ between two runs.' },
  copy: {
    comparison: 'at-most',
    threshold: 0.75,
    meaning: 'Correlation with the changes of weight of a listed model, now or later.',
  },
  contribution: {
    comparison: 'at-least',
    threshold: 0,
    meaning: 'Annual return of what the listed models together do not hold already.',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type GateName = keyof typeof GATES;

/** Holds a number against its gate. What cannot be known does not pass. */
export function holdGate(name: GateName, value: number, passed = passes(name, value)): Gate {
  const { comparison, threshold, meaning } = GATES[name];
  return { name, value: figure(value), comparison, threshold, passed, meaning };
}

function passes(name: GateName, value: number): boolean {
  const { comparison, threshold } = GATES[name];
  return comparison === 'at-least' ? value >= threshold : value <= threshold;
}
