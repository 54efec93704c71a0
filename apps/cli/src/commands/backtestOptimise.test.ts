import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT, runCli } from '../runCli.ts';

// One real instrument over three months, so that a run takes a moment. Threads load the program anew, which takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let root: string;
let data: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'qca-optimise-'));
  data = join(root, 'bitstamp');
  const market = resolve(import.meta.dirname, '../../../../markets/bitstamp');
  const lines = gunzipSync(readFileSync(join(market, 'bitstamp_btcusd_1h.csv.gz')))
    .toString()
    .split('\n');
  const head = lines.findIndex((line) => /^\d/.test(line));
  const rows = [...lines.slice(0, head), ...lines.slice(head, head + 24 * 90)];
  const instruments = JSON.parse(readFileSync(join(market, 'market.json'), 'utf8'));
  writeFolder(data, {
    'bitstamp_btcusd_1h.csv': `${rows.join('\n')}\n`,
    'market.json': JSON.stringify(instruments),
  });
});
afterAll(() => rmSync(root, { recursive: true }));

function writeFolder(folder: string, files: Record<string, string>): void {
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

async function qca(words: readonly string[]) {
  let said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const code = await runCli(words);
  vi.restoreAllMocks();
  return { code, document: JSON.parse(said) };
}

function optimise(home: string, ...words: readonly string[]) {
  const common = ['--data', data, '--home', join(root, home), '--json', '--folds', '2', '--threads', '2'];
  return qca(['backtest', 'optimise', ...common, ...words]);
}

const REVERSION = ['--strategy', 'mean-reversion', '--budget', '10000'];

describe('qca backtest optimise', () => {
  it('tries a grid, counts each point once, and says what the best is worth', async () => {
    const page = join(root, 'page.html');
    const space = 'window=24:72:24,exitZ=0.5:2.5:2';
    const words = [...REVERSION, '--method', 'grid', '--space', space, '--html', page];
    const { code, document } = await optimise('grid', ...words);
    expect(code).toBe(EXIT.done);
    expect(document.runs.map((run: { parameters: unknown }) => run.parameters)).toEqual([
      { window: 24, exitZ: 0.5 },
      { window: 48, exitZ: 0.5 },
      { window: 72, exitZ: 0.5 },
    ]);
    expect(document.refused).toMatchObject({ count: 3, first: expect.stringContaining('"exitZ" is 2.5') });
    const sharpes = document.runs.map((run: { sharpe: number }) => run.sharpe);
    expect(document.best.sharpe).toBe(Math.max(...sharpes));
    expect(document.periods).toEqual({ name: '1d', count: 90, perYear: 365.25 });
    expect(document.walkForward.folds).toHaveLength(2);
    expect(document.walkForward.outOfSample.n).toBe(60);
    expect(document.trials).toMatchObject({ developer: 'local', played: 3, count: 3 });
    expect(document.best.dsr).toBeLessThanOrEqual(document.best.psr);
    expect(document.overfitting.pbo).toBeGreaterThanOrEqual(0);
    expect(document.overfitting.pbo).toBeLessThanOrEqual(1);
    expect(readdirSync(join(root, 'grid/studies'))).toEqual([]);

    const text = readFileSync(page, 'utf8');
    expect(text).toContain('mean-reversion on bitstamp: 3 runs compared');
    expect(text).not.toMatch(/<script|https?:|url\(/);
    for (const [figure] of text.matchAll(/<svg[^>]*>/g))
      expect(figure).toMatch(/role="img" aria-labelledby="[a-z-]+-title [a-z-]+-text"/);
    expect([...text.matchAll(/<desc[^>]*>[^<]{20,}</g)].length).toBeGreaterThanOrEqual(3);

    // The same again: the same document and page, and no trial more.
    const { document: again } = await optimise('grid', ...words);
    expect({ ...again, timing: 0 }).toEqual({ ...document, timing: 0 });
    expect(readFileSync(page, 'utf8')).toBe(text);

    // Another point on the same data comes on top, another developer begins anew.
    const more = [...REVERSION, '--method', 'random', '--trials', '1', '--space', 'window=30:40'];
    expect((await optimise('grid', ...more)).document.trials).toMatchObject({ played: 1, count: 4 });
    const theirs = await optimise('grid', ...more, '--developer', 'ada');
    expect(theirs.document.trials).toMatchObject({ developer: 'ada', count: 1 });
  });

  it('counts the pairs of a vectorised grid with the points of a search', async () => {
    const home = join(root, 'pairs');
    const grid = (...more: string[]) =>
      qca([
        ...['backtest', 'grid', '--data', data, '--home', home, '--json'],
        ...['--fast', '6:12:6', '--slow', '24:48:24', ...more],
      ]);
    const { code, document } = await grid();
    expect([code, document.runs.length]).toEqual([EXIT.done, 4]);
    expect(document.trials).toEqual({ added: 4, count: 4, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await grid()).document.trials).toEqual({ ...document.trials, added: 0 });
    expect((await grid('--developer', 'Ada L.')).document.trials).toMatchObject({ added: 4, count: 4 });
    const one = [...REVERSION, '--method', 'grid', '--space', 'window=36'];
    expect((await optimise('pairs', ...one)).document.trials).toMatchObject({ played: 1, count: 5 });
    const named = await optimise('pairs', ...one, '--developer', 'Ada L.');
    expect(named.document.trials).toMatchObject({ developer: 'Ada-L.', count: 5 });
  });

  it('plays as a backtest does', async () => {
    const { document } = await optimise('same', ...REVERSION, '--method', 'grid', '--space', 'window=36');
    const { document: played } = await qca([
      ...['backtest', 'run', '--data', data, '--home', join(root, 'run'), '--json', ...REVERSION],
      ...['--parameters', '{"mean-reversion":{"window":36}}'],
    ]);
    const [strategy] = played.strategies;
    const [run] = document.runs;
    expect([run.orders, run.fills]).toEqual([strategy.orders, strategy.fills]);
    expect(run.fills).toBeGreaterThan(0);
    const earned = Number.parseFloat(strategy.revenue) + Number.parseFloat(strategy.unrealised);
    expect(10_000 * run.totalReturn).toBeCloseTo(earned, 1);
  });

  it('searches anew in every window where points hang on answers, on one thread as on two', async () => {
    const words = [
      ...REVERSION,
      '--method',
      'tpe',
      '--trials',
      '4',
      '--space',
      'window=12:96',
      '--seed',
      '3',
    ];
    const { document } = await optimise('two', ...words);
    expect(document.runs).toHaveLength(4);
    // Three searches of four points, and the choice of each of two windows played to the end unless it was already.
    expect(document.trials.played).toBeGreaterThanOrEqual(3 * 4);
    expect(document.trials.played).toBeLessThanOrEqual(3 * 4 + 2);
    const { document: one } = await optimise('one', ...words, '--threads', '1');
    expect({ ...one, timing: 0 }).toEqual({ ...document, timing: 0 });
  });

  it('goes on where a crash has left it', async () => {
    const words = [...REVERSION, '--method', 'grid', '--space', 'window=20:60:10', '--threads', '1'];
    const { document } = await optimise('whole', ...words);
    const home = join(root, 'crashed');
    const common = ['--data', data, '--home', home, '--folds', '2'];
    const main = resolve(import.meta.dirname, '../main.ts');
    const child = spawn(process.execPath, [main, 'backtest', 'optimise', ...common, ...words], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolved) => child.once('exit', resolved));
    const studies = join(home, 'studies');
    const kept = () => readdirSync(studies).filter((name) => name.endsWith('.jsonl'));
    await vi.waitFor(() => expect(readFileSync(join(studies, kept()[0] ?? ''), 'utf8')).toContain('"done"'), {
      timeout: 40_000,
      interval: 5,
    });
    child.kill('SIGKILL');
    await ended;
    expect(kept()).toHaveLength(1);
    const { document: resumed } = await optimise('crashed', ...words);
    expect({ ...resumed, timing: 0 }).toEqual({ ...document, timing: 0 });
    expect(kept()).toEqual([]);
  });

  const SPACE = ['--space', 'window=24'];
  it.each([
    ['no strategy', SPACE, '--strategy'],
    ['two strategies', [...REVERSION, '--file', 'x.ts', ...SPACE], '--strategy'],
    ['a space that says nothing', [...REVERSION, '--space', 'window'], '--space'],
    ['a grid without steps', [...REVERSION, '--method', 'grid', '--space', 'entryZ=0.5:2'], '--space'],
    ['a space that the strategy does not take', [...REVERSION, '--space', 'speed=1'], '--space'],
    ['no trials', [...REVERSION, ...SPACE, '--trials', '0'], '--trials'],
    ['more trials than anyone needs', [...REVERSION, ...SPACE, '--trials', '10001'], '--trials'],
    ['no walk', [...REVERSION, ...SPACE, '--folds', '0'], '--folds'],
    ['a walk of too many steps', [...REVERSION, ...SPACE, '--folds', '20'], '--folds'],
    ['a walk beyond the bound', [...REVERSION, ...SPACE, '--folds', '51'], '--folds'],
    ['no threads', [...REVERSION, ...SPACE, '--threads', '0'], '--threads'],
    ['an address of no Redis', [...REVERSION, ...SPACE, '--redis', 'localhost'], '--redis'],
    ['a developer without a name', [...REVERSION, ...SPACE, '--developer', ' '], '--developer'],
    ['an unknown strategy', ['--strategy', 'luck', ...SPACE], '--strategy'],
    ['an end before its start', [...REVERSION, ...SPACE, '--from', '2021', '--to', '2020'], '--to'],
  ])('refuses %s', async (_, words, where) => {
    const { code, document } = await optimise('refused', ...words);
    expect([code, document.error.where]).toEqual([EXIT.wrongUse, where]);
  });

  it('refuses an unknown method', async () => {
    const { code, document } = await optimise('refused', ...REVERSION, ...SPACE, '--method', 'guess');
    expect([code, document.error.kind]).toEqual([EXIT.wrongUse, 'commander.invalidArgument']);
  });
});
