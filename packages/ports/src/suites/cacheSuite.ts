import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '../Cache.ts';

export interface CacheHarness {
  readonly cache: Cache;
  /** Lets time pass for the cache. */
  pass(ms: number): Promise<void>;
  dispose(): Promise<void>;
}

/** What every cache promises. `make` gives an empty one. */
export function cacheSuite(name: string, make: () => Promise<CacheHarness>): void {
  describe(`cache: ${name}`, () => {
    let harness: CacheHarness;
    let cache: Cache;

    beforeEach(async () => {
      harness = await make();
      cache = harness.cache;
    });
    afterEach(() => harness.dispose());

    it('keeps any text until its time is over', async () => {
      await cache.set('a', '', 200);
      await cache.set('b', 'Größe \0 "', 1_000);
      expect([await cache.get('a'), await cache.get('b')]).toEqual(['', 'Größe \0 "']);
      await harness.pass(250);
      expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, 'Größe \0 "']);
    });

    it('replaces a value and its time', async () => {
      await cache.set('a', '1', 100);
      await cache.set('a', '2', 1_000);
      await harness.pass(150);
      expect(await cache.get('a')).toBe('2');
    });

    it('deletes values and counts', async () => {
      await cache.set('a', '1', 1_000);
      await cache.increment('n', 1_000);
      expect([await cache.delete('a'), await cache.delete('a'), await cache.delete('n')]).toEqual([
        true,
        false,
        true,
      ]);
      expect(await cache.get('a')).toBeUndefined();
      expect((await cache.increment('n', 1_000)).count).toBe(1);
    });

    it('does not call what is over something', async () => {
      await cache.set('a', '1', 100);
      await harness.pass(150);
      expect(await cache.delete('a')).toBe(false);
    });

    it('counts within a window that later calls do not lengthen', async () => {
      expect(await cache.increment('n', 400)).toMatchObject({ count: 1 });
      await harness.pass(200);
      const second = await cache.increment('n', 400);
      expect(second.count).toBe(2);
      expect(second.resetMs).toBeGreaterThan(0);
      expect(second.resetMs).toBeLessThanOrEqual(200);
      await harness.pass(250);
      const third = await cache.increment('n', 400);
      expect(third.count).toBe(1);
      expect(third.resetMs).toBeGreaterThan(200);
    });

    it('counts what many count at once', async () => {
      const counts = await Promise.all(Array.from({ length: 50 }, () => cache.increment('n', 10_000)));
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, index) => index + 1),
      );
    });

    it('tells keys apart', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 }), async (keys) => {
          for (const key of keys) await cache.set(key, `v ${key}`, 10_000);
          for (const key of keys) expect(await cache.get(key)).toBe(`v ${key}`);
          for (const key of keys) await cache.delete(key);
        }),
        { numRuns: 30 },
      );
    });

    it.each([0, -1, 0.5, 86_400_001])('does not keep anything for %d ms', async (ms) => {
      await expect(cache.set('a', '1', ms)).rejects.toThrow('ms must be');
      await expect(cache.increment('a', ms)).rejects.toThrow('ms must be');
    });
  });
}
