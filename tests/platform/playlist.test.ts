import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { newFolder, PlatformProcess, removeFolder, SLOW, until } from './PlatformProcess.ts';

// What is played: recordings from anywhere, one after the other, and generated markets, at any pace.

vi.setConfig(SLOW);

const root = newFolder();
afterAll(() => removeFolder(root));

const words = ['--port', '0', '--roles', 'guard,agent,server'];

/** A folder as somebody brings it: hourly bars of another exchange, unix seconds, a few days of a slow swing. */
function recording(name: string, hours: number): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const rows = Array.from({ length: hours }, (_row, hour) => {
    const open = 20_000 + 500 * Math.sin(hour / 12);
    const close = 20_000 + 500 * Math.sin((hour + 1) / 12);
    const prices = [open, Math.max(open, close) + 5, Math.min(open, close) - 5, close];
    return [1_672_531_200 + hour * 3_600, ...prices.map((price) => price.toFixed(1)), 12.5].join(',');
  });
  writeFileSync(
    join(folder, 'kraken_btcusd_1h.csv'),
    `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`,
  );
  return folder;
}

it('plays recordings it has never seen, says when one has ended, and goes on to the next', async () => {
  const data = [recording('january', 200), recording('february', 100)].flatMap((each) => ['--data', each]);
  // A hundred hours per second: two seconds, then one.
  const platform = new PlatformProcess(join(root, 'a'), [...words, ...data, '--speed', '360000']);
  try {
    await platform.ready();
    await platform.says(
      'Agent: plays recorded january, 360000 times as fast as it happened, simulated fills',
    );
    const first = await platform.api.moves();
    expect(first.run).toMatchObject({ prices: 'recorded', speed: 360_000 });
    await platform.says('Agent: recorded january has ended; next is february.');
    await platform.says('Agent: plays recorded february');
    await platform.says('Agent: recorded february has ended; next is january.');
    const { json } = await until('three runs', async () => {
      const answer = await platform.api.get('/api/runs');
      return answer.json.runs.length >= 3 ? answer : undefined;
    });
    const runs: { id: string; status: string; summary: unknown }[] = json.runs;
    expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
    // The oldest is the first: it is over, and was played to its end.
    expect(runs.at(-1)).toMatchObject({ id: first.run.id, status: 'done' });
    expect(runs.at(-2)).toMatchObject({ status: 'done' });
  } finally {
    await platform.end();
  }
});

it('plays a generated market as fast as it goes, from the beginning after its end', async () => {
  const market = ['--generated', '--days', '0.003', '--seed', '5', '--speed', 'max'];
  const platform = new PlatformProcess(join(root, 'b'), [...words, ...market]);
  try {
    await platform.says('Agent: plays generated seed 5');
    await platform.says('as fast as it goes');
    await platform.says('has ended; next is a generated market of seed 5.');
    await until('a second run', () => (platform.said.split('Agent: plays').length > 2 ? true : undefined));
  } finally {
    expect(await platform.end('SIGINT')).toBe(0);
  }
});
