import { describe, expect, it } from 'vitest';
import { readFormula } from './formula.ts';

const row = Float64Array.of(2, 3, -4);

function worthOf(text: string): number {
  const model = readFormula(text, 3);
  if (!model.ok) throw new Error(JSON.stringify(model.rejection));
  return model.value(row);
}

describe('formulas', () => {
  it.each([
    ['2*x0 - x1*x2 + max(x2,0)', 16],
    ['2*x0 (x1 is a dummy)', 4],
    ['-x0^2', -4],
    ['2 ** 3 ^ 2', 512],
    ['x0 / x1 / 2', 1 / 3],
    ['(x0 + x1) * -x2', 20],
    ['1 - 2 - 3', -4],
    ['1.5e1 + .5', 15.5],
    ['min(x0, x1, x2) + abs(x2)', 0],
    ['exp(log(x1)) + sqrt(4)', Math.exp(Math.log(3)) + 2],
    ['tanh(0) + sin(0) + cos(0)', 1],
    ['+x0', 2],
  ])('reads %s', (text, value) => {
    expect(worthOf(text)).toBe(value);
  });

  it.each([
    ['', 1, 'a number'],
    ['x0 +', 5, 'a number'],
    ['x3', 3, 'columns up to x2'],
    ['2 x0', 2, 'an operator'],
    ['(x0', 4, "')'"],
    ['max(x0', 7, "',' or ')'"],
    ['max x0', 4, "'('"],
    ['constructor(1)', 12, 'a number'],
    ['('.repeat(200), 100, 'at most 100 levels'],
  ])('refuses %s', (text, position, expected) => {
    const model = readFormula(text, 3);
    expect(model.ok).toBe(false);
    if (model.ok) return;
    expect(model.rejection.expected).toContain(expected);
    expect(model.rejection.position).toBeGreaterThanOrEqual(position - 1);
    expect(model.rejection.position).toBeLessThanOrEqual(position + 1);
  });
});
