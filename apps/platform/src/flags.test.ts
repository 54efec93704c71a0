import { Refusal } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { agentFlags, readFlags, venueFlags } from './flags.ts';

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('readFlags', () => {
  it('has a default for everything', () => {
    const defaults = { port: 4400, folder: '.qca', data: [], generated: false, mode: 'paper', public: false };
    expect(readFlags([])).toEqual(defaults);
  });

  it('reads every flag, and hands the agent its own', () => {
    const flags = readFlags(
      '--port 0 --folder f --generated --days 2 --speed max --seed 7 --budget 5000 --public --no-open --roles guard,agent'.split(
        ' ',
      ),
    );
    expect(flags).toMatchObject({ port: 0, folder: 'f', days: 2, speed: 'max', seed: 7, public: true });
    expect(flags.roles).toEqual(['guard', 'agent']);
    expect(agentFlags(flags)).toEqual('--generated --days 2 --speed max --seed 7 --budget 5000'.split(' '));
    expect(agentFlags(readFlags(['--data', 'a', '--data', 'b']))).toEqual(['--data', 'a', '--data', 'b']);
  });

  it('switches live trading on by name, and tells the guard of it, too', () => {
    const live = '--mode live --venue binance --key main --symbols BTC/USDT --dry-run'.split(' ');
    const flags = readFlags([...live, '--budget', '50']);
    expect(venueFlags(flags)).toEqual(live);
    expect(agentFlags(flags)).toEqual(['--budget', '50', ...live]);
    expect(venueFlags(readFlags([]))).toEqual([]);
  });

  it.each([
    [['--what'], '--', /what/],
    [['--mode', 'real'], '--mode', /live/],
    [['--mode', 'live', '--key', 'k'], '--venue', /needs --venue/],
    [['--mode', 'live', '--venue', 'binance'], '--key', /needs --key/],
    [['--venue', 'binance', '--key', 'k'], '--venue', /--mode live/],
    [['--dry-run'], '--dry-run', /--mode live/],
    [['--mode', 'live', '--venue', 'binance', '--key', 'k', '--generated'], '--mode', /live market/],
    [['extra'], '--', /extra/],
    [['--port', '70000'], '--port', /65535/],
    [['--port', 'x'], '--port', /number/],
    [['--folder', ''], '--folder', /1/],
    [['--speed', '0'], '--speed', /./],
    [['--speed', 'fast'], '--speed', /./],
    [['--generated', '--days', '0'], '--days', /0/],
    [['--days', '2'], '--days', /generated/],
    [['--seed', '1.5'], '--seed', /int/],
    [['--budget=-5'], '--budget', /0/],
    [['--roles', 'agent,cook'], '--roles', /./],
    [['--generated', '--data', 'x'], '--generated', /both/],
  ] as const)('refuses %j, naming the flag', (words, where, what) => {
    const refusal = refusalOf(() => readFlags(words));
    expect(refusal.kind).toBe('wrong-use');
    expect(refusal.where).toBe(where);
    expect(refusal.message).toMatch(what);
  });
});
