import { JOBS_WAITING_MAX } from '@qca/ports';
import { jobsSuite, refusalOf, SUITE_WAITING_MAX } from '@qca/ports/suites';
import { describe, expect, it } from 'vitest';
import { MemoryJobs } from './MemoryJobs.ts';

jobsSuite('memory', async () => {
  const jobs = new MemoryJobs({ retryMs: 10, waitingMax: SUITE_WAITING_MAX });
  return { jobs, dispose: () => jobs.close() };
});

describe('MemoryJobs', () => {
  it('refuses more work than may wait', async () => {
    const jobs = new MemoryJobs();
    for (let index = 0; index < JOBS_WAITING_MAX; index += 1) {
      await jobs.enqueue({ id: `j${index}`, kind: 'grid', body: 1 });
    }
    const refusal = await refusalOf(() => jobs.enqueue({ id: 'more', kind: 'grid', body: 1 }));
    expect(refusal.kind).toBe('jobs-full');
    expect(await jobs.enqueue({ id: 'j7', kind: 'grid', body: 1 })).toBe('same');
  });
});
