import { Random } from '@qca/base';
import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import type { Attribution } from '../Attribution.ts';
import { type Game, interventionalGame } from '../Game.ts';
import { kernelShap } from '../kernelShap.ts';
import { permutationShapley } from '../permutationShapley.ts';
import { ATTRIBUTION_FIELDS, attributionAnswer } from './attributionAnswer.ts';
import { GAME_FIELD, givenGame, tableGame } from './givenGame.ts';
import { givenModel, MODEL_FIELDS } from './givenModel.ts';
import {
  BACKGROUND_FIELD,
  GROUPS_FIELD,
  givenBackground,
  givenPlayers,
  givenRows,
  ROW_FIELD,
} from './givenRows.ts';
import { gameAnswer } from './shapley.ts';

const SEED_FIELD: Field = {
  name: 'seed',
  shape: 'whole',
  unit: 'none',
  default: 1,
  meaning: 'seed of the draws',
};
const INPUTS = [ROW_FIELD, BACKGROUND_FIELD, GROUPS_FIELD, GAME_FIELD, ...MODEL_FIELDS, SEED_FIELD];
/** All coalitions of 16 players; a sample of that size tells phi to about one percent. */
const COALITIONS_DEFAULT = 65_536;
const COALITIONS_MAX = 1_048_576;
const PAIRS_MAX = 1_000_000;

export const KERNEL_SHAP: Estimator = {
  name: 'kernel-shap',
  summary: 'Shapley values by weighted least squares over all coalitions, or over a paired sample of them.',
  source: 'Lundberg and Lee (2017); paired sampling of Covert and Lee (2021).',
  inputs: [
    ...INPUTS,
    {
      name: 'coalitions',
      shape: 'whole',
      unit: 'coalitions',
      default: COALITIONS_DEFAULT,
      meaning: 'largest number of coalitions besides nobody and everybody; all 2^n - 2 of them make it exact',
    },
  ],
  outputs: [
    ...ATTRIBUTION_FIELDS,
    { name: 'exact', shape: 'flag', unit: 'none', meaning: 'whether all coalitions were asked' },
  ],
  run: (inputs) => {
    const coalitions = inputs.number('coalitions');
    return run(
      'kernel-shap',
      inputs,
      (game, random) => {
        const least = 2 * game.players;
        if (coalitions < least || coalitions > COALITIONS_MAX)
          throw badInput(
            'kernel-shap',
            'coalitions',
            `is ${coalitions}`,
            `Give ${least} to ${COALITIONS_MAX}.`,
          );
        const { complete, ...attribution } = kernelShap(game, { budget: coalitions, random });
        return { attribution, extra: complete };
      },
      (extras) => ({ exact: extras.every(Boolean) }),
    );
  },
};

export const PERMUTATION_SHAP: Estimator = {
  name: 'permutation-shap',
  summary: 'Shapley values by mean gains over random orders of joining, each also played backwards.',
  source: 'Castro, Gómez and Tejada (2009); Mitchell, Cooper, Frank and Holmes (2022).',
  inputs: [
    ...INPUTS,
    {
      name: 'pairs',
      shape: 'whole',
      unit: 'orders',
      default: 1_000,
      meaning: 'number of orders, each with its reverse',
    },
  ],
  outputs: [
    ...ATTRIBUTION_FIELDS,
    { name: 'error', shape: 'matrix', unit: 'output', meaning: 'standard error of each phi' },
  ],
  run: (inputs) => {
    const pairs = inputs.number('pairs');
    if (pairs < 2 || pairs > PAIRS_MAX)
      throw badInput('permutation-shap', 'pairs', `is ${pairs}`, `Give 2 to ${PAIRS_MAX}.`);
    return run(
      'permutation-shap',
      inputs,
      (game, random) => {
        const attribution = permutationShapley(game, { pairs, random });
        return { attribution, extra: Array.from(attribution.error) };
      },
      (extras, answer) => ({ error: answer(extras) }),
    );
  },
};

type Explain<T> = (game: Game, random: Random) => { readonly attribution: Attribution; readonly extra: T };
type Rest<T> = (
  extras: readonly T[],
  answer: <U>(each: readonly U[]) => unknown,
) => Readonly<Record<string, unknown>>;

/** Explains a game, or each row of x with draws of its own. */
function run<T>(
  name: string,
  inputs: Inputs,
  explain: Explain<T>,
  rest: Rest<T>,
): Readonly<Record<string, unknown>> {
  const random = new Random(inputs.number('seed'));
  if (inputs.has('game')) {
    const { attribution, extra } = explain(tableGame(givenGame(name, inputs)), random);
    return { ...gameAnswer(attribution), ...rest([extra], (each) => each[0]) };
  }
  const given = givenRows(name, inputs);
  const background = givenBackground(name, inputs, given.columns);
  const players = givenPlayers(name, inputs, given.columns);
  const { model } = givenModel(name, inputs, given.columns);
  const explained = given.rows.map((x) =>
    explain(interventionalGame({ model, x, background, players }), random),
  );
  const attributions = explained.map(({ attribution }) => attribution);
  return {
    ...attributionAnswer(name, given, { attributions, players }),
    ...rest(
      explained.map(({ extra }) => extra),
      given.answer,
    ),
  };
}
