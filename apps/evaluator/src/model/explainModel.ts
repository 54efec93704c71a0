import { Random } from '@qca/base';
import {
  ATTRIBUTION_NOTE,
  columnPlayers,
  summariseAttributions,
  type TreeEnsemble,
  treeShapInterventional,
  treesFromOnnxAttributes,
} from '@qca/explanation';
import { findOnnxTrees, type ModelFeature, type ModelInputs } from '@qca/models';
import { InstrumentFeatures } from '@qca/models/features';
import type { ModelRunner } from '@qca/ports';
import { type Attribution, type EvaluationReport, figure } from '../report/EvaluationReport.ts';
import { type AlignedBars, BAR_FIELDS, sliceBars } from './alignBars.ts';
import type { Prepared } from './prepare.ts';
import { runModel } from './runModel.ts';

type Attributions = EvaluationReport['attributions'];

export interface ExplainOptions {
  readonly runner: ModelRunner;
  readonly seed: number;
}

/** Decisions that are explained, and rows that stand for "not told": enough for means that hold in the first digits. */
const EXPLAINED_ROWS = 200;
const BACKGROUND_ROWS = 100;
/** Bars behind the warm-up on which columns are mixed up. */
const MIXED_STEPS = 500;

/**
 * Says what a model looks at: exact Shapley values of its features where it is an ensemble of trees that reads them itself, and
 * else how much its answers move when one column of its bars is mixed up in time.
 */
export async function explainModel(prepared: Prepared, options: ExplainOptions): Promise<Attributions> {
  const { format, inputs } = prepared.model.manifest;
  if (format === 'onnx' && inputs !== undefined) {
    const trees = readTrees(prepared, inputs);
    if (trees !== undefined) return treeAttributions(prepared, inputs, { trees, seed: options.seed });
  }
  return mixedColumns(prepared, options);
}

function readTrees({ model }: Prepared, { features, window }: ModelInputs): TreeEnsemble | undefined {
  const found = findOnnxTrees(model.artefact);
  if (found === undefined) return undefined;
  const target = model.manifest.output.column ?? 0;
  const read = treesFromOnnxAttributes(found.attributes as never, {
    columns: features.length * window,
    target,
  });
  return read.ok ? read.value : undefined;
}

function treeAttributions(
  prepared: Prepared,
  inputs: ModelInputs,
  { trees, seed }: { trees: TreeEnsemble; seed: number },
): Attributions {
  const rows = featureRows(prepared, inputs);
  const random = new Random(seed).fork('explanations');
  const draw = (count: number): Float64Array[] =>
    Array.from({ length: Math.min(count, rows.length) }, () => random.pick(rows));
  const background = draw(BACKGROUND_ROWS);
  const names = featureNames(inputs);
  const players = columnPlayers(names);
  const explained = draw(EXPLAINED_ROWS);
  const phi = explained.map((x) => treeShapInterventional(trees, { x, background, players }).phi);
  const { meanAbs, mean } = summariseAttributions({ phi, rows: explained, players });
  return {
    method: `Exact interventional Shapley values of the trees over ${explained.length} decisions against ${background.length} others, in the unit of their raw score. ${ATTRIBUTION_NOTE}`,
    rows: ranked(
      names.map((feature, index) => ({
        feature,
        meanAbsolute: meanAbs[index] as number,
        mean: mean[index] as number,
      })),
    ),
  };
}

/** What the model was fed with in the evaluated time, for the first instrument. Shape: [row][window × feature]. */
function featureRows({ bars, first }: Prepared, inputs: ModelInputs): Float64Array[] {
  const features = new InstrumentFeatures(inputs);
  const width = bars.instruments.length * BAR_FIELDS;
  const rows: Float64Array[] = [];
  for (let step = 0; step < bars.timeUs.length; step += 1) {
    const [open = 0, high = 0, low = 0, close = Number.NaN, volume = 0] = bars.values.subarray(
      step * width,
      step * width + BAR_FIELDS,
    );
    if (Number.isNaN(close)) continue;
    const known = features.next({ open, high, low, close, volume }, bars.timeUs[step] as number, 0);
    if (known && step >= first) rows.push(Float64Array.from(features.tensor));
  }
  return rows;
}

function featureNames({ features, window }: ModelInputs): string[] {
  const names = features.map(nameOf);
  if (window === 1) return names;
  return Array.from({ length: window }, (_, bar) =>
    names.map((name) => `${name}, ${window - 1 - bar} bars ago`),
  ).flat();
}

function nameOf({ indicator, parameters, output, lag }: ModelFeature): string {
  const values = Object.values(parameters ?? {});
  const inside = [...values, ...(output === undefined ? [] : [output])].join(', ');
  return `${indicator}${inside === '' ? '' : ` (${inside})`}${lag === undefined || lag === 0 ? '' : `, ${lag} bars ago`}`;
}

/** Columns that are mixed up one after another; prices move together, since a close without its bar is no bar. */
const COLUMNS: readonly { readonly name: string; readonly fields: readonly number[] }[] = [
  { name: 'range of the bar', fields: [1, 2] },
  { name: 'volume', fields: [4] },
];

async function mixedColumns(prepared: Prepared, { runner, seed }: ExplainOptions): Promise<Attributions> {
  const { model, bars } = prepared;
  const { warmup } = model.manifest;
  const part = sliceBars(bars, Math.max(0, bars.timeUs.length - warmup - MIXED_STEPS), bars.timeUs.length);
  const say = (given: AlignedBars): Promise<Float64Array> =>
    runModel(runner, model, given, { seed, reuse: true });
  const truth = await say(part);
  const tell = async (feature: string, mixed: AlignedBars): Promise<Row> => ({
    feature,
    ...moved(truth, await say(mixed)),
  });
  const found: Row[] = [];
  for (const [column, id] of bars.instruments.entries()) {
    const random = new Random(seed).fork(id);
    found.push(await tell(`prices of ${id}`, mixReturns(part, column, random)));
    for (const { name, fields } of COLUMNS)
      found.push(await tell(`${name} of ${id}`, mixFields(part, { column, fields }, random)));
  }
  return {
    method: `How far outputs move, on average over ${MIXED_STEPS} bars, when one column of the bars is put in a random order. ${ATTRIBUTION_NOTE}`,
    rows: ranked(found),
  };
}

interface Row {
  readonly feature: string;
  readonly meanAbsolute: number;
  readonly mean: number;
}

function ranked(rows: readonly Row[]): Attribution[] {
  return [...rows]
    .sort((one, other) => other.meanAbsolute - one.meanAbsolute)
    .map(({ feature, meanAbsolute, mean }) => ({
      feature,
      meanAbsolute: figure(meanAbsolute),
      mean: figure(mean),
    }));
}

function moved(truth: Float64Array, other: Float64Array): Omit<Row, 'feature'> {
  let size = 0;
  let signed = 0;
  let count = 0;
  for (let cell = 0; cell < truth.length; cell += 1) {
    const move = (other[cell] as number) - (truth[cell] as number);
    if (Number.isNaN(move)) continue;
    size += Math.abs(move);
    signed += move;
    count += 1;
  }
  return { meanAbsolute: count === 0 ? 0 : size / count, mean: count === 0 ? 0 : signed / count };
}

/** The same returns of one instrument in another order; each bar keeps its form around its close. */
function mixReturns(bars: AlignedBars, column: number, random: Random): AlignedBars {
  const values = bars.values.slice();
  const cells = cellsOf(bars, column);
  const returns = cells.map((at, index) =>
    index === 0
      ? 1
      : (bars.values[at + 3] as number) / (bars.values[(cells[index - 1] as number) + 3] as number),
  );
  const order = shuffled(cells.length - 1, random);
  let price = bars.values[(cells[0] ?? 0) + 3] as number;
  for (let index = 1; index < cells.length; index += 1) {
    price *= returns[(order[index - 1] as number) + 1] as number;
    const at = cells[index] as number;
    const factor = price / (bars.values[at + 3] as number);
    for (let field = 0; field < 4; field += 1)
      values[at + field] = (bars.values[at + field] as number) * factor;
  }
  return { ...bars, values };
}

/** Some fields of one instrument, relative to the close where they are prices, in another order. */
function mixFields(
  bars: AlignedBars,
  { column, fields }: { column: number; fields: readonly number[] },
  random: Random,
): AlignedBars {
  const values = bars.values.slice();
  const cells = cellsOf(bars, column);
  const order = shuffled(cells.length, random);
  for (const [index, at] of cells.entries()) {
    const from = cells[order[index] as number] as number;
    for (const field of fields) {
      const scale = field === 4 ? 1 : (bars.values[at + 3] as number) / (bars.values[from + 3] as number);
      values[at + field] = (bars.values[from + field] as number) * scale;
    }
    // A high below the open would be no bar.
    values[at + 1] = Math.max(values[at] as number, values[at + 1] as number, values[at + 3] as number);
    values[at + 2] = Math.min(values[at] as number, values[at + 2] as number, values[at + 3] as number);
  }
  return { ...bars, values };
}

function cellsOf({ values, instruments, timeUs }: AlignedBars, column: number): number[] {
  return Array.from(timeUs, (_, step) => (step * instruments.length + column) * BAR_FIELDS).filter(
    (at) => !Number.isNaN(values[at + 3] as number),
  );
}

function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: Math.max(0, count) }, (_, index) => index);
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = random.nextBelow(index + 1);
    const kept = order[index] as number;
    order[index] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
