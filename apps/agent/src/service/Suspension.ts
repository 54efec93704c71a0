import type { Clock } from '@qca/ports';

/** The process leaves a run that another will go on with: what is decided is in the journal. */
export class Suspension extends Error {
  constructor() {
    super('the run is left here, to be gone on with');
  }
}

/** A clock that ends a run at its next wait once the signal is given. */
export function suspendable(clock: Clock, signal: AbortSignal): Clock {
  return {
    nowUs: () => clock.nowUs(),
    until(timeUs) {
      if (!signal.aborted) return clock.until(timeUs);
      const suspended = Promise.reject(new Suspension());
      // The runner writes what is left before it looks at this promise.
      suspended.catch(() => {});
      return suspended;
    },
  };
}
