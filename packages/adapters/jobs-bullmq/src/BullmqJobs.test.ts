import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jobsSuite, SUITE_WAITING_MAX } from '@qca/ports/suites';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { redisMissing, startRedis } from '../test/startRedis.ts';
import { BullmqJobs, type BullmqJobsOptions } from './BullmqJobs.ts';

const missing = redisMissing();
if (missing !== undefined) process.stderr.write(`jobs-bullmq is not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('jobs-bullmq (needs redis-server)', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let opened = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const open = (options: Partial<BullmqJobsOptions> = {}) => {
    opened += 1;
    return BullmqJobs.open({ url: redis.url, prefix: `p${opened}`, retryMs: 10, ...options });
  };

  jobsSuite('BullMQ', async () => {
    const jobs = await open({ waitingMax: SUITE_WAITING_MAX });
    return { jobs, dispose: () => jobs.close() };
  });

  describe('several processes', () => {
    const LOCK_MS = 400;
    const children: ChildProcess[] = [];
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'qca-bullmq-'));
    });
    afterEach(async () => {
      for (const child of children.splice(0)) await kill(child);
      rmSync(folder, { recursive: true });
    });

    function start(prefix: string): ChildProcess {
      const script = fileURLToPath(new URL('../test/worker.ts', import.meta.url));
      const words = [script, redis.url, prefix, String(LOCK_MS), join(folder, 'trace')];
      const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
      children.push(child);
      return child;
    }

    async function kill(child: ChildProcess): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }

    const begun = () => {
      const path = join(folder, 'trace');
      return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
    };

    it('share the work, and take over from one that is killed', async () => {
      const prefix = 'shared';
      const jobs = await open({ prefix });
      const ids = Array.from({ length: 20 }, (_, index) => `work:${index}`);
      await jobs.enqueueAll(ids.map((id) => ({ id, kind: 'grid', body: { ms: 60 } })));
      const victim = start(prefix);
      await vi.waitFor(() => expect(begun().length).toBeGreaterThan(4), { timeout: 30_000, interval: 5 });
      start(prefix);
      await kill(victim);
      const finished = await Promise.all(ids.map((id) => jobs.whenFinished(id)));
      expect(finished.map((job) => [job?.state, job?.result])).toEqual(ids.map((id) => ['done', id]));
      // Only the two that ran when the first was killed were begun again.
      expect(begun().length).toBeLessThanOrEqual(ids.length + 2);
      expect(finished.filter((job) => job?.attempts === 2).length).toBe(begun().length - ids.length);
      await jobs.close();
    });

    it('hear that a job is cancelled, wherever it runs', async () => {
      const [one, other] = [await open({ prefix: 'two' }), await open({ prefix: 'two' })];
      const aborted = vi.fn();
      one.process('grid', { concurrency: 1 }, ({ signal }) => {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(aborted()), { once: true });
        });
      });
      await other.enqueue({ id: 'j1', kind: 'grid', body: 1 });
      await vi.waitFor(async () => expect((await other.read('j1'))?.state).toBe('running'), {
        timeout: 10_000,
      });
      const finished = one.whenFinished('j1');
      expect(await other.cancel('j1')).toBe(true);
      expect((await finished)?.state).toBe('cancelled');
      await vi.waitFor(() => expect(aborted).toHaveBeenCalledTimes(1));
      await Promise.all([one.close(), other.close()]);
    });

    it('keep one result of a job that two have done', async () => {
      const jobs = await open({ prefix: 'slow' });
      const release: (() => void)[] = [];
      // A worker that lost its lock, as one that was stopped for a while: its ticket goes to another.
      jobs.process('grid', { concurrency: 2 }, ({ attempt }) => {
        return new Promise((resolve) => release.push(() => resolve(attempt)));
      });
      await jobs.enqueue({ id: 'j1', kind: 'grid', body: 1 });
      await vi.waitFor(() => expect(release).toHaveLength(1), { timeout: 10_000 });
      const { JobRecords } = await import('./JobRecords.ts');
      const { Redis } = await import('ioredis');
      const connection = new Redis(redis.url);
      const records = new JobRecords(connection, 'slow');
      const second = await records.begin({ id: 'j1', turn: '0' });
      expect(second?.attempt).toBe(2);
      release[0]?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect((await jobs.read('j1'))?.state).toBe('running');
      if (second !== undefined) await records.end(second, { what: 'done', value: '"second"' });
      expect(await jobs.read('j1')).toMatchObject({ state: 'done', result: 'second', attempts: 2 });
      connection.disconnect();
      await jobs.close();
    });
  });
});
