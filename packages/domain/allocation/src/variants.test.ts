import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './runEstimator.fixture.ts';

interface Case {
  readonly estimator: string;
  readonly peer: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
}

const path = new URL('oracle/variants.json', import.meta.url);
// The programs over scenarios are solved by what is handed in, and tested where it is.
const cases = (JSON.parse(readFileSync(path, 'utf8')) as readonly Case[]).filter(
  ({ estimator }) => estimator !== 'min-cvar' && estimator !== 'min-cdar',
);

describe('variants of the portfolios of PyPortfolioOpt', () => {
  it.each(cases.map((each, index) => ({ ...each, title: `${index} ${each.estimator}: ${each.peer}` })))(
    '$title',
    ({ estimator, inputs, expected, tolerance }) => {
      const answer = run(estimator, { ...inputs }) as unknown as Record<string, unknown>;
      for (const [output, value] of Object.entries(expected)) {
        const [ours, theirs] = [numbersOf(answer[output]), numbersOf(value)];
        expect(ours.length, output).toBe(theirs.length);
        for (const [at, number] of theirs.entries()) {
          const allowed = tolerance.absolute + tolerance.relative * Math.abs(number);
          expect(Math.abs((ours[at] as number) - number), `${output}[${at}]`).toBeLessThanOrEqual(allowed);
        }
      }
    },
  );

  it('spends longs on shorts where they are to be neutral', () => {
    const neutral = cases.filter(({ inputs }) => inputs['market_neutral'] === true);
    expect(neutral.length).toBeGreaterThan(1);
    for (const { estimator, inputs } of neutral) {
      const { weights } = run(estimator, { ...inputs });
      expect(Math.abs(Object.values(weights).reduce((sum, weight) => sum + weight, 0))).toBeLessThan(1e-12);
    }
  });
});

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Object.values(value as object).flatMap(numbersOf);
}
