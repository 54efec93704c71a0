import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  isAlive,
  logLines,
  newFolder,
  PlatformProcess,
  PROGRAM,
  processesOf,
  removeFolder,
  SLOW,
  type Status,
  until,
} from './PlatformProcess.ts';

// One platform through its life: what kill -9 of each of its processes does, health, metrics, logs, and the end.

vi.setConfig(SLOW);

describe('the platform', () => {
  const folder = newFolder();
  let platform: PlatformProcess;
  /** Budget moved by commands given while something was dead. */
  let moved = 0;

  const start = async (): Promise<void> => {
    platform = new PlatformProcess(folder);
    await platform.ready();
  };
  const budgets = ({ strategies }: Status): readonly number[] => strategies.map(({ budget }) => budget);

  beforeAll(start);
  afterAll(async () => {
    await platform.end();
    removeFolder(folder);
  });

  it('brings every part up, one line each, and says where to look', async () => {
    for (const part of ['Database', 'Guard', 'Agent', 'Server'])
      expect(platform.said).toMatch(new RegExp(`^${part}: ready after \\d+\\.\\d s\\.$`, 'm'));
    expect(platform.said).toContain(`Look at ${platform.file.url};`);
    expect((await platform.api.moves()).run).toMatchObject({ prices: 'generated', speed: 60 });
    await platform.api.ready();
  });

  it('tells its figures to Prometheus', async () => {
    await platform.api.moves();
    const valueIn = (text: string, name: string): number => {
      const line = text.split('\n').find((each) => each.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1) ?? Number.NaN);
    };
    const times = ['decision_p50', 'decision_p99', 'order_round_trip_p50'].map(
      (name) => `qca_${name}_seconds`,
    );
    // The first order goes out after a while, and times are told for what has been measured.
    const text = await until('times of decisions and of a round trip', async () => {
      const metrics = await platform.api.get('/metrics');
      return times.every((name) => valueIn(metrics.text, name) > 0) ? metrics.text : undefined;
    });
    const value = (name: string): number => valueIn(text, name);
    expect(value('qca_ledger_difference')).toBe(0);
    expect(value('qca_killed')).toBe(0);
    expect(value('qca_feed_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(value('qca_journal_sequence')).toBeGreaterThan(0);
    for (const scope of ['platform', 'strategy']) {
      const headroom = value(`qca_risk_headroom_ratio_min{scope="${scope}"}`);
      expect(headroom, scope).toBeGreaterThanOrEqual(0);
      expect(headroom, scope).toBeLessThanOrEqual(1);
    }
  });

  it('names a request in its answer and in the log', async () => {
    const id = `test-${Date.now()}`;
    const { headers } = await platform.api.get('/api/runs', { 'x-request-id': id });
    expect(headers.get('x-request-id')).toBe(id);
    const line = await until('the line', () =>
      logLines(folder, 'server').find((each) => JSON.stringify(each).includes(id)),
    );
    expect(line).toMatchObject({ role: 'server', path: '/api/runs', status: 200, method: 'GET' });
  });

  it('is not ready while the agent is silent, and says so', async () => {
    const agent = platform.pidOf('agent') as number;
    process.kill(agent, 'SIGSTOP');
    try {
      const { json } = await until('a silent agent', async () => {
        const answer = await platform.api.get('/health/ready');
        return answer.status === 503 ? answer : undefined;
      });
      expect(json).toMatchObject({ kind: 'not-ready', numbers: { part: 'agent', parts: ['agent'] } });
      expect(json.detail).toContain('agent');
    } finally {
      process.kill(agent, 'SIGCONT');
    }
    await platform.api.ready();
  });

  it.each(['agent', 'guard', 'server', 'database'])(
    'starts %s again after kill -9; commands given meanwhile act exactly once',
    async (role) => {
      const before = await platform.api.moves();
      const [from = '', to = ''] = before.strategies.map(({ name }) => name);
      const pid = platform.pidOf(role) as number;
      const keys = [1, 2, 3].map((count) => `${role}-${count}-${pid}`);
      const give = (key: string) => platform.api.command('move-budget', { from, to, amount: '10' }, key);
      // The first is on its way when the process dies, the others come when it is gone.
      const first = give(keys[0] as string).catch(() => undefined);
      process.kill(pid, 'SIGKILL');
      await first;
      // Whoever hears nothing sends again under the same key; whoever is not sure, too.
      for (const key of [...keys, ...keys])
        await until('a taken command', async () => ((await give(key)).status === 200 ? true : undefined));
      for (const key of keys) {
        await until('an outcome', async () => {
          const { command } = (await platform.api.get(`/api/commands/${key}`)).json;
          return command.outcome === 'applied' ? true : undefined;
        });
      }
      moved += keys.length * 10;
      const after = await until('moved budgets', async () => {
        const now = await platform.api.moves(before.sequence);
        return budgets(now)[1] === (budgets(before)[1] as number) + keys.length * 10 ? now : undefined;
      });
      expect(after.run.id).toBe(before.run.id);
      expect(after.ledger).toMatchObject({ balanced: true, difference: '0' });
      await until(`another ${role}`, () => {
        const now = platform.pidOf(role);
        return now !== undefined && now !== pid && isAlive(now) ? true : undefined;
      });
      await platform.api.ready();
    },
  );

  it('goes on after a kill -9 of the supervisor: its roles end, and a new one resumes the run', async () => {
    const before = await platform.api.moves();
    const roles = platform.rolePids;
    expect(roles).toHaveLength(3);
    await platform.end('SIGKILL');
    await until('the end of its roles', () => (roles.some(isAlive) ? undefined : true));
    await start();
    const after = await platform.api.moves(before.sequence);
    expect(after.run.id).toBe(before.run.id);
    expect(budgets(after)).toEqual(budgets(before));
    const [first = 0, second = 0] = budgets(after);
    expect(second - first).toBe(2 * moved);
  });

  it('ends roles that hang when their supervisor was killed', async () => {
    const before = await platform.api.moves();
    const agent = platform.pidOf('agent') as number;
    process.kill(agent, 'SIGSTOP');
    await platform.end('SIGKILL');
    await start();
    expect(isAlive(agent)).toBe(false);
    expect((await platform.api.moves(before.sequence)).run.id).toBe(before.run.id);
  });

  it('stops in order on Ctrl-C and leaves no process, and its journal replays to the same facts', async () => {
    const { run } = await platform.api.moves();
    const pids = [...platform.rolePids, platform.pidOf('database') as number];
    expect(pids).toHaveLength(4);
    expect(await platform.end('SIGINT')).toBe(0);
    expect(platform.said).toContain('Stopped. Journals are closed and complete.');
    for (const pid of pids) expect(isAlive(pid)).toBe(false);
    expect(processesOf(folder)).toEqual([]);
    for (const name of ['platform.json', 'platform.lock', 'agent.pid', 'guard.sock'])
      expect(existsSync(join(folder, name)), name).toBe(false);
    const { DATABASE_URL: _none, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [PROGRAM.qca, 'journal', 'replay', run.id, '--json', '--home', folder],
      { env },
    );
    expect(JSON.parse(stdout)).toMatchObject({ run: run.id, same: true });
  });
});
