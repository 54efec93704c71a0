import type { Exchange } from '@qca/ports';
import { Suspension } from './Suspension.ts';

/** A venue that ends a run's wait for it once the signal is given: a quiet market must not hold a process that is to end. */
export function leavable(venues: Exchange, signal: AbortSignal): Exchange {
  let leave: ((why: Suspension) => void) | undefined;
  signal.addEventListener('abort', () => leave?.(new Suspension()), { once: true });
  return {
    send: (actions, timeUs) => venues.send(actions, timeUs),
    peekTimeUs: (untilUs) => venues.peekTimeUs(untilUs),
    take: () => venues.take(),
    wait: () => {
      const waiting = new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(new Suspension());
        leave = reject;
        (venues.wait?.() ?? Promise.resolve()).then(resolve, reject);
      });
      // The runner races it against other waits, and may be gone when it ends.
      waiting.catch(() => {});
      return waiting;
    },
    close: () => venues.close(),
  };
}
