import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT, runCli } from '../runCli.ts';

// A model in its real sandbox: each run of it is a process, and an evaluation makes some twenty.
vi.setConfig({ testTimeout: 240_000 });

const MARKET = resolve(import.meta.dirname, '../../../../markets/bitstamp');
const SCRIPT = `export default {
  start({ parameters }) { this.length = parameters.length; this.closes = []; },
  onBars({ close }) {
    this.closes.push(close[0]);
    if (this.closes.length > this.length) this.closes.shift();
    if (this.closes.length < this.length) return null;
    return [close[0] > this.closes.reduce((sum, value) => sum + value, 0) / this.length ? 1 : 0];
  },
};
`;
const MANIFEST = {
  ...{
    schema: 'qca-model/1',
    name: 'average',
    version: '1.0.0',
    author: 'A. Developer',
    licence: 'Apache-2.0',
  },
  ...{ summary: 'Holds what stands above its average <b>.', format: 'script', artefact: 'average.js' },
  ...{
    universe: ['BTCUSD'],
    interval: '1h',
    horizon: 24,
    warmup: 100,
    output: { meaning: 'target-weights' },
  },
  parameters: { length: 100 },
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-model-'));
  writeFileSync(join(folder, 'average.js'), SCRIPT);
  writeFileSync(join(folder, 'average.manifest.json'), JSON.stringify(MANIFEST));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function qca(...words: readonly string[]) {
  let said = '';
  let noted = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += String(text);
    return true;
  });
  process.exitCode = undefined;
  const code = await runCli([...words, '--home', join(folder, 'home')]);
  process.exitCode = undefined;
  vi.restoreAllMocks();
  return { code, said, noted, document: words.includes('--json') ? JSON.parse(said) : undefined };
}

const span = ['--data', MARKET, '--from', '2020-02-01', '--to', '2020-05-15', '--adversary-paths', '0'];

describe('qca model', () => {
  it('evaluates, keeps the report and its page, and makes the same again', async () => {
    const page = join(folder, 'report.html');
    const book = join(folder, 'average.book.json');
    const { code, document } = await qca(
      'model',
      'evaluate',
      join(folder, 'average.js'),
      ...span,
      '--html',
      page,
      '--book',
      book,
      '--json',
    );
    expect(code).toBe(EXIT.done);
    expect(document).toMatchObject({
      model: { hash: expect.stringMatching(/^[0-9a-f]{64}$/), format: 'script', name: 'average' },
      data: {
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        from: '2020-02-01T00:00:00.000000Z',
        to: '2020-05-15T00:00:00.000000Z',
        days: 104,
      },
      verdict: 'refused',
      trials: { developer: 'A.-Developer', count: 1 },
      report: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    for (const { name, value, threshold, passed } of document.gates)
      expect([name, typeof threshold, typeof passed, value !== undefined]).toEqual([
        name,
        'number',
        'boolean',
        true,
      ]);
    for (const key of ['metrics', 'costs', 'stress', 'leaks', 'timing']) expect(document).toHaveProperty(key);
    expect(document.leaks.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([]);
    const html = readFileSync(page, 'utf8');
    for (const text of [
      'Holds what stands above its average &lt;b&gt;.',
      'future-noise',
      document.report.hash,
      'not causes of the market',
    ])
      expect(html).toContain(text);
    expect(html).not.toContain('<b>.');
    expect(JSON.parse(readFileSync(book, 'utf8'))).toMatchObject({
      name: 'average',
      hash: document.model.hash,
    });

    const again = await qca('model', 'verify', document.report.path, '--json');
    expect([again.code, again.document]).toEqual([
      EXIT.done,
      { same: true, firstDifference: null, hash: document.report.hash },
    ]);

    writeFileSync(join(folder, 'average.js'), `${SCRIPT} `);
    const changed = await qca('model', 'verify', document.report.path, '--json');
    expect([changed.code, changed.document.firstDifference.path]).toEqual([EXIT.failed, 'report.model.hash']);
    writeFileSync(join(folder, 'average.js'), SCRIPT);

    const text = readFileSync(document.report.path, 'utf8');
    const forged = join(folder, 'forged.json');
    writeFileSync(forged, text.replace('"verdict":"refused"', '"verdict":"passed"'));
    const lines = await qca('model', 'verify', forged);
    expect([lines.code, lines.said]).toEqual([
      EXIT.failed,
      expect.stringMatching(/^Not the same. First difference: hash\n/),
    ]);
  });

  it.each([
    ['no data', ['model', 'evaluate', 'x.js'], EXIT.wrongUse],
    ['a model that is not there', ['model', 'evaluate', '/nowhere/x.js', '--data', MARKET], EXIT.failed],
    [
      'books that are not there',
      ['model', 'evaluate', 'AVERAGE', '--data', MARKET, '--listed', '/nowhere'],
      EXIT.wrongUse,
    ],
    [
      'one page for two models',
      ['model', 'evaluate', 'AVERAGE', 'AVERAGE', '--data', MARKET, '--html', 'x.html'],
      EXIT.wrongUse,
    ],
    ['a report that is not there', ['model', 'verify', '/nowhere/report.json'], EXIT.wrongUse],
    ['a report that is none', ['model', 'verify', 'MANIFEST'], EXIT.failed],
  ])('refuses %s', async (_what, words, expected) => {
    const named = words.map(
      (word) =>
        ({ AVERAGE: join(folder, 'average.js'), MANIFEST: join(folder, 'average.manifest.json') })[word] ??
        word,
    );
    const { code, noted } = await qca(...named);
    expect(code).toBe(expected);
    expect(noted).not.toMatch(/\n\s+at /);
  });
});

describe('qca stats', () => {
  it('lists all, and one in full', async () => {
    const all = await qca('stats', 'list', '--json');
    expect(all.document.estimators.length).toBeGreaterThan(150);
    expect((await qca('stats', 'list')).said).toMatch(/^psr +/m);
    expect((await qca('stats', 'list', '--name', 'psr')).said).toMatch(
      /source: Bailey[\s\S]* in {3}sr \(number,/,
    );
    expect((await qca('stats', 'list', '--name', 'nothing')).code).toBe(EXIT.wrongUse);
  });

  it('answers from JSON and from CSV, as lines and as JSON', async () => {
    const input = join(folder, 'psr.json');
    writeFileSync(input, JSON.stringify({ n: 24, skew: -2.448, kurt: 10.164, sr: 0.458 }));
    expect((await qca('stats', 'psr', '--input', input, '--json')).document.psr).toBeCloseTo(
      0.913361083860933,
      12,
    );
    expect((await qca('stats', 'psr', '--input', input)).said).toMatch(/^psr: 0\.9133/);
    const csv = join(folder, 'returns.csv');
    writeFileSync(csv, 'date,returns\n2024-01-01,0.01\n2024-01-02,-0.02\n2024-01-03,0.03\n');
    expect((await qca('stats', 'max-drawdown', '--input', csv, '--json')).document).toMatchObject({
      max_drawdown: expect.closeTo(-0.02, 12),
    });
  });

  it.each([
    [['stats', 'nothing', '--json'], 'unknown-estimator'],
    [['stats', 'psr', '--json'], 'bad-input'],
    [['stats', 'psr', '--input', '/nowhere.json', '--json'], 'bad-input-file'],
  ])('refuses %j', async (words, kind) => {
    const { code, document } = await qca(...words);
    expect([code === EXIT.done, document.error.kind]).toEqual([false, kind]);
  });
});
