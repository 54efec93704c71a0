import { MILLISECOND, SECOND } from '@qca/base';
import { clockSuite } from '@qca/ports/suites';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from './createSystemClock.ts';

clockSuite('system', () => ({ clock: createSystemClock(), startUs: Date.now() * MILLISECOND }));

describe('createSystemClock', () => {
  const machine = { wall: 0, steady: 0, wallMs: () => machine.wall, steadyMs: () => machine.steady };
  const pass = (milliseconds: number) => {
    machine.wall += milliseconds;
    machine.steady += milliseconds;
  };

  beforeEach(() => {
    machine.wall = 1_700_000_000_000;
    machine.steady = 123;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => vi.useRealTimers());

  it('counts microseconds between the milliseconds of the wall clock', () => {
    const clock = createSystemClock({ machine });
    machine.steady += 0.75;
    expect(clock.nowUs()).toBe(1_700_000_000_000_750);
  });

  it('follows a machine that slept, whose steady time stood still', () => {
    const clock = createSystemClock({ machine });
    machine.wall += 3_600_000;
    expect(clock.nowUs()).toBe((1_700_000_000_000 + 3_600_000) * MILLISECOND);
  });

  it('stands still when the machine’s time is set back, and goes on when it has caught up', () => {
    const clock = createSystemClock({ machine });
    pass(10_000);
    const before = clock.nowUs();
    machine.wall -= 60_000;
    expect(clock.nowUs()).toBe(before);
    pass(61_000);
    expect(clock.nowUs()).toBe(before + 1 * SECOND);
  });

  it('waits until the moment has come, in short sleeps', async () => {
    const clock = createSystemClock({ machine });
    let come = false;
    const waiting = clock.until(clock.nowUs() + 10 * SECOND)?.then(() => {
      come = true;
    });
    for (let second = 0; second < 10; second += 1) {
      expect(come).toBe(false);
      pass(1_000);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await waiting;
    expect(come).toBe(true);
  });

  it('wakes at once when the machine’s time jumps past the moment', async () => {
    const clock = createSystemClock({ machine });
    const waiting = clock.until(clock.nowUs() + 86_400 * SECOND);
    machine.wall += 86_400_000;
    await vi.advanceTimersByTimeAsync(1_000);
    await waiting;
  });

  it('ends a wait when the signal is given, and leaves no timer', async () => {
    const stop = new AbortController();
    const clock = createSystemClock({ machine, signal: stop.signal });
    const waiting = clock.until(clock.nowUs() + 3_600 * SECOND);
    stop.abort();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
    await clock.until(clock.nowUs() + 3_600 * SECOND);
  });
});
