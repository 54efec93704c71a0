import { readFileSync } from 'node:fs';
import { Inputs } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import { FORECASTING_ESTIMATORS } from './index.ts';

interface Case {
  readonly estimator: string;
  readonly peer: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, number | readonly number[]>>;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
}

const cases = read('oracle/cases.json') as readonly Case[];

describe('estimators beside the libraries of others', () => {
  it.each(cases.map((each, index) => ({ ...each, title: `${index} ${each.estimator}: ${each.peer}` })))(
    '$title',
    ({ estimator: name, inputs, expected, tolerance }) => {
      const answer = run(name, inputs);
      for (const [output, value] of Object.entries(expected)) {
        const ours = numbersOf(answer[output]);
        const theirs = numbersOf(value);
        expect(ours.length, output).toBe(theirs.length);
        for (const [at, number] of theirs.entries()) {
          const allowed = tolerance.absolute + tolerance.relative * Math.abs(number);
          expect(
            Math.abs((ours[at] as number) - number),
            `${output}[${at}] ${ours[at]} for ${number}`,
          ).toBeLessThanOrEqual(allowed);
        }
      }
    },
  );
});

function run(name: string, inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const estimator = FORECASTING_ESTIMATORS.find((each) => each.name === name);
  if (estimator === undefined) throw new Error(`no estimator ${name}`);
  return estimator.run(Inputs.check(estimator, inputs));
}

function numbersOf(value: unknown): number[] {
  return typeof value === 'number' ? [value] : Array.from(value as ArrayLike<number>);
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
