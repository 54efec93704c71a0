/** One timer sleeps at most so long: the machine's time may be set, or the machine may sleep, in between. */
export const SLEEP_MS_MAX = 1_000;

/**
 * Waits until `remainingMs` returns nothing more to wait, in steps of at most `SLEEP_MS_MAX`.
 * Ends early, without an error, when the signal is given: whoever waits has its own look at why.
 */
export async function sleepUntil(remainingMs: () => number, signal: AbortSignal | undefined): Promise<void> {
  for (let restMs = remainingMs(); restMs > 0 && signal?.aborted !== true; restMs = remainingMs()) {
    await sleep(Math.min(Math.ceil(restMs), SLEEP_MS_MAX), signal);
  }
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener('abort', wake);
  });
}
