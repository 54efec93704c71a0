import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EXIT, runCli } from '../runCli.ts';

// What switches live trading on, and what does not. Live trading itself is tested in tests/live.

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'qca-run-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

async function refused(words: readonly string[]) {
  let said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const code = await runCli(['agent', 'run', '--home', home, '--json', ...words]);
  return { code, error: (JSON.parse(said) as { error: Record<string, string> }).error };
}

const LIVE = ['--mode', 'live', '--venue', 'binance', '--key', 'main'];

describe('qca agent run', () => {
  it.each([
    ['a venue without live trading', ['--venue', 'binance', '--generated'], '--venue'],
    ['a key without live trading', ['--key', 'main', '--generated'], '--key'],
    ['a dry run without live trading', ['--dry-run', '--generated'], '--dry-run'],
    ['live trading without a venue', ['--mode', 'live', '--key', 'main', '--without-guard'], '--venue'],
    ['live trading without a key', ['--mode', 'live', '--venue', 'binance'], '--key'],
    ['a live run that dies with its process', [...LIVE, '--store', 'memory'], '--store'],
    ['live trading of a recording', [...LIVE, '--data', 'markets/bitstamp'], '--data'],
    ['live trading of a generated market', [...LIVE, '--generated'], '--generated'],
    ['live trading at a pace', [...LIVE, '--speed', '60'], '--speed'],
    ['live trading without a guard', LIVE, '--home'],
  ])(
    'refuses %s',
    async (_what, words, where) => {
      const { code, error } = await refused(words);
      expect([code, error['where']]).toEqual([EXIT.wrongUse, where]);
    },
    60_000,
  );
});
