import { MILLISECOND, SECOND, type TimeUs } from '@qca/base';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../Clock.ts';

/** What every clock promises. `make` gives a clock and a moment to start from; waits in the suite are a few milliseconds. */
export function clockSuite(
  name: string,
  make: () => { readonly clock: Clock; readonly startUs: TimeUs },
): void {
  describe(`clock: ${name}`, () => {
    it('says at once that a moment has come that has come', async () => {
      const { clock, startUs } = make();
      await clock.until(startUs);
      expect(clock.until(startUs - SECOND)).toBeUndefined();
    });

    it('is not before a moment once it has waited for it', async () => {
      const { clock, startUs } = make();
      for (const step of [0, 1, 2 * MILLISECOND, 5 * MILLISECOND]) {
        await clock.until(startUs + step);
        expect(clock.nowUs()).toBeGreaterThanOrEqual(startUs + step);
      }
    });

    it('tells whole microseconds and never goes back', async () => {
      const { clock, startUs } = make();
      await clock.until(startUs);
      let last = clock.nowUs();
      for (let index = 0; index < 1_000; index += 1) {
        if (index % 100 === 0) clock.until(startUs - index);
        const now = clock.nowUs();
        expect(Number.isSafeInteger(now)).toBe(true);
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    });
  });
}
