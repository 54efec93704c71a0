import { cacheSuite } from '@qca/ports/suites';
import { describe, expect, it } from 'vitest';
import { MemoryCache } from './MemoryCache.ts';

function make(entriesMax?: number) {
  let nowMs = 1_000;
  const cache = new MemoryCache({ nowMs: () => nowMs, ...(entriesMax === undefined ? {} : { entriesMax }) });
  const pass = async (ms: number) => {
    nowMs += ms;
  };
  return { cache, pass, dispose: () => cache.close() };
}

cacheSuite('memory', async () => make());

describe('MemoryCache', () => {
  it('forgets what is over first when it is full, then what was set first', async () => {
    const { cache, pass } = make(10);
    await cache.set('short', 'x', 10);
    for (let index = 0; index < 9; index += 1) await cache.set(`k${index}`, 'x', 1_000);
    await pass(20);
    await cache.set('more', 'x', 1_000);
    // Ten are left of eleven once the one that is over has gone, and one more makes room.
    const kept = [];
    for (let index = 0; index < 9; index += 1) kept.push((await cache.get(`k${index}`)) !== undefined);
    expect(kept).toEqual([false, true, true, true, true, true, true, true, true]);
    expect(await cache.get('more')).toBe('x');
  });
});
