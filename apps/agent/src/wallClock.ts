import { MILLISECOND } from '@qca/base';

/** The machine's time in whole microseconds: names runs, never decides anything. */
export function wallClockUs(): number {
  return Date.now() * MILLISECOND;
}
