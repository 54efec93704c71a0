import { MILLISECOND, type TimeUs } from '@qca/base';
import type { Clock } from '@qca/ports';
import { sleepUntil } from './sleepUntil.ts';

/** Further apart, the machine's time was set or the machine slept: below it is how coarsely `Date.now` counts. */
const DRIFT_MS_MAX = 5;

/** The machine's two clocks, replaceable in tests. */
export interface MachineTime {
  /** Milliseconds since 1970, which may be set and jump. */
  wallMs(): number;
  /** Milliseconds since some start, which only grow. */
  steadyMs(): number;
}

const MACHINE_TIME: MachineTime = { wallMs: () => Date.now(), steadyMs: () => performance.now() };

/**
 * The machine's time in microseconds. It follows when the machine's time is set forward or the machine has slept, and
 * stands still while it is set back: time never goes back for the engine.
 *
 * `until` ends early when `signal` is given.
 */
export function createSystemClock(
  options: { readonly signal?: AbortSignal; readonly machine?: MachineTime } = {},
): Clock {
  const machine = options.machine ?? MACHINE_TIME;
  let offsetMs = machine.wallMs() - machine.steadyMs();
  let lastUs: TimeUs = 0;
  const nowUs = (): TimeUs => {
    const steadyMs = machine.steadyMs();
    const wallMs = machine.wallMs();
    if (Math.abs(steadyMs + offsetMs - wallMs) > DRIFT_MS_MAX) offsetMs = wallMs - steadyMs;
    lastUs = Math.max(lastUs, Math.floor((steadyMs + offsetMs) * MILLISECOND));
    return lastUs;
  };
  return {
    nowUs,
    until(timeUs) {
      if (timeUs <= nowUs()) return undefined;
      return sleepUntil(() => (timeUs - nowUs()) / MILLISECOND, options.signal);
    },
  };
}
