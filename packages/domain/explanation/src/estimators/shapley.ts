import { badInput, type Estimator, type Inputs } from '@qca/numerics';
import { ATTRIBUTION_NOTE, type Attribution } from '../Attribution.ts';
import { coalitionTable, EXACT_PLAYERS_MAX, exactShapley } from '../exactShapley.ts';
import { type Explained, interventionalGame } from '../Game.ts';
import { treeShapInterventional } from '../treeShapInterventional.ts';
import { ATTRIBUTION_FIELDS, attributionAnswer } from './attributionAnswer.ts';
import { GAME_FIELD, givenGame } from './givenGame.ts';
import { type GivenModel, givenModel, MODEL_FIELDS } from './givenModel.ts';
import {
  BACKGROUND_FIELD,
  GROUPS_FIELD,
  givenBackground,
  givenPlayers,
  givenRows,
  ROW_FIELD,
} from './givenRows.ts';

const NAME = 'shapley';
/** Predictions for one row of x: a few seconds of a small model. */
const PREDICTIONS_MAX = 20_000_000;

export const SHAPLEY: Estimator = {
  name: NAME,
  summary:
    'Exact Shapley values of a game, or of a prediction in the interventional game, by enumeration of all coalitions.',
  source:
    'Shapley (1953); Lundberg and Lee (2017); interventional game of Janzing, Minorics and Blöbaum (2020).',
  inputs: [ROW_FIELD, BACKGROUND_FIELD, GROUPS_FIELD, GAME_FIELD, ...MODEL_FIELDS],
  outputs: ATTRIBUTION_FIELDS,
  run: (inputs) => {
    if (inputs.has('game')) return gameAnswer(exactShapley(givenGame(NAME, inputs)));
    return modelAnswer(inputs);
  },
};

/** Lays out the attribution of a game, which has players but no rows. */
export function gameAnswer({ phi, base, prediction }: Attribution): Readonly<Record<string, unknown>> {
  return {
    phi: Array.from(phi),
    base,
    pred: prediction,
    mean_abs_phi: Array.from(phi, Math.abs),
    direction: Array.from(phi, () => Number.NaN),
    note: ATTRIBUTION_NOTE,
  };
}

function modelAnswer(inputs: Inputs): Readonly<Record<string, unknown>> {
  const given = givenRows(NAME, inputs);
  const background = givenBackground(NAME, inputs, given.columns);
  const players = givenPlayers(NAME, inputs, given.columns);
  const model = givenModel(NAME, inputs, given.columns);
  const attributions = given.rows.map((x) => exactAttribution({ ...model, x, background, players }));
  return attributionAnswer(NAME, given, { attributions, players });
}

/** Enumerates where that is feasible; above, trees and lines have polynomial ways to the same numbers. */
function exactAttribution(explained: GivenModel & Explained): Attribution {
  const { players, background, trees, line } = explained;
  const isFeasible =
    players.count <= EXACT_PLAYERS_MAX && 2 ** players.count * background.length <= PREDICTIONS_MAX;
  if (isFeasible) return exactShapley(coalitionTable(interventionalGame(explained)));
  if (trees !== undefined) return treeShapInterventional(trees, explained);
  if (line !== undefined) return lineAttribution(line, explained);
  throw badInput(
    NAME,
    'x',
    `has ${players.count} players with ${background.length} background rows, too many to enumerate`,
    'Use kernel-shap or permutation-shap, put columns into groups, or give fewer background rows.',
  );
}

/** phi of a column of a line is w (x - mean of the background). */
function lineAttribution(
  { w, b }: { w: Float64Array; b: number },
  { x, background, players }: Explained,
): Attribution {
  const phi = new Float64Array(players.count);
  let base = b;
  w.forEach((weight, column) => {
    const mean = background.reduce((sum, row) => sum + (row[column] as number), 0) / background.length;
    const player = players.playerOf[column] as number;
    phi[player] = (phi[player] as number) + weight * ((x[column] as number) - mean);
    base += weight * mean;
  });
  return {
    phi,
    base,
    prediction: w.reduce((sum, weight, column) => sum + weight * (x[column] as number), b),
  };
}
