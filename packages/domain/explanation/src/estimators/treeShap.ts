import { badInput, type Estimator, type Inputs } from '@qca/numerics';
import type { Attribution } from '../Attribution.ts';
import { hasCovers } from '../TreeEnsemble.ts';
import { treeShapInterventional } from '../treeShapInterventional.ts';
import { treeShapPathDependent } from '../treeShapPathDependent.ts';
import { ATTRIBUTION_FIELDS, attributionAnswer } from './attributionAnswer.ts';
import { givenTrees, TREE_FIELDS } from './givenModel.ts';
import {
  BACKGROUND_FIELD,
  GROUPS_FIELD,
  givenBackground,
  givenPlayers,
  givenRows,
  ROW_FIELD,
} from './givenRows.ts';

const NAME = 'tree-shap';

export const TREE_SHAP: Estimator = {
  name: NAME,
  summary:
    'Exact Shapley values of a tree ensemble in polynomial time: interventional over background rows, path-dependent over covers.',
  source:
    'Lundberg et al., From local explanations to global understanding with explainable AI for trees (2020).',
  inputs: [
    ROW_FIELD,
    BACKGROUND_FIELD,
    GROUPS_FIELD,
    ...TREE_FIELDS,
    {
      name: 'kind',
      shape: 'text',
      unit: 'none',
      optional: true,
      choices: ['interventional', 'path_dependent'],
      meaning: 'which of the two phi and base show; interventional where there is a background',
    },
  ],
  outputs: [
    ...ATTRIBUTION_FIELDS,
    { name: 'kind', shape: 'text', unit: 'none', meaning: 'which of the two phi and base show' },
    {
      name: 'phi_interventional',
      shape: 'matrix',
      unit: 'output',
      meaning: 'phi over the background, where it is given',
    },
    {
      name: 'base_interventional',
      shape: 'number',
      unit: 'output',
      meaning: 'mean prediction over the background',
    },
    {
      name: 'phi_path_dependent',
      shape: 'matrix',
      unit: 'output',
      meaning: 'phi over covers, where trees have them',
    },
    { name: 'base_path_dependent', shape: 'number', unit: 'output', meaning: 'mean prediction over covers' },
  ],
  run: (inputs) => {
    const given = givenRows(NAME, inputs);
    const players = givenPlayers(NAME, inputs, given.columns);
    const { trees } = givenTrees(NAME, inputs, given.columns);
    const interventional = inputs.has('background')
      ? given.rows.map((x) =>
          treeShapInterventional(trees, {
            x,
            background: givenBackground(NAME, inputs, given.columns),
            players,
          }),
        )
      : undefined;
    const pathDependent = trees.trees.every(hasCovers)
      ? given.rows.map((x) => treeShapPathDependent(trees, { x, players }))
      : undefined;
    const kind = kindOf(inputs, interventional !== undefined);
    const shown = kind === 'interventional' ? interventional : pathDependent;
    if (shown === undefined) throw lacking(kind);
    const both = { interventional, path_dependent: pathDependent };
    return {
      ...attributionAnswer(NAME, given, { attributions: shown, players }),
      kind,
      ...Object.fromEntries(
        Object.entries(both).flatMap(([name, attributions]) => named(name, attributions, given.answer)),
      ),
    };
  },
};

function kindOf(inputs: Inputs, hasBackground: boolean): string {
  if (inputs.has('kind')) return inputs.text('kind');
  return hasBackground ? 'interventional' : 'path_dependent';
}

function lacking(kind: string): Error {
  return kind === 'interventional'
    ? badInput(NAME, 'background', 'is missing', 'Give rows of the inputs of the model.')
    : badInput(NAME, 'trees', 'have no covers that add up', 'Give the cover of every node, or a background.');
}

function named(
  name: string,
  attributions: readonly Attribution[] | undefined,
  answer: (each: readonly number[][]) => unknown,
): [string, unknown][] {
  if (attributions === undefined) return [];
  return [
    [`phi_${name}`, answer(attributions.map(({ phi }) => Array.from(phi)))],
    [`base_${name}`, attributions[0]?.base],
  ];
}
