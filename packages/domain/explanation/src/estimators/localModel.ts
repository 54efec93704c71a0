import { Random } from '@qca/base';
import { badInput, type Estimator, type Inputs } from '@qca/numerics';
import { ATTRIBUTION_NOTE } from '../Attribution.ts';
import { LOCAL_R2_MIN, lime, localFit, type Neighbourhood } from '../lime.ts';
import { NOTE_FIELD } from './attributionAnswer.ts';
import { givenModel, MODEL_FIELDS } from './givenModel.ts';
import { BACKGROUND_FIELD, givenBackground } from './givenRows.ts';

const NAME = 'lime';
const SAMPLES_MAX = 1_000_000;

export const LIME: Estimator = {
  name: NAME,
  summary: 'Slopes of a weighted ridge plane around one row, refused where the plane does not fit the model.',
  source:
    'Ribeiro, Singh and Guestrin, Why should I trust you? (2016); weight exp(-d²/width²), columns not binned.',
  inputs: [
    { name: 'x', shape: 'vector', unit: 'input', meaning: 'the row to explain' },
    {
      name: 'scale',
      shape: 'vector',
      unit: 'input',
      optional: true,
      meaning: 'one step of each column; without it the standard deviation over the background, or 1',
    },
    BACKGROUND_FIELD,
    ...MODEL_FIELDS,
    {
      name: 'samples',
      shape: 'matrix',
      unit: 'input',
      optional: true,
      meaning: 'rows around x, with predictions, instead of a model',
    },
    {
      name: 'predictions',
      shape: 'vector',
      unit: 'output',
      optional: true,
      meaning: 'what the model says of samples',
    },
    { name: 'count', shape: 'whole', unit: 'rows', default: 5_000, meaning: 'rows to draw around x' },
    {
      name: 'width',
      shape: 'number',
      unit: 'steps',
      optional: true,
      meaning:
        'distance at which weight falls to 1/e; 0.75 times the root of the number of columns without it',
    },
    {
      name: 'alpha',
      shape: 'number',
      unit: 'none',
      default: 1,
      meaning: 'ridge penalty on squared slopes per step',
    },
    {
      name: 'r2_min',
      shape: 'number',
      unit: 'fraction',
      default: LOCAL_R2_MIN,
      meaning: 'refuse fits below',
    },
    { name: 'seed', shape: 'whole', unit: 'none', default: 1, meaning: 'seed of the draws' },
  ],
  outputs: [
    { name: 'coef', shape: 'vector', unit: 'output per input', meaning: 'slope of each column' },
    {
      name: 'coef_scaled',
      shape: 'vector',
      unit: 'output per step',
      meaning: 'slope of each column times its scale',
    },
    { name: 'intercept', shape: 'number', unit: 'output', meaning: 'what the plane says at x' },
    {
      name: 'r2',
      shape: 'number',
      unit: 'fraction',
      meaning: 'weighted share of variance that the plane explains',
    },
    {
      name: 'pred',
      shape: 'number',
      unit: 'output',
      meaning: 'what the model says at x; nan where no model is given',
    },
    NOTE_FIELD,
  ],
  run: (inputs) => {
    const around = neighbourhood(inputs);
    const { x, scale, r2Min } = around;
    const fit = inputs.has('samples') ? fitGiven(inputs, around) : fitDrawn(inputs, around);
    if (!fit.ok)
      throw badInput(
        NAME,
        'x',
        `is where the plane explains ${fit.rejection.r2} of the model, below r2_min ${r2Min}`,
        'Narrow the neighbourhood (scale, width), or explain this prediction by Shapley values.',
      );
    const { slopes, intercept, r2, prediction } = fit.value;
    return {
      coef: Array.from(slopes),
      coef_scaled: Array.from(x, (_, column) => (slopes[column] as number) * (scale[column] as number)),
      intercept,
      r2,
      pred: prediction,
      note: ATTRIBUTION_NOTE,
    };
  },
};

function neighbourhood(inputs: Inputs): Neighbourhood {
  const x = inputs.vector('x');
  const scale = inputs.has('scale') ? inputs.vector('scale') : scaleOf(inputs, x.length);
  const width = inputs.has('width') ? inputs.number('width') : 0.75 * Math.sqrt(x.length);
  if (x.length === 0) throw badInput(NAME, 'x', 'has no column', 'Give a row of the inputs of the model.');
  if (scale.length !== x.length || scale.some((step) => step <= 0))
    throw badInput(
      NAME,
      'scale',
      'does not give each column a positive step',
      `Give ${x.length} positive numbers.`,
    );
  if (!(width > 0)) throw badInput(NAME, 'width', `is ${width}`, 'Give a positive number.');
  if (inputs.number('alpha') < 0) throw badInput(NAME, 'alpha', 'is negative', 'Give zero or more.');
  return { x, scale, width, ridge: inputs.number('alpha'), r2Min: inputs.number('r2_min') };
}

function scaleOf(inputs: Inputs, columns: number): Float64Array {
  if (!inputs.has('background')) return new Float64Array(columns).fill(1);
  const background = givenBackground(NAME, inputs, columns);
  return Float64Array.from({ length: columns }, (_, column) => {
    const meanOf = (value: (row: Float64Array) => number): number =>
      background.reduce((sum, row) => sum + value(row), 0) / background.length;
    const mean = meanOf((row) => row[column] as number);
    const deviation = Math.sqrt(meanOf((row) => ((row[column] as number) - mean) ** 2));
    return deviation > 0 ? deviation : 1;
  });
}

function fitDrawn(inputs: Inputs, around: Neighbourhood): ReturnType<typeof lime> {
  const { model } = givenModel(NAME, inputs, around.x.length);
  const samples = inputs.number('count');
  if (samples < around.x.length + 2 || samples > SAMPLES_MAX)
    throw badInput(NAME, 'count', `is ${samples}`, `Give ${around.x.length + 2} to ${SAMPLES_MAX}.`);
  return lime(model, around, { samples, random: new Random(inputs.number('seed')) });
}

function fitGiven(inputs: Inputs, around: Neighbourhood): ReturnType<typeof localFit> {
  const rows = inputs.matrix('samples');
  const predictions = inputs.has('predictions') ? inputs.vector('predictions') : new Float64Array();
  if (rows.length !== predictions.length || rows.length < around.x.length + 2)
    throw badInput(
      NAME,
      'predictions',
      `has ${predictions.length} numbers for ${rows.length} samples`,
      `Give one prediction a sample, and at least ${around.x.length + 2} samples.`,
    );
  if (rows[0]?.length !== around.x.length)
    throw badInput(NAME, 'samples', 'has another number of columns than x', 'Give rows of the same columns.');
  return localFit({ rows, predictions }, around, Number.NaN);
}
