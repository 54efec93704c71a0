import type { Trouble, View } from '@qca/ui';

/** Below this nobody notices, and a connection that comes back at once is no news. */
export const STALE_SECONDS = 5;

/** What a query says, as far as a view depends on it. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly failed: boolean;
}

interface Around {
  readonly trouble: Trouble | undefined;
  readonly retry: () => void;
  /** Seconds since the data was last renewed or known to be current; 0 while it is. */
  readonly seconds: number;
}

/** Makes the one union of states from a query: old data is shown as old, rather than hidden behind an error. */
export function viewOf<Data>({ data, failed }: Asked<Data>, { trouble, retry, seconds }: Around): View<Data> {
  if (data !== undefined) {
    return seconds >= STALE_SECONDS ? { state: 'stale', data, seconds } : { state: 'ready', data };
  }
  return failed && trouble !== undefined ? { state: 'error', trouble, retry } : { state: 'loading' };
}
