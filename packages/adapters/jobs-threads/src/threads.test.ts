import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jobsSuite, MemoryRecordLog, SUITE_WAITING_MAX } from '@qca/ports/suites';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HandlerBody } from '../test/handler.ts';
import { lineLog } from '../test/lineLog.ts';
import { type JobRecord, parseJobRecord } from './JobRecord.ts';
import { LoggedJobs } from './LoggedJobs.ts';
import { ThreadWorkers } from './ThreadWorkers.ts';

jobsSuite('log', async () => {
  const log = new MemoryRecordLog<JobRecord>();
  const jobs = new LoggedJobs({ log, retryMs: 10, waitingMax: SUITE_WAITING_MAX });
  return {
    jobs,
    dispose: async () => {
      await jobs.close();
      // Whatever happened, a later process reads the same from the log.
      log.reopened(parseJobRecord);
    },
  };
});

const HANDLER = new URL('../test/handler.ts', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(`../test/${name}`, import.meta.url));

describe('ThreadWorkers', () => {
  const threads = new ThreadWorkers({ threads: 2, memoryMbMax: 64 });
  afterAll(() => threads.close());
  let jobs: LoggedJobs;
  beforeEach(() => {
    jobs = new LoggedJobs({ log: new MemoryRecordLog(), retryMs: 1 });
  });
  afterEach(() => jobs.close());

  const run = async (id: string, body: HandlerBody) => {
    await jobs.enqueue({ id, kind: 'grid', body });
    return jobs.whenFinished(id);
  };
  const start = () => jobs.process('grid', { concurrency: 2 }, threads.worker(HANDLER));

  it('does jobs in threads of their own, and keeps what those have loaded', async () => {
    start();
    const ids = Array.from({ length: 12 }, (_, index) => `j${index}`);
    await jobs.enqueueAll(ids.map((id, index) => ({ id, kind: 'grid', body: { what: 'square', n: index } })));
    const results = await Promise.all(ids.map(async (id) => (await jobs.whenFinished(id))?.result));
    const known = results as { square: number; thread: number; before: number }[];
    expect(known.map(({ square }) => square)).toEqual(ids.map((_, index) => index * index));
    expect(new Set(known.map(({ thread }) => thread)).size).toBe(2);
    expect(known.every(({ thread }) => thread > 0)).toBe(true);
    expect(Math.max(...known.map(({ before }) => before))).toBeGreaterThan(3);
  });

  it('ends a job that never would, and goes on in a new thread', async () => {
    start();
    await jobs.enqueue({ id: 'spin', kind: 'grid', body: { what: 'spin' } });
    await vi.waitFor(async () => expect((await jobs.read('spin'))?.state).toBe('running'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await jobs.cancel('spin')).toBe(true);
    expect(await run('next', { what: 'square', n: 3 })).toMatchObject({
      state: 'done',
      result: { square: 9 },
    });
    expect(await run('other', { what: 'square', n: 4 })).toMatchObject({
      state: 'done',
      result: { square: 16 },
    });
    expect((await jobs.read('spin'))?.state).toBe('cancelled');
  });

  it('gives a running job back when it is stopped, although the job does not listen', async () => {
    const stop = start();
    await jobs.enqueue({ id: 'spin', kind: 'grid', body: { what: 'spin' } });
    await vi.waitFor(async () => expect((await jobs.read('spin'))?.state).toBe('running'));
    await stop();
    expect(await jobs.read('spin')).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it('tries again when a thread leaves, and buries a job that always takes its thread along', async () => {
    start();
    expect(await run('once', { what: 'leave-once' })).toMatchObject({
      state: 'done',
      result: 'stayed',
      attempts: 2,
    });
    expect(await run('always', { what: 'leave' })).toMatchObject({ state: 'dead', attempts: 5 });
    expect(await run('next', { what: 'square', n: 5 })).toMatchObject({ result: { square: 25 } });
  });

  it('bounds the memory of a job', async () => {
    jobs.process('grid', { concurrency: 1 }, async (task) =>
      task.attempt > 1 ? 'contained' : threads.worker(HANDLER)(task),
    );
    expect(await run('fill', { what: 'fill' })).toMatchObject({ state: 'done', result: 'contained' });
    const failed = await run('next', { what: 'square', n: 6 });
    expect(failed).toMatchObject({ state: 'done', result: { square: 36 } });
  });

  it('hands on failures and progress', async () => {
    start();
    expect(await run('fail', { what: 'fail', n: 7 })).toMatchObject({
      state: 'dead',
      error: 'no luck with 7',
    });
    await jobs.enqueue({ id: 'progress', kind: 'grid', body: { what: 'progress', n: 200 } });
    await vi.waitFor(async () => expect((await jobs.read('progress'))?.progress).toBe(0.5), { interval: 5 });
    expect(await jobs.whenFinished('progress')).toMatchObject({ progress: 1, result: 'done' });
  });

  it('says when a module has nothing to call', async () => {
    jobs.process('grid', { concurrency: 1 }, threads.worker(new URL('../test/empty.ts', import.meta.url)));
    expect((await run('j1', { what: 'square' }))?.error).toContain('has no function `work`');
  });
});

describe('a log of jobs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qca-jobs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Starts a process on the jobs of the log; resolves when it works. */
  async function worker(log: string) {
    const child = spawn(process.execPath, [path('crashing.ts'), log, fileURLToPath(HANDLER)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return {
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  it('loses nothing and repeats nothing that is done when its process is killed, twice', async () => {
    const [log, trace] = [join(folder, 'jobs.jsonl'), join(folder, 'trace')];
    const executions = () => readFileSync(trace, 'utf8').trim().split('\n');
    const ids = Array.from({ length: 24 }, (_, index) => `work:${index}`);
    const asked = new LoggedJobs({ log: lineLog(log) });
    await asked.enqueueAll(ids.map((id) => ({ id, kind: 'grid', body: { what: 'slow', n: 40, trace } })));
    await asked.close();
    for (const count of [5, 12]) {
      const child = await worker(log);
      await vi.waitFor(() => expect(executions().length).toBeGreaterThan(count), {
        timeout: 20_000,
        interval: 5,
      });
      await child.kill();
    }
    const jobs = new LoggedJobs({ log: lineLog(log), retryMs: 1 });
    const doneBefore = (await jobs.list({ state: 'done', limit: 99 })).map(({ id }) => id);
    expect(doneBefore.length).toBeGreaterThan(3);
    expect(doneBefore.length).toBeLessThan(24);
    const threads = new ThreadWorkers({ threads: 2 });
    jobs.process('grid', { concurrency: 2 }, threads.worker(HANDLER));
    // Asking again for all of it adds nothing.
    const again = ids.map((id) => ({ id, kind: 'grid', body: { what: 'slow', n: 40, trace } }));
    expect(new Set(await jobs.enqueueAll(again))).toEqual(new Set(['same']));
    const finished = await Promise.all(ids.map((id) => jobs.whenFinished(id)));
    expect(finished.map((job) => job?.state)).toEqual(ids.map(() => 'done'));
    const counts = Map.groupBy(executions(), (id) => id);
    for (const id of doneBefore) expect(counts.get(id)?.length).toBeLessThanOrEqual(2);
    // Only what ran when the process was killed ran again: at most two jobs each time.
    expect(executions().length).toBeLessThanOrEqual(24 + 4);
    const results = lineLog(log).records.filter(({ kind }) => kind === 'done');
    expect(results).toHaveLength(24);
    await jobs.close();
    await threads.close();
  });

  it('buries a job that was running at every crash', async () => {
    const records: JobRecord[] = [
      { kind: 'added', jobs: [{ id: 'j1', kind: 'grid', body: '1', contentHash: 'x' }] },
    ];
    for (let crash = 0; crash < 5; crash += 1) {
      const log = new MemoryRecordLog<JobRecord>([...records, { kind: 'began', id: 'j1' }]);
      await new LoggedJobs({ log }).close();
      records.splice(0, records.length, ...log.records);
    }
    const jobs = new LoggedJobs({ log: new MemoryRecordLog(records) });
    expect(await jobs.read('j1')).toMatchObject({
      state: 'dead',
      attempts: 5,
      error: 'the process ended while it ran',
    });
    await jobs.close();
  });

  it.each([
    ['nothing', {}],
    ['an unknown kind', { kind: 'lost', id: 'j1' }],
    ['a beginning of nobody', { kind: 'began' }],
    ['a failure without its reason', { kind: 'failed', id: 'j1' }],
    ['an end without its result', { kind: 'done', id: 'j1' }],
    ['jobs that are no list', { kind: 'added', jobs: 1 }],
    ['a job without a body', { kind: 'added', jobs: [{ id: 'a', kind: 'b', contentHash: 'c' }] }],
  ])('refuses a line with %s', (_, line) => {
    expect(() => parseJobRecord(line)).toThrow(TypeError);
  });
});
