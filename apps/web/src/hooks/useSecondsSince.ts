'use client';

import { useEffect, useState } from 'react';

/** Whole seconds since a moment of the browser's clock, counted while it is given. */
export function useSecondsSince(sinceMs: number | undefined): number {
  const [nowMs, setNowMs] = useState(0);
  useEffect(() => {
    if (sinceMs === undefined) return undefined;
    setNowMs(Date.now());
    const clock = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(clock);
  }, [sinceMs]);
  return sinceMs === undefined ? 0 : Math.max(0, Math.floor((nowMs - sinceMs) / 1_000));
}
