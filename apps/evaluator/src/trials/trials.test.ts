import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@qca/base';
import { refusalOf } from '@qca/ports/suites';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { marketKeys } from './marketKeys.ts';
import { openTrials } from './openTrials.ts';
import { BLOCKS_MAX, compactReturns, type Trial } from './Trial.ts';
import { withTrials } from './withTrials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-trials-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DATA = sha256('data');

function trial(change: Partial<Trial> = {}): Trial {
  return {
    developer: 'ada',
    dataHash: DATA,
    purpose: 'grid',
    subject: 'sma-cross',
    parametersHash: sha256('{}'),
    n: 4,
    sharpe: 0.1,
    skew: -0.2,
    kurt: 3.5,
    blocks: [0.01, -0.02],
    ...change,
  };
}

function record(...trials: readonly Trial[]): void {
  const opened = openTrials(folder);
  for (const each of trials) opened.record(each);
  opened.close();
}

function change(file: string, edit: (text: string) => string): void {
  writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), 'utf8')));
}

const kindOf = async (work: () => unknown) => (await refusalOf(work)).kind;

describe('trials', () => {
  it('counts for each developer and data, over openings', () => {
    record(trial({ sharpe: 1 }), trial({ sharpe: 2 }));
    record(
      trial({ sharpe: 4 }),
      trial({ developer: 'bob' }),
      trial({ dataHash: sha256('other'), blocks: [] }),
    );
    const trials = openTrials(folder);
    const own = trials.of('ada', DATA);
    expect([own.count, [...own.sharpes]]).toEqual([3, [1, 2, 4]]);
    // 1, 2, 4 around 7/3: (16/9 + 1/9 + 25/9) / 2.
    expect(own.sharpeVariance).toBeCloseTo(7 / 3, 14);
    expect(own.trials[2]).toEqual(trial({ sharpe: 4 }));
    expect(trials.of('bob', DATA)).toMatchObject({ count: 1, sharpeVariance: 0 });
    expect(trials.of('eve', DATA)).toMatchObject({ count: 0, blocks: [] });
    expect(trials.head.count).toBe(5);
    trials.close();
  });

  it('counts the same trial with the same outcome once, and with another outcome again', () => {
    record(trial());
    const trials = openTrials(folder);
    expect(trials.record(trial())).toBe('same');
    expect(trials.record(trial({ sharpe: 0.2 }))).toBe('added');
    expect(trials.record(trial({ sharpe: 0.2 }))).toBe('same');
    expect(trials.of('ada', DATA).count).toBe(2);
    trials.close();
  });

  it('counts what was tried on several instruments once, and all that shares one with them', () => {
    const keys = marketKeys(['kraken:BTC/USD', 'kraken:ETH/USD', 'kraken:BTC/USD'], '1d');
    expect(keys).toHaveLength(2);
    expect(marketKeys(['kraken:BTC/USD'], '1h')).not.toContain(keys[0]);
    const both = keys.map((dataHash) => trial({ dataHash }));
    const alone = trial({ dataHash: keys[0] as typeof DATA, subject: 'other' });
    record(...both, alone);
    const opened = openTrials(folder);
    const counts = [keys, keys.slice(0, 1), keys.slice(1), []].map((some) => opened.of('ada', ...some).count);
    opened.close();
    expect(counts).toEqual([2, 2, 1, 0]);
  });

  it('gives the blocks that can be correlated', () => {
    record(trial({ blocks: [1, 2] }), trial({ blocks: [1] }), trial({ blocks: [3, 4], sharpe: 9 }));
    const trials = openTrials(folder);
    expect(trials.of('ada', DATA).blocks.map((row) => [...row])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    trials.close();
  });

  it.each([
    ['a changed number', 'trials.jsonl', (text: string) => text.replace('"sharpe":2', '"sharpe":0')],
    ['a trial taken out', 'trials.jsonl', (text: string) => text.slice(text.indexOf('\n') + 1)],
    ['trials in another order', 'trials.jsonl', (text: string) => text.split('\n').reverse().join('\n')],
    [
      'trials cut off at the end',
      'trials.jsonl',
      (text: string) => text.slice(0, text.trimEnd().lastIndexOf('\n') + 1),
    ],
    ['an emptied file', 'trials.jsonl', () => ''],
    ['a changed count', 'trials.head', (text: string) => text.replace('3 ', '2 ')],
    ['an unreadable count', 'trials.head', () => ''],
  ])('refuses %s', async (_, file, edit) => {
    record(trial({ sharpe: 1 }), trial({ sharpe: 2 }), trial({ sharpe: 3 }));
    change(file, edit);
    for (let again = 0; again < 2; again += 1)
      expect(await kindOf(() => openTrials(folder))).toBe('trials-changed');
  });

  it('refuses trials without their count', async () => {
    record(trial());
    rmSync(join(folder, 'trials.head'));
    expect(await kindOf(() => openTrials(folder))).toBe('trials-changed');
  });

  it('catches up with a count that a crash has left behind', () => {
    record(trial({ sharpe: 1 }));
    const before = readFileSync(join(folder, 'trials.head'), 'utf8');
    record(trial({ sharpe: 2 }));
    writeFileSync(join(folder, 'trials.head'), before);
    const trials = openTrials(folder);
    expect(trials.head.count).toBe(2);
    trials.close();
    expect(readFileSync(join(folder, 'trials.head'), 'utf8')).toMatch(/^2 [0-9a-f]{64}\n$/);
  });

  it.each([
    ['a developer without a name', { developer: '' }],
    ['a subject with spaces', { subject: 'a b' }],
    ['a purpose with a line break', { purpose: 'a\n' }],
    ['data without a digest', { dataHash: 'abc' }],
    ['parameters without a digest', { parametersHash: '' }],
    ['a broken count', { n: 1.5 }],
    ['a Sharpe ratio that is none', { sharpe: Number.NaN }],
    ['an infinite kurtosis', { kurt: Number.POSITIVE_INFINITY }],
    ['a skewness that is none', { skew: Number.NaN }],
    ['more blocks than returns', { n: 1 }],
    ['blocks beyond the bound', { n: 999, blocks: new Array(BLOCKS_MAX + 1).fill(0) }],
    ['a block that is no number', { blocks: [Number.NaN] }],
  ])('refuses %s and keeps nothing', async (_, bad) => {
    const trials = openTrials(folder);
    expect(await kindOf(() => trials.record(trial(bad)))).toBe('bad-trial');
    trials.close();
    expect(readFileSync(join(folder, 'trials.jsonl'), 'utf8')).toBe('');
  });

  it('waits while another has them open', async () => {
    const first = openTrials(folder);
    const counted = withTrials(folder, (trials) => {
      trials.record(trial());
      return trials.of('ada', DATA).count;
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    first.record(trial({ sharpe: 5 }));
    first.close();
    expect(await counted).toBe(2);
    expect(existsSync(join(folder, 'trials.jsonl.lock'))).toBe(false);
  });
});

describe('compactReturns', () => {
  it('keeps short series as they are and sums long ones', () => {
    expect(compactReturns([0.5, -0.25])).toEqual([0.5, -0.25]);
    expect(compactReturns([])).toEqual([]);
    expect(compactReturns(new Float64Array(513).fill(1))).toEqual(new Array(171).fill(3));
  });

  it('keeps the total and the bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { maxLength: 2000 }),
        (returns) => {
          const blocks = compactReturns(returns);
          const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
          expect(blocks.length).toBeLessThanOrEqual(BLOCKS_MAX);
          expect(total(blocks)).toBeCloseTo(total(returns), 4);
        },
      ),
      { numRuns: 50 },
    );
  });
});
