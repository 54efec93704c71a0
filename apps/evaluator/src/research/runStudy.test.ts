import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DAY } from '@qca/base';
import type { Job, Jobs, NewJob } from '@qca/ports';
import { refusalOf } from '@qca/ports/suites';
import type { Point } from '@qca/search';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { comparisonPage } from './comparisonPage.ts';
import { parseSpace } from './parseSpace.ts';
import { runStudy } from './runStudy.ts';
import type { StudyChoice } from './Study.ts';
import { encodeReturns, type PlayedTrial, type TrialRun } from './TrialRun.ts';

// A real market of ninety days, and trials that nobody plays: returns are made up, so that every choice is known.

// Every study opens the market anew.
vi.setConfig({ testTimeout: 120_000 });

let root: string;
let data: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'qca-study-'));
  data = join(root, 'bitstamp');
  mkdirSync(data);
  const market = resolve(import.meta.dirname, '../../../../markets/bitstamp');
  const lines = gunzipSync(readFileSync(join(market, 'bitstamp_btcusd_1h.csv.gz')))
    .toString()
    .split('\n');
  const head = lines.findIndex((line) => /^\d/.test(line));
  writeFileSync(join(data, 'bitstamp_btcusd_1h.csv'), `${lines.slice(0, head + 24 * 90).join('\n')}\n`);
  writeFileSync(join(data, 'market.json'), readFileSync(join(market, 'market.json')));
});
afterAll(() => rmSync(root, { recursive: true }));

const START_US = Date.UTC(2020, 0, 1) * 1000;

/** Jobs that are done as they are asked for. */
class FakeJobs {
  readonly bodies: TrialRun[] = [];
  readonly #results = new Map<string, PlayedTrial>();
  readonly #play: (run: TrialRun) => PlayedTrial;

  constructor(returnsOf: (parameters: Point, period: number) => number) {
    this.#play = ({ parameters, count }) => {
      if (parameters['window'] === 13) return { refused: 'mean-reversion: 13 is bad luck' };
      const returns = Float64Array.from({ length: count }, (_, period) => returnsOf(parameters, period));
      return { returns: encodeReturns(returns), orders: 2, fills: 1, refusedOrders: 0, costs: 3 };
    };
  }

  get jobs(): Jobs {
    return this as unknown as Jobs;
  }

  async enqueueAll(jobs: readonly NewJob[]) {
    for (const { id, body } of jobs) {
      this.bodies.push(body as TrialRun);
      this.#results.set(id, this.#play(body as TrialRun));
    }
    return jobs.map(() => 'added' as const);
  }

  async whenFinished(id: string): Promise<Partial<Job>> {
    return { state: 'done', result: this.#results.get(id) };
  }
}

function choice(change: Partial<StudyChoice> = {}): StudyChoice {
  return {
    market: { kind: 'recorded', path: data, fromUs: null, toUs: null, skipBadRows: false },
    strategy: 'mean-reversion',
    file: null,
    space: parseSpace('window=10:16:1'),
    method: 'grid',
    trials: 100,
    seed: 1,
    budget: 1000,
    metric: 'return',
    folds: 2,
    developer: 'local',
    ...change,
  };
}

/** Three blocks of thirty days: in each, another window earns a hundredth a day and more, every other loses a thousandth. */
const WINNERS = [11, 12, 14] as const;
const earning = ({ window }: Point, period: number): number =>
  WINNERS[Math.floor(period / 30)] === window ? 0.01 + period / 30_000 : -0.001;

async function study(
  returnsOf: typeof earning,
  change: Partial<StudyChoice> = {},
  trials = mkdtempSync(join(root, 't-')),
) {
  const fake = new FakeJobs(returnsOf);
  return { fake, study: await runStudy({ choice: choice(change), jobs: fake.jobs, trials }) };
}

describe('runStudy', () => {
  it('tests what was best before, and puts only those blocks together', async () => {
    const { study: found } = await study(earning);
    expect(found.folds.map(({ parameters }) => parameters)).toEqual([{ window: 11 }, { window: 12 }]);
    // What had won before loses a thousandth on each of sixty days.
    expect(found.outOfSampleReturns).toEqual(new Float64Array(60).fill(-0.001));
    expect(found.outOfSample.totalReturn).toBeCloseTo(0.999 ** 60 - 1, 12);
    expect(found.folds[0]?.outOfSample).toBeCloseTo(0.999 ** 30 - 1, 12);
    expect(found.folds.map(({ test }) => test.from.slice(0, 10))).toEqual(['2020-01-31', '2020-03-01']);
    expect(found.best.parameters).toEqual({ window: 14 });
    // Returns that do not vary say nothing of their error.
    expect(found.outOfSampleHonest).toMatchObject({ psr: null, dsr: null });
  });

  it('leaves out what the strategy does not take, and counts the rest', async () => {
    const { study: found } = await study(earning);
    expect(found.refused).toEqual({ count: 1, first: 'mean-reversion: 13 is bad luck' });
    expect(found.runs.map(({ parameters }) => parameters['window'])).toEqual([10, 11, 12, 14, 15, 16]);
    expect(found.runs.map(({ index }) => index)).toEqual([0, 1, 2, 4, 5, 6]);
    expect(found.trials).toMatchObject({ played: 6, count: 6 });
  });

  it('lets a guided search read nothing behind its window', async () => {
    const { fake, study: found } = await study(earning, { method: 'tpe', trials: 12 });
    const counts = [...new Set(fake.bodies.map(({ count }) => count))].sort((a, b) => a - b);
    expect(counts).toEqual([30, 60, 90]);
    for (const { count, market, firstUs } of fake.bodies) {
      expect(firstUs).toBe(START_US);
      expect(market).toMatchObject({ toUs: count === 90 ? null : START_US + count * DAY });
    }
    // Twelve of seven windows: each is played once in each span, and choices again only where they were not.
    const keys = fake.bodies.map(({ count, parameters }) => `${count} ${parameters['window']}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(found.trials.played).toBe(fake.bodies.length - found.refused.count);
  });

  it('says the same of the past whatever the future brings', async () => {
    const bent = (point: Point, period: number) =>
      period < 60 ? earning(point, period) : 0.02 * (Number(point['window']) - 13);
    for (const method of ['grid', 'tpe', 'cma-es'] as const) {
      const [one, other] = [await study(earning, { method }), await study(bent, { method })];
      const seen = ({ study: { folds } }: typeof one) =>
        folds.map(({ parameters, inSample }) => [parameters, inSample]);
      expect(seen(other)).toEqual(seen(one));
      expect(other.study.outOfSampleReturns.slice(0, 30)).toEqual(one.study.outOfSampleReturns.slice(0, 30));
      expect(other.study.outOfSampleReturns.slice(30)).not.toEqual(one.study.outOfSampleReturns.slice(30));
    }
  });

  it('deflates by all trials ever made on the data, and not by those of others', async () => {
    const folder = mkdtempSync(join(root, 't-'));
    const noisy = ({ window }: Point, period: number) =>
      0.001 + 0.02 * Math.sin(Number(window) ** 2 * (period + 1));
    const few = await study(noisy, { space: parseSpace('window=20:22') }, folder);
    const theirs = await study(noisy, { space: parseSpace('window=20:60'), developer: 'ada' }, folder);
    const many = await study(noisy, { space: parseSpace('window=23:60') }, folder);
    const again = await study(noisy, { space: parseSpace('window=20:22') }, folder);
    expect([few, theirs, many, again].map(({ study: { trials } }) => trials.count)).toEqual([3, 41, 41, 41]);
    const { best, bestHonest } = again.study;
    expect(best).toEqual(few.study.best);
    expect(bestHonest.psr).toBe(few.study.bestHonest.psr);
    expect(bestHonest.dsr).toBeLessThan(few.study.bestHonest.dsr as number);
    expect(bestHonest.luckSharpe).toBeGreaterThan(few.study.bestHonest.luckSharpe as number);
  });

  it('writes a page with every run, escaped', async () => {
    const { study: found } = await study(earning);
    const page = comparisonPage({ ...found, warnings: ['<b>&'] });
    expect(page).toContain('&lt;b&gt;&amp;');
    for (const { parameters } of found.runs)
      expect(page).toContain(`window ${String(parameters['window'])}<`);
    expect(page).toContain('−5.83 %'); // 0.999 to the sixtieth, less 1
    expect(comparisonPage({ ...found, warnings: ['<b>&'] })).toBe(page);
  });

  it.each([
    ['a parameter that the strategy has not', { space: parseSpace('speed=1:2') }, '--space'],
    ['a space of nothing but refusals', { space: parseSpace('window=13') }, '--space'],
    ['too many steps', { folds: 9 }, '--folds'],
  ])('refuses %s', async (_, change, where) => {
    expect((await refusalOf(() => study(earning, change))).where).toBe(where);
  });
});
