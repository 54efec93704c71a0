import { badInput, type Field } from '@qca/numerics';
import { ATTRIBUTION_NOTE, type Attribution } from '../Attribution.ts';
import type { Players } from '../Players.ts';
import { summariseAttributions } from '../summary.ts';
import type { GivenRows } from './givenRows.ts';

export const NOTE_FIELD: Field = {
  name: 'note',
  shape: 'text',
  unit: 'none',
  meaning: 'what attributions do not say',
};

/** What every estimator of attributions answers. */
export const ATTRIBUTION_FIELDS: readonly Field[] = [
  { name: 'phi', shape: 'matrix', unit: 'output', meaning: 'attribution of each player, for each row of x' },
  { name: 'base', shape: 'number', unit: 'output', meaning: 'value of nobody: the mean prediction' },
  { name: 'pred', shape: 'vector', unit: 'output', meaning: 'value of everybody: base plus the sum of phi' },
  { name: 'mean_abs_phi', shape: 'vector', unit: 'output', meaning: 'mean size of phi over the rows of x' },
  {
    name: 'direction',
    shape: 'vector',
    unit: 'none',
    meaning: 'correlation of each column with its phi over the rows of x; nan where it is not defined',
  },
  NOTE_FIELD,
];

/** Lays out attributions of the rows of `x`. Rejects, as `Refusal`: `bad-input`, for a model that gave no finite number. */
export function attributionAnswer(
  estimator: string,
  { rows, answer }: GivenRows,
  { attributions, players }: { attributions: readonly Attribution[]; players: Players },
): Readonly<Record<string, unknown>> {
  const areFinite = attributions.every(
    ({ phi, base }) => Number.isFinite(base) && phi.every(Number.isFinite),
  );
  if (!areFinite)
    throw badInput(
      estimator,
      'x',
      'gives a prediction that is no finite number',
      'Keep inputs where the model is defined.',
    );
  const summary = summariseAttributions({ phi: attributions.map(({ phi }) => phi), rows, players });
  return {
    phi: answer(attributions.map(({ phi }) => Array.from(phi))),
    base: attributions[0]?.base,
    pred: answer(attributions.map(({ prediction }) => prediction)),
    mean_abs_phi: Array.from(summary.meanAbs),
    direction: Array.from(summary.direction),
    note: ATTRIBUTION_NOTE,
  };
}
