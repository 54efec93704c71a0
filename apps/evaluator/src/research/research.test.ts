import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, HOUR, MINUTE } from '@qca/base';
import { refusalOf } from '@qca/ports/suites';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashFiles } from './hashFiles.ts';
import { measure, metricOf } from './measures.ts';
import { parseSpace } from './parseSpace.ts';
import { choosePeriods, walkForward } from './periods.ts';
import { decodeReturns, encodeReturns } from './TrialRun.ts';

describe('parseSpace', () => {
  it('reads ranges, steps, logarithms and choices', () => {
    expect(parseSpace('fast=5:50:5, rate=log:0.001:1,side=long|short,on=true|false,level=0.0:1,n=3')).toEqual(
      {
        fast: { kind: 'whole', from: 5, to: 50, step: 5 },
        rate: { kind: 'log-real', from: 0.001, to: 1 },
        side: { kind: 'choice', options: ['long', 'short'] },
        on: { kind: 'choice', options: [true, false] },
        level: { kind: 'real', from: 0, to: 1 },
        n: { kind: 'choice', options: [3] },
      },
    );
  });

  it('reads JSON', () => {
    const space = {
      a: { kind: 'real', from: 0, to: 1, step: 0.5 },
      b: { kind: 'choice', options: [1, 'x'] },
    };
    expect(parseSpace(JSON.stringify(space))).toEqual(space);
  });

  it.each([
    '',
    'fast',
    'fast=',
    'fast=1:2:3:4',
    'fast=a:b',
    'fast=1:',
    'fast=1:2,fast=3:4',
    'fa st=1:2',
    'fast=5:1',
    'rate=log:0:1',
    'rate=log:1:2:3',
    '{',
    '{"a":1}',
    '{"a":{"kind":"prime","from":1,"to":2}}',
    '{"a":{"kind":"real","from":1}}',
    '{"a":{"kind":"real","from":1,"to":"2"}}',
    '{"a":{"kind":"real","from":1,"to":2,"by":1}}',
    '{"a":{"kind":"log-real","from":1,"to":2,"step":1}}',
    '{"a":{"kind":"choice","options":[[]]}}',
    '{"a":{"kind":"choice","options":[1],"from":1}}',
  ])('refuses %s', async (text) => {
    expect(await refusalOf(() => parseSpace(text))).toMatchObject({ kind: 'bad-space', where: '--space' });
  });
});

describe('periods', () => {
  it('takes days where there are sixty of them, else hours or minutes', () => {
    const of = (us: number) => choosePeriods({ firstUs: 0, lastUs: us });
    expect(of(60 * DAY)).toMatchObject({ name: '1d', count: 60, perYear: 365.25 });
    expect(of(59.5 * DAY)).toMatchObject({ name: '1d', count: 60 });
    expect(of(59 * DAY)).toMatchObject({ name: '1h', count: 59 * 24 });
    expect(of(10 * HOUR)).toMatchObject({ name: '5m', count: 120 });
    expect(of(2 * HOUR)).toMatchObject({ name: '1m', count: 120 });
  });

  it('refuses what is too short to judge', async () => {
    expect((await refusalOf(() => choosePeriods({ firstUs: 0, lastUs: 30 * MINUTE }))).kind).toBe(
      'too-little-data',
    );
  });

  it('tests every period behind the first block once, by all that came before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 120, max: 3000 }), fc.integer({ min: 1, max: 11 }), (count, folds) => {
        const steps = walkForward(count, folds);
        expect(steps).toHaveLength(folds);
        expect(steps.at(-1)?.test.to).toBe(count);
        for (const [index, { train, test }] of steps.entries()) {
          expect(train).toEqual({ from: 0, to: test.from });
          expect(test.from).toBe(
            index === 0 ? train.to : (steps[index - 1] as (typeof steps)[number]).test.to,
          );
          expect(Math.abs(test.to - test.from - count / (folds + 1))).toBeLessThan(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses more steps than there is data for', async () => {
    expect(await refusalOf(() => walkForward(100, 10))).toMatchObject({
      kind: 'too-many-folds',
      remedy: 'Give at most 9.',
    });
    expect(walkForward(100, 9)).toHaveLength(9);
  });
});

describe('measure', () => {
  it('is what the definitions say', () => {
    // Wealth 1.1, 0.88, 0.968: mean 0, so the ratio is 0; the fall from 1.1 to 0.88 is a fifth.
    const measured = measure(Float64Array.of(0.1, -0.2, 0.1), 3);
    expect(measured.n).toBe(3);
    expect(measured.sharpe).toBeCloseTo(0, 12);
    expect(measured.totalReturn).toBeCloseTo(-0.032, 12);
    expect(measured.annualReturn).toBeCloseTo(-0.032, 12);
    expect(measured.maxDrawdown).toBeCloseTo(-0.2, 12);
    expect(measured.calmar).toBeCloseTo(-0.16, 12);
    // Deviations 0.1, −0.2, 0.1: squares sum to 0.06, over 2 is 0.03, a year has 3 periods.
    expect(measured.volatility).toBeCloseTo(0.3, 12);
    expect(metricOf(measured, 'return')).toBe(measured.totalReturn);
    expect(metricOf(measured, 'calmar')).toBe(measured.calmar);
  });

  it('has no ratios where nothing moved', () => {
    expect(measure(new Float64Array(9), 365)).toMatchObject({
      totalReturn: 0,
      sharpe: 0,
      maxDrawdown: 0,
      calmar: 0,
    });
  });
});

it('carries returns through text bit for bit', () => {
  fc.assert(
    fc.property(fc.float64Array({ noNaN: true }), (returns) => {
      expect(decodeReturns(encodeReturns(returns))).toEqual(returns);
    }),
    { numRuns: 50 },
  );
  const part = Float64Array.of(1, 2, 3).subarray(1);
  expect([...decodeReturns(encodeReturns(part))]).toEqual([2, 3]);
});

describe('hashFiles', () => {
  it('hangs on names and content of the market, not on where it lies or what else lies there', async () => {
    const make = (files: Record<string, string>) => {
      const folder = mkdtempSync(join(tmpdir(), 'qca-data-'));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return folder;
    };
    const folders = [
      make({ 'a.csv': '1', 'b.csv': '2' }),
      make({ 'b.csv': '2', 'a.csv': '1', 'README.md': 'x' }),
      make({ 'a.csv': '1', 'b.csv': '3' }),
      make({ 'a.csv': '1', 'c.csv': '2' }),
    ];
    const [one, same, other, renamed] = await Promise.all(folders.map(hashFiles));
    for (const folder of folders) rmSync(folder, { recursive: true });
    expect(same).toBe(one);
    expect(new Set([one, other, renamed]).size).toBe(3);
  });
});
