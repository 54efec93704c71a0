import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JOB_ATTEMPTS_MAX, JOB_BYTES_MAX, type JobState, type Jobs } from '../Jobs.ts';
import { refusalOf } from './journalSuite.ts';

export interface JobsHarness {
  /** Jobs whose pauses are a hundredth of the usual, and of which at most `SUITE_WAITING_MAX` may wait. */
  readonly jobs: Jobs;
  dispose(): Promise<void>;
}

/** How many jobs may wait in the suite: few, so that filling a queue is quick. */
export const SUITE_WAITING_MAX = 20;

const WITHIN = { timeout: 10_000, interval: 5 };

/** What every queue of jobs promises. `make` gives an empty one. */
export function jobsSuite(name: string, make: () => Promise<JobsHarness>): void {
  describe(`jobs: ${name}`, () => {
    let harness: JobsHarness;
    let jobs: Jobs;

    beforeEach(async () => {
      harness = await make();
      jobs = harness.jobs;
    });
    afterEach(() => harness.dispose());

    const enqueue = (id: string, body: unknown = { seed: 1 }) => jobs.enqueue({ id, kind: 'grid', body });
    const reach = (id: string, state: JobState) =>
      vi.waitFor(async () => expect((await jobs.read(id))?.state).toBe(state), WITHIN);
    const kindOf = async (work: () => Promise<unknown>) => (await refusalOf(work)).kind;

    it('does a job once and keeps its result', async () => {
      const worker = vi.fn(async ({ body }) => ({ got: body, list: [1, null] }));
      expect(await enqueue('j1', { b: 2, a: 1 })).toBe('added');
      expect(await jobs.read('j1')).toEqual({
        id: 'j1',
        kind: 'grid',
        body: { a: 1, b: 2 },
        state: 'waiting',
        attempts: 0,
        progress: 0,
        result: undefined,
        error: '',
      });
      jobs.process('grid', { concurrency: 2 }, worker);
      await reach('j1', 'done');
      expect(await jobs.read('j1')).toMatchObject({
        attempts: 1,
        progress: 1,
        result: { got: { a: 1, b: 2 }, list: [1, null] },
      });
      expect(await enqueue('j1', { a: 1, b: 2 })).toBe('same');
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(worker).toHaveBeenCalledTimes(1);
    });

    it('takes the same job once, also while it runs, and refuses other content under its id', async () => {
      expect(await enqueue('j1')).toBe('added');
      expect(await enqueue('j1')).toBe('same');
      expect(await kindOf(() => enqueue('j1', { seed: 2 }))).toBe('job-id-used');
      expect(await kindOf(() => jobs.enqueue({ id: 'j1', kind: 'other', body: { seed: 1 } }))).toBe(
        'job-id-used',
      );
      expect(await jobs.list({ limit: 9 })).toHaveLength(1);
    });

    it('works on as many at a time as it may, the longest waiting first', async () => {
      const started: string[] = [];
      const releases: (() => void)[] = [];
      for (const id of ['a', 'b', 'c', 'd']) await enqueue(id);
      await jobs.enqueue({ id: 'x', kind: 'other', body: 1 });
      jobs.process('grid', { concurrency: 2 }, ({ id }) => {
        started.push(id);
        return new Promise((resolve) => releases.push(() => resolve(1)));
      });
      await vi.waitFor(() => expect(started).toEqual(['a', 'b']), WITHIN);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(started).toHaveLength(2);
      releases[0]?.();
      await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c']), WITHIN);
      releases[2]?.();
      await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c', 'd']), WITHIN);
      for (const release of releases) release();
      await reach('d', 'done');
      expect((await jobs.read('x'))?.state).toBe('waiting');
    });

    it('tries again after a pause that grows, and buries what never passes', async () => {
      const atMs: number[] = [];
      const worker = vi.fn(async () => {
        atMs.push(performance.now());
        throw new Error('out of luck');
      });
      jobs.process('grid', { concurrency: 1 }, worker);
      await enqueue('j1');
      await reach('j1', 'dead');
      expect(worker).toHaveBeenCalledTimes(JOB_ATTEMPTS_MAX);
      expect(await jobs.read('j1')).toMatchObject({ attempts: JOB_ATTEMPTS_MAX, error: 'out of luck' });
      const pauses = atMs.slice(1).map((at, index) => at - (atMs[index] as number));
      expect(pauses[0]).toBeGreaterThanOrEqual(9);
      expect(pauses[3]).toBeGreaterThanOrEqual(79);
      expect((await jobs.list({ state: 'dead', limit: 9 })).map(({ id }) => id)).toEqual(['j1']);
    });

    it('goes on with others while one waits to be tried again', async () => {
      const done: string[] = [];
      jobs.process('grid', { concurrency: 1 }, async ({ id, attempt }) => {
        if (id === 'bad' && attempt === 1) throw new Error('not now');
        done.push(id);
      });
      await enqueue('bad');
      await enqueue('good');
      await vi.waitFor(() => expect(done).toEqual(['good', 'bad']), WITHIN);
    });

    it('revives what is dead, and nothing else', async () => {
      let lucky = false;
      jobs.process('grid', { concurrency: 1 }, async () => {
        if (!lucky) throw new Error('out of luck');
        return 'found';
      });
      await enqueue('j1');
      await reach('j1', 'dead');
      lucky = true;
      expect(await jobs.revive('j1')).toBe(true);
      await reach('j1', 'done');
      expect(await jobs.read('j1')).toMatchObject({ attempts: 1, error: '', result: 'found' });
      expect([await jobs.revive('j1'), await jobs.revive('j2')]).toEqual([false, false]);
    });

    it('shows progress', async () => {
      let finish = () => {};
      jobs.process('grid', { concurrency: 1 }, ({ report }) => {
        report(0.25);
        return new Promise((resolve) => {
          finish = () => resolve(undefined);
        });
      });
      await enqueue('j1');
      await vi.waitFor(
        async () => expect(await jobs.read('j1')).toMatchObject({ state: 'running', progress: 0.25 }),
        WITHIN,
      );
      finish();
      await reach('j1', 'done');
    });

    it('aborts what is under way when a worker is stopped, and lets the next do it', async () => {
      const stop = jobs.process('grid', { concurrency: 1 }, ({ signal }) => {
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      });
      await enqueue('j1');
      await reach('j1', 'running');
      await stop();
      expect(await jobs.read('j1')).toMatchObject({ state: 'waiting', attempts: 0, error: '' });
      jobs.process('grid', { concurrency: 1 }, async ({ attempt }) => attempt);
      await reach('j1', 'done');
      expect((await jobs.read('j1'))?.result).toBe(1);
    });

    it('takes many at once, in their order, or none of them', async () => {
      const some = (...ids: string[]) => ids.map((id) => ({ id, kind: 'grid', body: 1 }));
      await jobs.enqueue({ id: 'b', kind: 'grid', body: 1 });
      expect(await jobs.enqueueAll(some('a', 'b', 'c', 'c'))).toEqual(['added', 'same', 'added', 'same']);
      expect(await kindOf(() => jobs.enqueueAll([...some('d'), { id: 'a', kind: 'grid', body: 2 }]))).toBe(
        'job-id-used',
      );
      expect(await kindOf(() => jobs.enqueueAll([...some('d'), ...some('')]))).toBe('bad-job');
      expect(await jobs.read('d')).toBeUndefined();
      const order: string[] = [];
      jobs.process('grid', { concurrency: 1 }, async ({ id }) => order.push(id));
      for (const id of ['a', 'b', 'c']) await reach(id, 'done');
      expect(order).toEqual(['b', 'a', 'c']);
    });

    it('refuses more than may wait, all of them, and takes work again when some is done', async () => {
      const many = (count: number, prefix: string) =>
        Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, kind: 'grid', body: 1 }));
      await jobs.enqueueAll(many(SUITE_WAITING_MAX - 1, 'a'));
      expect(await kindOf(() => jobs.enqueueAll(many(2, 'b')))).toBe('jobs-full');
      expect(await jobs.read('b0')).toBeUndefined();
      await jobs.enqueueAll(many(1, 'b'));
      expect(await kindOf(() => jobs.enqueueAll(many(1, 'c')))).toBe('jobs-full');
      expect(await jobs.enqueueAll(many(1, 'b'))).toEqual(['same']);
      jobs.process('grid', { concurrency: 4 }, async () => 1);
      await reach('b0', 'done');
      expect(await jobs.enqueueAll(many(1, 'c'))).toEqual(['added']);
    });

    it('does not begin what was cancelled while it waited', async () => {
      const worker = vi.fn(async () => 1);
      await jobs.enqueueAll(['a', 'b'].map((id) => ({ id, kind: 'grid', body: 1 })));
      expect(await jobs.cancel('a')).toBe(true);
      expect(await jobs.read('a')).toMatchObject({ state: 'cancelled', attempts: 0 });
      expect([await jobs.cancel('a'), await jobs.cancel('nobody')]).toEqual([false, false]);
      expect(await enqueue('a', 1)).toBe('same');
      jobs.process('grid', { concurrency: 1 }, worker);
      await reach('b', 'done');
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(worker).toHaveBeenCalledTimes(1);
      expect(await jobs.cancel('b')).toBe(false);
      expect((await jobs.read('b'))?.state).toBe('done');
    });

    it('tells a task that its job was cancelled, keeps nothing of it, and makes room for the next', async () => {
      const aborted = vi.fn();
      jobs.process('grid', { concurrency: 1 }, ({ id, signal }) => {
        if (id === 'next') return Promise.resolve('done');
        return new Promise((resolve) => {
          // Not a good task: it answers although it was told to end.
          signal.addEventListener('abort', () => resolve(aborted()), { once: true });
        });
      });
      await enqueue('long');
      await reach('long', 'running');
      await enqueue('next');
      expect(await jobs.cancel('long')).toBe(true);
      await reach('next', 'done');
      expect(aborted).toHaveBeenCalledTimes(1);
      expect(await jobs.read('long')).toMatchObject({ state: 'cancelled', result: undefined });
    });

    it('revives what was cancelled', async () => {
      await enqueue('j1');
      await jobs.cancel('j1');
      expect(await jobs.revive('j1')).toBe(true);
      jobs.process('grid', { concurrency: 1 }, async ({ attempt }) => attempt);
      await reach('j1', 'done');
      expect(await jobs.read('j1')).toMatchObject({ result: 1, attempts: 1 });
    });

    it('says when a job has finished: done, dead or cancelled, before and after', async () => {
      expect(await jobs.whenFinished('nobody')).toBeUndefined();
      for (const id of ['good', 'bad', 'unwanted']) await enqueue(id);
      const waiting = ['good', 'bad', 'unwanted'].map((id) => jobs.whenFinished(id));
      await jobs.cancel('unwanted');
      jobs.process('grid', { concurrency: 1 }, async ({ id }) => {
        if (id === 'bad') throw new Error('out of luck');
        return id;
      });
      const expected = [
        { state: 'done', result: 'good' },
        { state: 'dead', error: 'out of luck' },
        { state: 'cancelled' },
      ];
      expect(await Promise.all(waiting)).toMatchObject(expected);
      const again = ['good', 'bad', 'unwanted'].map((id) => jobs.whenFinished(id));
      expect(await Promise.all(again)).toMatchObject(expected);
    });

    it('takes a result that cannot be kept for a failure', async () => {
      jobs.process('grid', { concurrency: 1 }, async () => 'x'.repeat(JOB_BYTES_MAX));
      await enqueue('j1');
      await reach('j1', 'dead');
      expect((await jobs.read('j1'))?.error).toContain('above the bound');
    });

    it.each([
      ['an empty id', 'bad-job', { id: '' }],
      ['a kind with spaces', 'bad-job', { kind: 'a b' }],
      ['a large body', 'document-too-large', { body: 'x'.repeat(JOB_BYTES_MAX) }],
    ])('refuses %s', async (_, kind, change) => {
      expect(await kindOf(() => jobs.enqueue({ id: 'j1', kind: 'grid', body: 1, ...change }))).toBe(kind);
    });

    it('lists the newest first, by kind and state', async () => {
      for (const id of ['a', 'b', 'c']) await enqueue(id);
      await jobs.enqueue({ id: 'x', kind: 'other', body: 1 });
      const ids = async (filter: Parameters<Jobs['list']>[0]) =>
        (await jobs.list(filter)).map(({ id }) => id);
      expect(await ids({ limit: 2 })).toEqual(['x', 'c']);
      expect(await ids({ kind: 'grid', limit: 9 })).toEqual(['c', 'b', 'a']);
      expect(await ids({ state: 'done', limit: 9 })).toEqual([]);
      await expect(ids({ limit: 0 })).rejects.toThrow('limit');
    });
  });
}
