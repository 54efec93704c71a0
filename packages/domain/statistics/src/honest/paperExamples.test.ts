import { expect, it } from 'vitest';
import { ask, oracle, oracleRows } from '../ask.fixture.ts';

/** What the file calls a case, the estimator that answers it, and the output that is expected. */
const ESTIMATORS: Record<string, [name: string, output: string]> = {
  sr_standard_error: ['sr-standard-error', 'sr_standard_error'],
  psr: ['psr', 'psr'],
  dsr: ['dsr', 'dsr'],
  min_track_record_years: ['min-trl', 'min_track_record_years'],
  expected_max_of_N_std_normals: ['expected-max-sharpe', 'expected_max_of_N_std_normals'],
  min_backtest_length_years: ['min-backtest-length', 'min_backtest_length_years'],
};

const examples = oracle('paper_examples.json') as Record<string, unknown>[];

it.each(
  examples
    .filter(({ computed }) => computed !== undefined)
    .map((each, index) => [`${each.what} (${index})`, each] as const),
)('%s', (_, { what, computed, published, published_note: __, sr0, ...given }) => {
  const [name, output] = ESTIMATORS[what as string]!;
  const answer = ask(name, given);
  expect(answer[output]).toBeCloseTo(computed as number, 9);
  if (sr0 !== undefined) expect(answer.sr0).toBeCloseTo(sr0 as number, 9);
  // Printed digits; tables of the papers round, and one year in them is cut to a whole number.
  if (published !== null) expect(Math.abs(answer[output] - (published as number))).toBeLessThan(0.005);
});

it('takes a significance for a confidence', () => {
  const given = { sr: 0.1, skew: -0.5, kurt: 4 };
  expect(ask('min-trl', { ...given, alpha: 0.1 }).min_track_record_length).toBeCloseTo(
    ask('min-trl', { ...given, confidence: 0.9 }).min_track_record_length,
    9,
  );
});

it.each(examples.filter(({ what }) => what === 'cpcv_counts'))(
  'cpcv of $groups, $test_groups',
  ({ groups, test_groups, splits, paths }) => {
    expect(ask('cpcv', { groups, test_groups })).toEqual({ splits, paths });
  },
);

const overfitting = oracle('pbo_expected.json');

it.each(
  (['noise', 'one_real_edge'] as const).flatMap((file) =>
    overfitting[file].map((expected: Record<string, number>) => [file, expected.S, expected] as const),
  ),
)('overfitting of %s at S = %i', (file, S, expected) => {
  const returns = oracleRows(`pbo_${file}.csv`, { header: false });
  const answer = ask('pbo', { returns, S, spread: false });
  for (const [name, value] of Object.entries(expected)) expect(answer[name]).toBeCloseTo(value as number, 9);
});

it.each([
  ['block5', 5],
  ['block10', 10],
])('superior ability, %s', (name, block_size) => {
  const losses = oracleRows('spa_losses.csv', { header: true });
  const expected = oracle('spa_expected.json')[name];
  const answer = ask('spa', { losses, block_size, reps: 5000, seed: 1 });
  for (const each of ['lower', 'consistent', 'upper'])
    expect(Math.abs(answer[each] - expected[each])).toBeLessThan(0.02);
  expect(ask('reality-check', { losses, block_size, reps: 5000, seed: 1 }).p_value).toBe(answer.upper);
});
