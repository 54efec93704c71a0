import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readGuardConfig } from '../guard/config.ts';
import { RECORDED_LIMITS } from '../run/planRun.ts';
import { readAgentFile } from './agentFile.ts';
import { readServiceConfig } from './config.ts';

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('agent.json', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qca-agent-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (content: unknown): void =>
    writeFileSync(
      join(folder, 'agent.json'),
      typeof content === 'string' ? content : JSON.stringify(content),
    );

  it('may be absent, and lays down what it says', () => {
    expect(readAgentFile(folder)).toEqual({});
    const file = {
      strategies: [{ name: 'momentum', budget: 5_000, parameters: { fast: 3 } }],
      killPlan: { reduce: 'everything', order: ['momentum', 'BTC'] },
      limits: RECORDED_LIMITS,
      demonstrationOperator: false,
    };
    write(file);
    expect(readAgentFile(folder)).toEqual(file);
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['an unknown key', { strategy: [] }, /strategy/],
    ['an unknown key of a strategy', { strategies: [{ name: 'a', size: 1 }] }, /size/],
    ['no strategies at all', { strategies: [] }, /strategies/],
    ['a strategy twice', { strategies: [{ name: 'a' }, { name: 'a' }] }, /twice/],
    ['a budget of nothing', { strategies: [{ name: 'a', budget: 0 }] }, /budget/],
    ['a plan of another kind', { killPlan: { reduce: 'some', order: [] } }, /reduce/],
    ['a limit too few', { limits: {} }, /missing-limit/],
    ['a limit that is none', { limits: { ...RECORDED_LIMITS, mood: 1 } }, /limits\.mood: unknown-limit/],
    [
      'a limit out of range',
      { limits: { ...RECORDED_LIMITS, orderValueMax: -1 } },
      /orderValueMax: bad-limit/,
    ],
  ])('is refused with %s', (_name, content, what) => {
    write(content);
    const refusal = refusalOf(() => readAgentFile(folder));
    expect(refusal.kind).toBe('bad-agent-file');
    expect(refusal.message).toMatch(what);
  });
});

describe('configuration of a role', () => {
  beforeEach(() => void vi.stubEnv('DATABASE_URL', 'postgres://u@h/d'));
  afterEach(() => void vi.unstubAllEnvs());

  it('is read from flags and environment', () => {
    expect(readServiceConfig(['--folder', 'f', '--speed', 'max'])).toEqual({
      folder: 'f',
      data: [],
      generated: false,
      days: 1,
      speed: Number.POSITIVE_INFINITY,
      seed: 1,
      budget: 100_000,
      mode: 'paper',
      live: undefined,
      databaseUrl: 'postgres://u@h/d',
    });
    const databaseUrl = 'postgres://u@h/d';
    expect(readGuardConfig(['--folder', 'f'])).toEqual({ folder: 'f', databaseUrl, live: undefined });
  });

  it('switches live trading on by name, for agent and guard alike', () => {
    const venue = ['--venue', 'binance', '--key', 'main', '--symbols', 'BTC/USDT,ETH/USDT', '--dry-run'];
    const live = { venue: 'binance', key: 'main', symbols: ['BTC/USDT', 'ETH/USDT'], 'dry-run': true };
    expect(readServiceConfig(['--folder', 'f', '--mode', 'live', ...venue])).toMatchObject({
      mode: 'live',
      live,
    });
    expect(readGuardConfig(['--folder', 'f', '--mode', 'live', ...venue])).toMatchObject({ live });
  });

  it.each([
    [['--folder', 'f', '--more'], '--'],
    [[], '--folder'],
    [['--folder', 'f', '--speed', '0'], '--speed'],
    [['--folder', 'f', '--days', '400'], '--days'],
    [['--folder', 'f', '--seed', '0.5'], '--seed'],
    [['--folder', 'f', '--budget', '0'], '--budget'],
    [['--folder', 'f', '--generated', '--data', 'd'], '--generated'],
    [['--folder', 'f', '--venue', 'binance', '--key', 'k'], '--mode'],
    [['--folder', 'f', '--mode', 'live'], '--venue'],
    [['--folder', 'f', '--mode', 'live', '--venue', 'binance'], '--key'],
    [['--folder', 'f', '--mode', 'live', '--venue', 'nowhere', '--key', 'k'], '--venue'],
    [
      ['--folder', 'f', '--mode', 'live', '--venue', 'binance', '--key', 'k', '--symbols', 'BTC'],
      '--symbols',
    ],
    [['--folder', 'f', '--mode', 'live', '--venue', 'binance', '--key', 'k', '--url', 'ftp://x'], '--url'],
    [['--folder', 'f', '--mode', 'live', '--venue', 'binance', '--key', 'k', '--generated'], '--mode'],
    [['--folder', 'f', '--mode', 'real'], '--mode'],
  ])('of the agent refuses %j', (words, where) => {
    expect(refusalOf(() => readServiceConfig(words)).where).toBe(where);
  });

  it.each([
    [['--folder', 'f', '--more'], '--'],
    [[], '--folder'],
  ])('of the guard refuses %j', (words, where) => {
    expect(refusalOf(() => readGuardConfig(words)).where).toBe(where);
  });

  it('needs a database for the agent; a guard can do without', () => {
    vi.unstubAllEnvs();
    vi.stubEnv('DATABASE_URL', undefined);
    expect(refusalOf(() => readServiceConfig(['--folder', 'f'])).where).toBe('environment');
    expect(readGuardConfig(['--folder', 'f']).databaseUrl).toBeUndefined();
  });
});
