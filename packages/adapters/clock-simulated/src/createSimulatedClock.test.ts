import { clockSuite } from '@qca/ports/suites';
import { describe, expect, it } from 'vitest';
import { createSimulatedClock } from './createSimulatedClock.ts';

clockSuite('simulated', () => ({ clock: createSimulatedClock(), startUs: 1_678_420_800_000_000 }));

describe('createSimulatedClock', () => {
  it('is where it was last asked to be, without a wait', () => {
    const clock = createSimulatedClock(10);
    expect(clock.nowUs()).toBe(10);
    expect(clock.until(1e15)).toBeUndefined();
    expect(clock.nowUs()).toBe(1e15);
  });

  it('stays when an earlier moment is asked for', () => {
    const clock = createSimulatedClock();
    clock.until(100);
    expect(clock.until(40)).toBeUndefined();
    expect(clock.nowUs()).toBe(100);
  });
});
