import { assert } from '@qca/base';

/** How often something happened in the present window. */
export interface CacheCount {
  readonly count: number;
  /** Milliseconds until the window ends and counting starts anew. */
  readonly resetMs: number;
}

/** What may be forgotten at any time: copies, and counts for limits. Time is the cache's own. */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  /** Keeps a value for `ttlMs` milliseconds, or less when room runs out. Replaces a value or a count. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Counts one more. The first opens a window of `windowMs` milliseconds, which later ones do not lengthen. */
  increment(key: string, windowMs: number): Promise<CacheCount>;
  /** Returns whether there was something. */
  delete(key: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A day: what lasts longer is not for a cache. */
const TTL_MS_MAX = 86_400_000;

/** Crashes on times that no caller means: they come from code, not from people. */
export function expectTtl(ttlMs: number): void {
  assert(
    Number.isInteger(ttlMs) && ttlMs > 0 && ttlMs <= TTL_MS_MAX,
    `${ttlMs} ms must be whole, from 1 to ${TTL_MS_MAX}`,
  );
}
