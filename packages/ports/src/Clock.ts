import type { TimeUs } from '@qca/base';

/** What time it is for the engine, and the wait until it is later. */
export interface Clock {
  nowUs(): TimeUs;
  /** Returns at once (undefined) when `timeUs` has come or time is simulated; a promise otherwise. */
  until(timeUs: TimeUs): Promise<void> | undefined;
}
