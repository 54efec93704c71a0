import { HOUR, MINUTE, SECOND } from '@qca/base';
import { clockSuite } from '@qca/ports/suites';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPacedClock } from './createPacedClock.ts';

const START = 1_678_420_800_000_000;

for (const speed of [1, 60, Infinity]) {
  clockSuite(`paced, speed ${speed}`, () => ({ clock: createPacedClock({ speed }), startUs: START }));
}

describe('createPacedClock', () => {
  let ms = 0;
  const steadyMs = () => ms;
  const pass = async (milliseconds: number) => {
    ms += milliseconds;
    await vi.advanceTimersByTimeAsync(milliseconds);
  };

  beforeEach(() => {
    ms = 5;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => vi.useRealTimers());

  it('plays a minute per second at speed 60', async () => {
    const clock = createPacedClock({ speed: 60, steadyMs });
    expect(clock.until(START)).toBeUndefined();
    let come = false;
    const waiting = clock.until(START + MINUTE)?.then(() => {
      come = true;
    });
    await pass(990);
    expect(come).toBe(false);
    expect(clock.nowUs()).toBe(START + 59.4 * SECOND);
    await pass(10);
    await waiting;
    expect(clock.nowUs()).toBe(START + MINUTE);
  });

  it('does not fall behind for good when its user is late', async () => {
    const clock = createPacedClock({ speed: 1, steadyMs });
    clock.until(START);
    await pass(5_000);
    expect(clock.until(START + 2 * SECOND)).toBeUndefined();
    expect(clock.until(START + 5 * SECOND)).toBeUndefined();
    const waiting = clock.until(START + 6 * SECOND);
    expect(waiting).toBeInstanceOf(Promise);
    await pass(1_000);
    await waiting;
  });

  it('never waits at infinite speed, and is where it was last asked to be', () => {
    const clock = createPacedClock({ speed: Infinity, steadyMs });
    for (const hours of [0, 1, 5_000]) {
      expect(clock.until(START + hours * HOUR)).toBeUndefined();
      expect(clock.nowUs()).toBe(START + hours * HOUR);
    }
  });

  it('skips waits shorter than a timer can keep, without adding them up', async () => {
    const clock = createPacedClock({ speed: 1, steadyMs });
    clock.until(START);
    expect(clock.until(START + 900)).toBeUndefined();
    expect(clock.until(START + 1_800)).toBeInstanceOf(Promise);
    await pass(2);
  });

  it('ends a wait when the signal is given, before the moment has come', async () => {
    const stop = new AbortController();
    const clock = createPacedClock({ speed: 1, steadyMs, signal: stop.signal });
    clock.until(START);
    const waiting = clock.until(START + HOUR);
    stop.abort();
    await waiting;
    expect(clock.nowUs()).toBe(START);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -1, Number.NaN])('does not play at speed %d', (speed) => {
    expect(() => createPacedClock({ speed })).toThrow('speed');
  });
});
