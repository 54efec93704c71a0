import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hashReport, readSealed } from '../report/sealReport.ts';
import type { EvaluationJob } from './evaluateJob.ts';
import { evaluateManyHere } from './evaluateManyHere.ts';

// Two threads load the program anew, and each model runs in its real sandbox.
vi.setConfig({ testTimeout: 240_000 });

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-many-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function job(name: string, script: string): EvaluationJob {
  writeFileSync(join(folder, `${name}.js`), script);
  const manifest = {
    ...{
      schema: 'qca-model/1',
      name,
      version: '1.0.0',
      author: 'A. Developer',
      licence: 'Apache-2.0',
      summary: 'A test.',
    },
    ...{
      format: 'script',
      artefact: `${name}.js`,
      universe: ['BTCUSD'],
      interval: '1h',
      horizon: 1,
      warmup: 5,
    },
    output: { meaning: 'target-weights' },
  };
  writeFileSync(join(folder, `${name}.manifest.json`), JSON.stringify(manifest));
  return {
    modelPath: join(folder, `${name}.js`),
    dataPath: join(import.meta.dirname, '../../../../markets/bitstamp'),
    fromUs: Date.parse('2020-06-01') * 1000,
    toUs: Date.parse('2020-06-20') * 1000,
    ...{ seed: 1, budget: 10_000, developer: null, listed: null, adversaryPaths: 0 },
    trials: join(folder, 'trials'),
    reports: join(folder, 'reports'),
  };
}

it('evaluates many models as jobs, answers in their order, and does nothing twice', async () => {
  const wanted = [
    job('always', 'export default { onBars: () => [1] };'),
    job('endless', 'export default { onBars() { for (;;); } };'),
    job('never', 'export default { onBars: () => [0] };'),
  ];
  const parts: number[] = [];
  const done = await evaluateManyHere({
    wanted,
    home: folder,
    threads: 2,
    onProgress: (part) => parts.push(part),
  });
  expect(done).toMatchObject([
    { model: wanted[0]?.modelPath, verdict: 'refused', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { model: wanted[1]?.modelPath, refused: expect.stringMatching(/turns/) },
    { model: wanted[2]?.modelPath, failed: expect.arrayContaining(['fills']) },
  ]);
  expect(parts.at(-1)).toBe(1);
  for (const each of done) {
    if (!('path' in each)) continue;
    const sealed = readSealed(readFileSync(each.path, 'utf8'), each.path);
    expect(hashReport(sealed.report)).toBe(each.hash);
  }
  const kept = () => readFileSync(join(folder, 'evaluations/jobs.jsonl'), 'utf8');
  const before = kept();
  expect(await evaluateManyHere({ wanted, home: folder, threads: 1 })).toEqual(done);
  // Nothing was begun again: not a line was written.
  expect(kept()).toBe(before);
});
