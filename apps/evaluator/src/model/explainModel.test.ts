import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unfigure } from '../report/EvaluationReport.ts';
import { averageModel, FunctionRunner } from '../testing/FunctionRunner.fixture.ts';
import { explainModel } from './explainModel.ts';
import { prepare } from './prepare.ts';

const ROOT = join(import.meta.dirname, '../../../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-explain-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A worked example, over the market that ships with the product. */
async function example(name: string, ending: string, changes: Record<string, unknown>) {
  const manifest = JSON.parse(
    readFileSync(join(ROOT, `examples/models/${name}.manifest.json`), 'utf8'),
  ) as Record<string, unknown>;
  writeFileSync(join(folder, `${name}.manifest.json`), JSON.stringify({ ...manifest, ...changes }));
  cpSync(join(ROOT, `examples/models/${name}${ending}`), join(folder, `${name}${ending}`));
  return prepare({
    modelPath: join(folder, `${name}${ending}`),
    dataPath: join(ROOT, 'markets/bitstamp'),
    fromUs: Date.parse('2020-06-01') * 1000,
    toUs: Date.parse('2020-08-01') * 1000,
  });
}

it('divides what trees say among their features, the most important first', async () => {
  const prepared = await example('boosted-trees', '.onnx', {
    universe: ['BTCUSD'],
    trainedUntil: '2020-05-01',
  });
  const runner = new FunctionRunner(() => () => {
    throw new Error('trees are read, and not run');
  });
  const { method, rows } = await explainModel(prepared, { runner, seed: 1 });
  expect(method).toMatch(/^Exact interventional Shapley values .* not causes of the market\.$/);
  expect(rows).toHaveLength(prepared.model.manifest.inputs?.features.length ?? 0);
  const sizes = rows.map(({ meanAbsolute }) => unfigure(meanAbsolute));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes[0]).toBeGreaterThan(0);
  for (const { mean, meanAbsolute } of rows)
    expect(Math.abs(unfigure(mean))).toBeLessThanOrEqual(unfigure(meanAbsolute));
  expect(await explainModel(prepared, { runner, seed: 1 })).toEqual({ method, rows });
});

it('mixes up the bars of a model that reads them itself, and finds what it does not look at', async () => {
  const prepared = await example('momentum', '.js', { universe: ['BTCUSD', 'BTCEUR'], variants: undefined });
  const onlyDollars = new FunctionRunner(() => {
    const model = averageModel(100);
    return ({ timeUs, closes, index }) => [
      0,
      model({ timeUs, closes: [closes[1] as number], index })[0] as number,
    ];
  });
  const { rows } = await explainModel(prepared, { runner: onlyDollars, seed: 1 });
  const found = Object.fromEntries(
    rows.map(({ feature, meanAbsolute }) => [feature, unfigure(meanAbsolute)]),
  );
  expect(Object.keys(found)).toHaveLength(6);
  expect(found['prices of bitstamp:BTC/USD']).toBeGreaterThan(0.1);
  for (const name of [
    'volume of bitstamp:BTC/USD',
    'range of the bar of bitstamp:BTC/USD',
    'prices of bitstamp:BTC/EUR',
  ])
    expect([name, found[name]]).toEqual([name, 0]);
});
