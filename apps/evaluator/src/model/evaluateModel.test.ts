import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Random } from '@qca/base';
import type { ModelRunner } from '@qca/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unfigure } from '../report/EvaluationReport.ts';
import { readSealed } from '../report/sealReport.ts';
import { averageModel, FunctionRunner } from '../testing/FunctionRunner.fixture.ts';
import { type Evaluated, type EvaluateOptions, evaluateModel } from './evaluateModel.ts';
import { GATES } from './gates.ts';
import { verifyReport } from './verifyReport.ts';

const BITSTAMP = join(import.meta.dirname, '../../../../markets/bitstamp');
const MANIFEST = {
  schema: 'qca-model/1',
  name: 'average',
  version: '1.0.0',
  author: 'A. Developer',
  licence: 'Apache-2.0',
  summary: 'Holds what stands above its average.',
  format: 'script',
  artefact: 'average.js',
  universe: ['BTCUSD'],
  interval: '1h',
  horizon: 24,
  warmup: 200,
  output: { meaning: 'target-weights' },
  parameters: { length: 200 },
};

let folder: string;
let runner: FunctionRunner;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-evaluate-'));
  writeModel('average', {});
  runner = new FunctionRunner(({ variant }) => averageModel(variant?.['length'] ?? 200));
});
afterAll(() => rmSync(folder, { recursive: true }));

function writeModel(name: string, changes: Record<string, unknown>): string {
  writeFileSync(join(folder, `${name}.js`), 'export default { onBars: () => null };\n');
  writeFileSync(
    join(folder, `${name}.manifest.json`),
    JSON.stringify({ ...MANIFEST, artefact: `${name}.js`, ...changes }),
  );
  return join(folder, `${name}.js`);
}

const options = (changes: Partial<EvaluateOptions> = {}): EvaluateOptions => ({
  modelPath: join(folder, 'average.js'),
  dataPath: BITSTAMP,
  fromUs: Date.parse('2020-06-01') * 1000,
  toUs: Date.parse('2020-10-01') * 1000,
  seed: 1,
  budget: 10_000,
  developer: undefined,
  runner,
  listed: [],
  adversaryPaths: 8,
  width: 2,
  trials: join(folder, 'trials'),
  ...changes,
});

describe('an evaluation', () => {
  let one: Evaluated;
  let two: Evaluated;

  beforeAll(async () => {
    one = await evaluateModel(options());
    two = await evaluateModel(options());
  });

  it('says the same twice, to the hash', () => {
    expect(two.sealed.hash).toBe(one.sealed.hash);
    expect(two.sealed.report).toEqual(one.sealed.report);
  });

  it('holds every gate that applies, and passes only when all are passed', () => {
    const { gates, verdict } = one.sealed.report;
    const needless = ['pbo', 'contribution'];
    expect(gates.map(({ name }) => name)).toEqual(
      Object.keys(GATES).filter((name) => !needless.includes(name)),
    );
    for (const { name, value, comparison, threshold, passed } of gates) {
      const number = unfigure(value);
      expect([name, passed]).toEqual([
        name,
        comparison === 'at-least' ? number >= threshold : number <= threshold,
      ]);
    }
    expect(verdict).toBe(gates.every(({ passed }) => passed) ? 'passed' : 'refused');
  });

  it('adds up: costs lie between gross and net, months and folds multiply to the whole', () => {
    const { costs, metrics, months, folds, curves } = one.sealed.report;
    expect(unfigure(costs.grossReturn)).toBeGreaterThan(unfigure(costs.netReturn));
    const net = 1 + unfigure(metrics['total-return'] ?? null);
    expect(months.reduce((product, { total }) => product * (1 + unfigure(total)), 1)).toBeCloseTo(net, 10);
    expect(folds.reduce((product, { totalReturn }) => product * (1 + unfigure(totalReturn)), 1)).toBeCloseTo(
      net,
      10,
    );
    expect(unfigure(curves.net.at(-1) ?? null)).toBeCloseTo(net, 10);
    const spent = [...curves.fees, ...curves.slippage].reduce((sum: number, each) => sum + unfigure(each), 0);
    expect(unfigure(costs.fees) + unfigure(costs.slippage)).toBeCloseTo(spent, 6);
    const returns = costs.sensitivity.map(({ annualReturn }) => unfigure(annualReturn));
    expect([...returns].sort((a, b) => b - a)).toEqual(returns);
  });

  it('covers the asked days, warmed up by what lies before them', () => {
    const { data } = one.sealed.report;
    expect([data.from, data.to, data.days, data.bars]).toEqual([
      '2020-06-01T00:00:00.000000Z',
      '2020-10-01T00:00:00.000000Z',
      122,
      122 * 24,
    ]);
    expect(one.book.weights.some(Number.isNaN)).toBe(false);
  });

  it('counts a trial once, however often it is run, and another model as another', async () => {
    expect(one.sealed.report.trials).toMatchObject({ developer: 'A.-Developer', count: 1, effective: 1 });
    expect(two.sealed.report.trials).toEqual(one.sealed.report.trials);
    const longer = new FunctionRunner(() => averageModel(120));
    const modelPath = writeModel('longer', { name: 'longer' });
    const other = await evaluateModel(options({ modelPath, runner: longer, adversaryPaths: 0 }));
    expect(other.sealed.report.trials.count).toBe(2);
    const { dsr, psr } = other.sealed.report.metrics;
    if (other.sealed.report.trials.effective > 1)
      expect(unfigure(dsr ?? null)).toBeLessThan(unfigure(psr ?? null));
  });

  it('is verified, also after other trials were made', async () => {
    expect(
      await verifyReport(JSON.parse(JSON.stringify(one.sealed)), { runner, listed: [], width: 1 }),
    ).toEqual({
      same: true,
      firstDifference: null,
      hash: one.sealed.hash,
    });
  });

  it('is found out when one number of it was changed', async () => {
    const text = JSON.stringify(one.sealed);
    const sharpe = String(one.sealed.report.metrics['sharpe']);
    const better = readSealed(text.replace(`"sharpe":${sharpe}`, '"sharpe":3.5'), 'report');
    expect(await verifyReport(better, { runner, listed: [], width: 1 })).toMatchObject({
      same: false,
      firstDifference: { path: 'hash', stated: one.sealed.hash },
    });
  });

  it('is found out when it was sealed again over other numbers, model or data', async () => {
    const { hashReport } = await import('../report/sealReport.ts');
    const report = { ...one.sealed.report, metrics: { ...one.sealed.report.metrics, sharpe: 3.5 } };
    const resealed = { ...one.sealed, report, hash: hashReport(report) };
    expect((await verifyReport(resealed, { runner, listed: [], width: 1 })).firstDifference).toMatchObject({
      path: 'report.metrics.sharpe',
      stated: 3.5,
      found: one.sealed.report.metrics['sharpe'],
    });
    const data = changedByOneByte();
    expect(
      (await verifyReport(one.sealed, { runner, listed: [], width: 1, dataPath: data })).firstDifference
        ?.path,
    ).toBe('report.data.hash');
    const modelPath = join(folder, 'copy/average.js');
    cpSync(join(folder, 'average.js'), modelPath);
    cpSync(join(folder, 'average.manifest.json'), join(folder, 'copy/average.manifest.json'));
    writeFileSync(modelPath, `${readFileSync(modelPath, 'utf8')} `);
    expect(
      (await verifyReport(one.sealed, { runner, listed: [], width: 1, modelPath })).firstDifference?.path,
    ).toBe('report.model.hash');
  });
});

/** The market with one digit of one volume changed, in a bar before the evaluated ones. */
function changedByOneByte(): string {
  const path = join(folder, 'bitstamp');
  cpSync(BITSTAMP, path, { recursive: true });
  const file = join(path, 'bitstamp_btcusd_1h.csv.gz');
  const rows = gunzipSync(readFileSync(file)).toString().split('\n');
  const row = rows[500] as string;
  const digit = row.lastIndexOf('.') - 1;
  rows[500] = `${row.slice(0, digit)}${row[digit] === '1' ? '2' : '1'}${row.slice(digit + 1)}`;
  writeFileSync(file, gzipSync(rows.join('\n')));
  return path;
}

describe('a walk forward over variants', () => {
  it('plays in each block the variant that was best before it, counts each as a trial, and measures overfitting', async () => {
    const modelPath = writeModel('variants', {
      name: 'variants',
      author: 'Another',
      variants: { short: { length: 24 }, middle: { length: 72 } },
    });
    const { sealed } = await evaluateModel(options({ modelPath, adversaryPaths: 0 }));
    const { trials, folds, overfitting, gates } = sealed.report;
    expect(trials.count).toBe(3);
    expect(folds).toHaveLength(5);
    expect(folds.every(({ variant }) => ['as-is', 'short', 'middle'].includes(variant))).toBe(true);
    expect(overfitting.variants).toBe(3);
    expect(unfigure(overfitting.pbo)).toBeGreaterThanOrEqual(0);
    expect(gates.some(({ name }) => name === 'pbo')).toBe(true);
    expect(sealed.report.data.days).toBe(122 - Math.floor(122 / 6));
  });
});

describe('a model against the listed ones', () => {
  it('adds nothing as a copy, and is named', async () => {
    const { sealed: first, book } = await evaluateModel(options({ adversaryPaths: 0 }));
    const modelPath = writeModel('thief', { name: 'thief', author: 'Thief' });
    const listed = [{ ...book, name: 'average', hash: first.report.model.hash }];
    const { sealed } = await evaluateModel(options({ modelPath, listed, adversaryPaths: 0 }));
    expect(sealed.report.contribution).toMatchObject({ annualReturn: 0, correlation: expect.closeTo(1, 9) });
    const failed = sealed.report.gates.filter(({ passed }) => !passed).map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining(['copy', 'contribution']));
  });
});

describe('what is refused', () => {
  const refusal = async (changes: Partial<EvaluateOptions>): Promise<string> => {
    try {
      await evaluateModel(options(changes));
    } catch (error) {
      return (error as { kind?: string }).kind ?? String(error);
    }
    return 'nothing';
  };

  it.each([
    ['too-little-data', { name: 'late', trainedUntil: '2020-09-25' }],
    ['no-instrument', { name: 'unknown', universe: ['DOGEUSD'] }],
    ['wrong-interval', { name: 'minutes', interval: '1m' }],
  ])('%s', async (kind, changes) => {
    expect(await refusal({ modelPath: writeModel(String(changes.name), changes) })).toBe(kind);
  });

  it('a model that answers differently in a second process is caught, not refused', async () => {
    let run = 0;
    const fickle: ModelRunner = new FunctionRunner(() => {
      run += 1;
      const random = new Random(run);
      return ({ closes }) => closes.map(() => random.nextFloat());
    });
    const { sealed } = await evaluateModel(
      options({ modelPath: writeModel('fickle', { name: 'fickle' }), runner: fickle, adversaryPaths: 0 }),
    );
    expect(sealed.report.leaks.find(({ name }) => name === 'determinism')).toMatchObject({ passed: false });
    expect(sealed.report.verdict).toBe('refused');
  });
});
