import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BareBook } from './bareBook.ts';
import { measure, summarise } from './measure.ts';
import { OrderBookRunner } from './orderBookRunner.ts';
import { buildExtremeStream, buildOrderStream, mulberry32 } from './orderStream.ts';
import { readArguments } from './readArguments.ts';
import { table } from './table.ts';
import { W3 } from './W3.ts';
import { W3e } from './W3e.ts';
import { check, type Prepared, type Workload } from './Workload.ts';

const known = ['W1', 'W2', 'W3a', 'W3b', 'W4'];

function runner(speeds: readonly number[]) {
  const left = [...speeds];
  return { name: 'given', version: '1', warmUps: 0, run: () => left.shift() ?? 0 };
}

describe('readArguments', () => {
  it('takes every workload, five repeats and the default data when nothing is said', () => {
    const read = readArguments([], known, '/data');
    expect(read).toEqual({
      ok: true,
      value: { json: false, peers: false, repeat: 5, data: '/data', names: known },
    });
  });

  it('takes names by their beginning', () => {
    const words = ['--json', '--peers', '--only', 'W3,W1', '--repeat', '7', '--data', 'here'];
    expect(readArguments(words, known, '/data')).toEqual({
      ok: true,
      value: { json: true, peers: true, repeat: 7, data: 'here', names: ['W1', 'W3a', 'W3b'] },
    });
  });

  it.each([
    [['--only', 'W9'], 'no workload begins with W9; there are W1, W2, W3a, W3b, W4'],
    [['--only', 'W1,X'], 'no workload begins with X'],
    [['--fast'], '--fast'],
    [['W1'], 'W1'],
    [['--repeat', '0'], '--repeat 0 is not a whole number from 1 to 100'],
    [['--repeat', '2.5'], '--repeat 2.5 is not a whole number'],
    [['--repeat', '101'], '--repeat 101 is not'],
    [['--repeat', 'often'], '--repeat often is not'],
  ])('refuses %j', (words, message) => {
    const read = readArguments(words, known, '/data');
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.rejection).toContain(message);
  });

  it('ends with code 2 and the list, with nothing on standard output', () => {
    const script = join(import.meta.dirname, '..', 'bench.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--json', '--only', 'W99'], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('no workload begins with W99; there are W1, W2');
  });
});

describe('measure', () => {
  it('takes turns and reports the middle, the ends and the ratio', async () => {
    const order: string[] = [];
    const told = (name: string, speeds: readonly number[]) => {
      const inner = runner(speeds);
      return {
        ...inner,
        name,
        run: () => {
          order.push(name);
          return inner.run();
        },
        close: () => void order.push(`${name} closed`),
      };
    };
    const workload: Workload = { name: 'W0', title: 'test', prepare: () => prepared };
    const prepared: Prepared = {
      unit: 'x/s',
      ours: told('ours', [30, 10, 20]),
      peers: [told('peer', [4, 6, 5])],
      check: () => [check('same', 1, 1)],
    };
    const report = await measure(workload, prepared, 3);
    expect(report.ours).toEqual({ value: 20, min: 10, max: 30, unit: 'x/s' });
    expect(report.peers).toEqual([{ name: 'peer', version: '1', value: 5, min: 4, max: 6, ratio: 4 }]);
    expect(order).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer', 'ours closed', 'peer closed']);
    expect(table(report)).toContain('ours × 4.00');
  });

  it('warms up before it times', async () => {
    const ours = { ...runner([1, 2, 30, 40]), warmUps: 2 };
    const prepared: Prepared = { unit: 'x/s', ours, peers: [], check: () => [] };
    const report = await measure({ name: 'W0', title: '', prepare: () => prepared }, prepared, 2);
    expect(report.ours).toMatchObject({ value: 35, min: 30, max: 40 });
  });

  it('finds the middle of odd and even counts', () => {
    expect(summarise([5, 1, 3])).toEqual({ value: 3, min: 1, max: 5 });
    expect(summarise([4, 1, 3, 2])).toEqual({ value: 2.5, min: 1, max: 4 });
  });
});

describe('check', () => {
  it.each([
    ['equal numbers', 5, 5, 0, true],
    ['different numbers', 5, 6, 0, false],
    ['numbers within the tolerance', 5, 5.5, 0.5, true],
    ['numbers beyond it', 5, 5.6, 0.5, false],
    ['nothing', 5, 'nothing', 1, false],
    ['NaN', 5, Number.NaN, 1, false],
  ])('%s', (_, expected, actual, tolerance, ok) => {
    expect(check('it', expected, actual, tolerance).ok).toBe(ok);
  });

  it('shows a failed one to a person', () => {
    const checks = [check('levels', 55, 54), check('lots', 1, 1)];
    const ours = { value: 1, min: 1, max: 1, unit: 'x' };
    const text = table({
      workload: 'W0',
      title: '',
      ours,
      peers: [],
      missing: [{ name: 'p', reason: 'gone' }],
      checks,
    });
    expect(text).toContain('checks: 1 of 2 hold');
    expect(text).toContain('FAILED levels: expected 55, got 54');
    expect(text).toContain('p: left out, gone');
  });
});

describe('order streams', () => {
  it('draws what the published generator draws', () => {
    // First numbers of mulberry32 with seed 42, from its definition evaluated in whole numbers of any size.
    const wide = (seed: bigint) => {
      const mask = (1n << 32n) - 1n;
      let state = seed;
      return () => {
        state = (state + 0x6d2b79f5n) & mask;
        let mixed = ((state ^ (state >> 15n)) * (state | 1n)) & mask;
        mixed ^= (mixed + (((mixed ^ (mixed >> 7n)) * (mixed | 61n)) & mask)) & mask;
        return Number((mixed ^ (mixed >> 14n)) & mask) / 2 ** 32;
      };
    };
    const ours = mulberry32(42);
    const theirs = wide(42n);
    for (let i = 0; i < 100; i += 1) expect(ours()).toBe(theirs());
  });

  it.each([
    ['W3a', 200_000, undefined],
    ['W3c', 500_000, 1_000],
  ])('%s ends in the book of its definition', async (name, count, cap) => {
    const stream = buildOrderStream(count, cap);
    expect(stream.count).toBe(count);
    const prepared = await W3.find((workload) => workload.name === name)!.prepare({ data: '' });
    await prepared.ours.run();
    const checks = prepared.check();
    expect(checks.length).toBeGreaterThanOrEqual(4);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('W3e ends as counting says', async () => {
    const prepared = await W3e.prepare({ data: '' });
    await prepared.ours.run();
    expect(prepared.check().filter(({ ok }) => !ok)).toEqual([]);
    expect(prepared.check()).toHaveLength(15);
  });

  it('reports every traded lot', () => {
    const ours = new OrderBookRunner({ crossing: buildExtremeStream('crossing') });
    ours.run();
    // Fifty thousand buys of ten lots meet as many sells.
    expect(ours.reportedLots).toBe(500_000);
    const details = ours.details();
    expect(details['p50 ns']).toBeGreaterThan(0);
    expect(details['p99 ns']).toBeGreaterThanOrEqual(details['p50 ns'] as number);
  });

  it('lets the bare book run it too', () => {
    expect(new BareBook(buildOrderStream(5000)).run()).toBeGreaterThan(0);
  });
});
