import { badInput, type Estimator } from '@qca/numerics';
import { expect, it } from 'vitest';
import { compareCase } from './compareCase.ts';
import { summaryTable } from './summaryTable.ts';

const half: Estimator = {
  name: 'half',
  summary: 'Half of a number.',
  source: 'arithmetic',
  inputs: [{ name: 'x', shape: 'number', unit: 'none', meaning: 'the number' }],
  outputs: [],
  run: (inputs) => {
    if (inputs.number('x') < 0) throw badInput('half', 'x', 'is negative', 'Give another.');
    return {
      half: inputs.number('x') / 2,
      list: Float64Array.of(inputs.number('x'), Number.NaN),
      more: { deep: 1 },
    };
  },
};
const estimators = new Map([['half', half]]);
const ask = (x: number, expected: Record<string, unknown>, tolerance = { absolute: 1e-6 }) =>
  compareCase(estimators, 'room', { estimator: 'half', peer: 'by hand', inputs: { x }, expected, tolerance });

it('agrees within the tolerance, and says by how much of it', () => {
  expect(ask(3, { half: 1.5, list: [3, 'nan'], more: { deep: 1 } })).toMatchObject({ ok: true, worst: 0 });
  expect(ask(3, { half: 1.5 + 5e-7 })).toMatchObject({
    ok: true,
    worst: expect.closeTo(0.5, 3),
    where: 'half',
  });
  expect(ask(300, { half: 150.01 }, { absolute: 0, relative: 1e-4 } as never).ok).toBe(true);
});

it.each([
  [{ half: 1.51 }, 'half'],
  [{ half: 'inf' }, 'half: "inf" wanted, 1.5 found'],
  [{ list: [3] }, 'list: 1 values wanted, 2 found'],
  [{ list: [3, 4] }, 'list[1]: 4 wanted, "nan" found'],
  [{ more: { deep: 2 } }, 'more.deep'],
  [{ other: 1 }, 'other: 1 wanted, undefined found'],
])('names what differs: %j', (expected, where) => {
  expect(ask(3, expected)).toMatchObject({ ok: false, where });
});

it('says why there is no answer', () => {
  expect(ask(-1, { half: 0 })).toMatchObject({ ok: false, where: expect.stringContaining('x is negative') });
  const unknown = compareCase(estimators, 'room', {
    estimator: 'third',
    peer: '',
    inputs: {},
    expected: {},
    tolerance: {},
  });
  expect(unknown.where).toContain('no estimator third');
});

it('has a line for each estimator and peer', () => {
  const lines = summaryTable([ask(1, { half: 0.5 }), ask(2, { half: 9 })]);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/room +half +by hand +1\/2 +8\.0e\+0 +half \(8\.0e\+6 × the bound\)/);
});
